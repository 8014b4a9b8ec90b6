// One output under all losses: one bench per mounted element, taken over from Python when Python has newer settings.

import { clearSizes, pointerPosition } from "../shared/svg.js";
import { applyColours } from "../shared/theme.js";
import { LARGEST_OUTPUT, drawBench } from "./bench.js";

const REST_MS = 250; // without a change, before the settings are reported
const STEP = 0.1;
const benches = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".bench");
  let bench = benches.get(root);
  if (!bench) {
    bench = { revision: null };
    benches.set(root, bench);
  }
  Object.assign(bench, { rows: data.rows, send: (settings) => setStateValue("settings", settings) });
  bench.dark = Number(applyColours(root, data.colours, parentElement));
  if (data.revision !== bench.revision) Object.assign(bench, { revision: data.revision, settings: { ...data.settings } });
  if (!bench.observer) listen(bench, root);
  fillTable(bench, root);
  showControls(bench, root);
  drawBench(bench, root);
  return () => bench.observer.disconnect();
}

function listen(bench, root) {
  const svgs = root.querySelectorAll("svg.losses, svg.gradients");
  bench.observer = new ResizeObserver(() => {
    clearSizes(root);
    drawBench(bench, root);
  });
  bench.observer.observe(root);
  for (const svg of svgs) {
    svg.onpointerdown = (event) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      root.querySelector(".losses").focus({ preventScroll: true, focusVisible: false });
      moveTo(bench, root, svg, event);
    };
    svg.onpointermove = (event) => svg.hasPointerCapture(event.pointerId) && moveTo(bench, root, svg, event);
  }
  root.querySelector(".losses").onkeydown = (event) => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -10 * STEP, PageUp: 10 * STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    change(bench, root, { output: bench.settings.output + by });
  };
  for (const input of root.querySelectorAll(".truth input")) input.onchange = () => change(bench, root, { truth: input.value });
  const spread = root.querySelector(".spread input");
  spread.oninput = () => change(bench, root, { sigma: Number(spread.value) });
}

function moveTo(bench, root, svg, event) {
  change(bench, root, { output: svg.frame.x(pointerPosition(event)[0]) });
}

function change(bench, root, settings) {
  Object.assign(bench.settings, settings);
  const rounded = Math.round(bench.settings.output / STEP) * STEP;
  bench.settings.output = Number(Math.min(LARGEST_OUTPUT, Math.max(-LARGEST_OUTPUT, rounded)).toFixed(1));
  drawBench(bench, root);
  clearTimeout(bench.resting);
  bench.resting = setTimeout(() => root.isConnected && bench.send({ ...bench.settings, revision: bench.revision }), REST_MS);
}

function fillTable(bench, root) {
  const body = root.querySelector("tbody");
  if (body.childElementCount !== bench.rows.length) body.replaceChildren(...bench.rows.map((row) => rowOf(row, bench, root)));
  bench.rows.forEach(({ colour }, i) => body.children[i].querySelector("line").setAttribute("stroke", colour[bench.dark]));
}

function rowOf({ name, title, dash }, bench, root) {
  const row = document.createElement("tr");
  row.innerHTML = `<th scope="row"><div><input type="checkbox"><svg class="swatch" viewBox="0 0 26 12"><line x1="0" x2="26" y1="6" y2="6" stroke-dasharray="${dash}"/></svg><button></button></div></th><td></td><td></td><td></td>`;
  const [box, button] = ["input", "button"].map((tag) => row.querySelector(tag));
  button.textContent = title;
  box.setAttribute("aria-label", `Draw ${title}`);
  box.onchange = () => {
    const others = bench.settings.curves.filter((each) => each !== name);
    change(bench, root, { curves: box.checked ? [...others, name] : others });
  };
  button.onclick = () => change(bench, root, { shown: name, curves: [...new Set([...bench.settings.curves, name])] });
  return row;
}

function showControls({ settings }, root) {
  for (const input of root.querySelectorAll(".truth input")) input.checked = input.value === settings.truth;
  root.querySelector(".spread input").value = settings.sigma;
}
