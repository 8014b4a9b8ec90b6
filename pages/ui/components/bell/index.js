// The Gaussian over a few points: its middle, its edge and the points are dragged, and it can climb to the greatest likelihood.

import { mostLikely } from "../shared/gaussian.js";
import { mount, reportSoon } from "../shared/settings.js";
import { pointerPosition } from "../shared/svg.js";
import { LIMIT, SIGMA, drawBell } from "./draw.js";

const REACH = 26; // px from a handle or a point that still take hold of it
const SEVERAL = [-1.2, 0.3, 0.8, 1.4, 2.2];
const MOVE_MS = 600; // to the greatest likelihood

export default (component) => mount(component, ".bell", { take: (bell, settings) => (bell.settings = settings), listen, draw });

function listen(bell) {
  const { root } = bell;
  const set = (settings) => change(bell, settings);
  for (const name of ["mean", "sigma"]) {
    const input = root.querySelector(`input.${name}`);
    input.oninput = () => set({ [name]: Number(input.value) });
  }
  root.querySelector(".one").onclick = () => set({ sigma: 1 });
  root.querySelector(".fewer").onclick = () => set({ points: [1] });
  root.querySelector(".more").onclick = () => set({ points: [...SEVERAL] });
  root.querySelector(".best").onclick = () => climb(bell, performance.now(), { ...bell.settings });
  const svg = root.querySelector(".density");
  let held = null; // what the pointer moves: "mean", "sigma" or the index of a point
  svg.onpointerdown = (event) => {
    if (event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    held = nearest(bell.settings, svg.frame, pointerPosition(event));
    bell.climbing = null;
  };
  svg.onpointermove = (event) => {
    if (!svg.hasPointerCapture(event.pointerId)) return;
    const y = svg.frame.x(pointerPosition(event)[0]);
    if (held === "mean") set({ mean: y });
    else if (held === "sigma") set({ sigma: Math.abs(y - bell.settings.mean) });
    else set({ points: bell.settings.points.map((other, i) => (i === held ? y : other)) });
  };
}

function nearest({ points, mean, sigma }, frame, [px, py]) {
  const { bottom } = frame.box;
  const grips = [
    ["sigma", frame.px(mean + sigma), frame.py(Math.exp(-0.5) / (sigma * Math.sqrt(2 * Math.PI)))],
    ...points.map((y, i) => [i, frame.px(y), bottom]),
  ];
  const [[grip, distance]] = grips.map(([name, x, y]) => [name, Math.hypot(x - px, y - py)]).toSorted((a, b) => a[1] - b[1]);
  return distance <= REACH ? grip : "mean";
}

// Move to the greatest likelihood before the visitor's eyes.
function climb(bell, start, from) {
  const best = mostLikely(from.points, SIGMA[0]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  bell.climbing = start;
  const move = (now) => {
    if (bell.climbing !== start || !bell.root.isConnected) return;
    const share = calm ? 1 : Math.min(1, Math.max(0, (now - start) / MOVE_MS));
    const between = (name) => from[name] + share * (best[name] - from[name]);
    change(bell, { mean: between("mean"), sigma: between("sigma") });
    if (share < 1) requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
}

function change(bell, settings) {
  const within = (value, [low, high]) => Number(Math.min(high, Math.max(low, value)).toFixed(2));
  const { points, mean, sigma } = { ...bell.settings, ...settings };
  bell.settings = {
    points: points.map((y) => within(y, [-LIMIT, LIMIT])),
    mean: within(mean, [-LIMIT, LIMIT]),
    sigma: within(sigma, SIGMA),
  };
  draw(bell);
  reportSoon(bell, bell.settings);
}

function draw(bell) {
  for (const name of ["mean", "sigma"]) {
    const input = bell.root.querySelector(`input.${name}`);
    input.value = bell.settings[name];
    input.nextElementSibling.textContent = bell.settings[name].toFixed(2).replace("-", "−");
  }
  drawBell(bell);
}
