// What one output costs under each loss, as curves over it and as numbers. `bench.settings` is as pages/ui/components/one_output says.

import { format, signedNumber } from "../shared/format.js";
import { LOSSES, sigmoid } from "../shared/losses.js";
import { axes, clipToFrame, layer, plotFrame, setMarks } from "../shared/svg.js";

export const LARGEST_OUTPUT = 8;
const N_POINTS = 161;
const PANELS = {
  value: { name: "loss L", range: [-0.5, 10], yTicks: [0, 2, 4, 6, 8, 10] },
  gradient: { name: "gradient ∂L/∂z", range: [-6, 6], yTicks: [-5, 0, 5] },
};
const MARGIN = { left: 44, right: 10, top: 24, bottom: 36 };
const OUTPUTS = Array.from({ length: N_POINTS }, (_, i) => LARGEST_OUTPUT * ((2 * i) / (N_POINTS - 1) - 1));

export const targetOf = ({ truth }) => (truth === "yes" ? 1 : 0);

// Of each row of the table its loss, its gradient, and how many times cross-entropy's gradient that is.
export function numbersOf(names, settings) {
  const [z, y, sigma] = [settings.output, targetOf(settings), settings.sigma];
  const reference = LOSSES.cross_entropy.gradient(z, y);
  return names.map((name) => {
    const gradient = LOSSES[name].gradient(z, y, sigma);
    return { loss: LOSSES[name].value(z, y, sigma), gradient, ratio: gradient / reference };
  });
}

export function drawBench(bench) {
  const { root, settings } = bench;
  for (const input of root.querySelectorAll(".truth input")) input.checked = input.value === settings.truth;
  root.querySelector(".spread input").value = settings.sigma;
  const shown = bench.data.rows.filter(({ name }) => settings.curves.includes(name));
  drawPanel(bench, root.querySelector(".losses"), shown, "value");
  drawPanel(bench, root.querySelector(".gradients"), shown, "gradient");
  writeNumbers(bench);
}

function drawPanel({ settings, dark }, svg, rows, part) {
  const { name, range, yTicks } = PANELS[part];
  const view = { x: [-LARGEST_OUTPUT, LARGEST_OUTPUT], y: range };
  const frame = plotFrame(svg, view, ["output z of “yes”", name], MARGIN);
  svg.frame = frame;
  axes(svg, frame, { yTicks });
  const [z, y, sigma] = [settings.output, targetOf(settings), settings.sigma];
  const clip = clipToFrame(svg, frame, `one-output-${part}`);
  const zero = { x1: frame.box.left, x2: frame.box.right, y1: frame.py(0), y2: frame.py(0) };
  setMarks(layer(svg, "zero"), "line", [zero]);
  setMarks(layer(svg, "here"), "line", [{ x1: frame.px(z), x2: frame.px(z), y1: frame.box.top, y2: frame.box.bottom }]);
  setMarks(
    layer(svg, "curves"),
    "polyline",
    rows.map((row) => ({
      points: OUTPUTS.map((x) => `${frame.px(x).toFixed(1)},${frame.py(LOSSES[row.name][part](x, y, sigma)).toFixed(1)}`).join(" "),
      stroke: row.colour[dark],
      "stroke-dasharray": row.dash,
      class: row.name === settings.shown ? "front" : "",
      "clip-path": clip,
    })),
  );
  setMarks(
    layer(svg, "tangent"),
    "line",
    part === "value" && rows.some((row) => row.name === settings.shown) ? [tangent(settings, frame, clip)] : [],
  );
  setMarks(
    layer(svg, "dots"),
    "circle",
    rows.map((row) => ({
      cx: frame.px(z),
      cy: frame.py(LOSSES[row.name][part](z, y, sigma)),
      r: row.name === settings.shown ? 8 : 5,
      fill: row.colour[dark],
      "clip-path": clip,
    })),
  );
}

// A piece of the loss's tangent: its slope is the gradient.
function tangent(settings, frame, clip) {
  const [z, y, sigma] = [settings.output, targetOf(settings), settings.sigma];
  const { value, gradient } = LOSSES[settings.shown];
  const [loss, slope] = [value(z, y, sigma), gradient(z, y, sigma)];
  const half = 1.3;
  return {
    x1: frame.px(z - half),
    y1: frame.py(loss - half * slope),
    x2: frame.px(z + half),
    y2: frame.py(loss + half * slope),
    "clip-path": clip,
  };
}

function writeNumbers({ root, data: { rows }, settings, dark }) {
  const { output, truth, sigma, shown, curves } = settings;
  const chance = 100 * sigmoid(truth === "yes" ? output : -output);
  root.querySelector(".here.words").innerHTML =
    `z = <b>${format(output)}</b>; softmax gives the true answer <b>${format(chance, 2)} %</b>, and as an estimate of y it is ${format(Math.abs(output - targetOf(settings)))} off.`;
  root.querySelector(".losses").setAttribute("aria-valuenow", output.toFixed(1));
  root.querySelector(".spread output").textContent = sigma.toFixed(1);
  numbersOf(
    rows.map(({ name }) => name),
    settings,
  ).forEach(({ loss, gradient, ratio }, i) => {
    const row = root.querySelector("tbody").children[i];
    row.className = `${rows[i].name === shown ? "front" : ""} ${curves.includes(rows[i].name) ? "" : "off"}`;
    row.querySelector("line").setAttribute("stroke", rows[i].colour[dark]);
    row.querySelector("input").checked = curves.includes(rows[i].name);
    row.querySelector("button").setAttribute("aria-pressed", rows[i].name === shown);
    row.children[1].innerHTML = `${format(loss)} <small>${rows[i].unit}</small>`;
    row.children[2].textContent = signedNumber(gradient);
    row.children[3].textContent = `× ${format(ratio)}`;
  });
}
