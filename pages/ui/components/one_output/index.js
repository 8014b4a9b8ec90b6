// One output under all losses: dragged, moved by keys, with the loss in front and the curves to be chosen.

import { mount, reportSoon } from "../shared/settings.js";
import { pointerPosition } from "../shared/svg.js";
import { LARGEST_OUTPUT, drawBench } from "./bench.js";

const STEP = 0.1;

export default (component) =>
  mount(component, ".bench", { take: (bench, settings) => (bench.settings = settings), listen, draw: drawBench });

function listen(bench) {
  const { root } = bench;
  root.querySelector("tbody").replaceChildren(...bench.data.rows.map((row) => rowOf(row, bench)));
  for (const svg of root.querySelectorAll("svg.losses, svg.gradients")) {
    svg.onpointerdown = (event) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      root.querySelector(".losses").focus({ preventScroll: true, focusVisible: false });
      moveTo(bench, svg, event);
    };
    svg.onpointermove = (event) => svg.hasPointerCapture(event.pointerId) && moveTo(bench, svg, event);
  }
  root.querySelector(".losses").onkeydown = (event) => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -10 * STEP, PageUp: 10 * STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    change(bench, { output: bench.settings.output + by });
  };
  for (const input of root.querySelectorAll(".truth input")) input.onchange = () => change(bench, { truth: input.value });
  const spread = root.querySelector(".spread input");
  spread.oninput = () => change(bench, { sigma: Number(spread.value) });
}

function moveTo(bench, svg, event) {
  change(bench, { output: svg.frame.x(pointerPosition(event)[0]) });
}

function change(bench, settings) {
  Object.assign(bench.settings, settings);
  const rounded = Math.round(bench.settings.output / STEP) * STEP;
  bench.settings.output = Number(Math.min(LARGEST_OUTPUT, Math.max(-LARGEST_OUTPUT, rounded)).toFixed(1));
  drawBench(bench);
  reportSoon(bench, bench.settings);
}

function rowOf({ name, title, dash }, bench) {
  const row = document.createElement("tr");
  row.innerHTML = `<th scope="row"><div><input type="checkbox"><svg class="swatch" viewBox="0 0 26 12"><line x1="0" x2="26" y1="6" y2="6" stroke-dasharray="${dash}"/></svg><button></button></div></th><td></td><td></td><td></td>`;
  const [box, button] = ["input", "button"].map((tag) => row.querySelector(tag));
  button.textContent = title;
  box.setAttribute("aria-label", `Draw ${title}`);
  box.onchange = () => {
    const others = bench.settings.curves.filter((each) => each !== name);
    change(bench, { curves: box.checked ? [...others, name] : others });
  };
  button.onclick = () => change(bench, { shown: name, curves: [...new Set([...bench.settings.curves, name])] });
  return row;
}
