// Curves over the steps on a logarithmic axis: the loss, and the errors along the two eigenvectors.

import { lossesOf } from "./lesson.js";
import { errorsOf } from "./math.js";
import { downsample, format, logLabel, logTicks, padRange } from "../shared/format.js";
import { axes, clipToFrame, layer, plotFrame, setMarks } from "../shared/svg.js";

// series: rows of {values, name}; what has sunk below the foot of the axis is not drawn. `aside` is clipped to their axes.
function drawLog(svg, series, names, { reference = null, comparison = null } = {}) {
  const known = series
    .flatMap(({ values }) => values)
    .concat(reference ? [reference] : [])
    .filter((value) => value > 0 && Number.isFinite(value));
  const top = Math.log10(Math.max(...known, 1e-300));
  const foot = Math.max(Math.log10(Math.min(...known, 10 ** top)), top - 12);
  const steps = Math.max(10, ...series.map(({ values }) => values.length - 1));
  const view = { x: [0, steps], y: padRange([foot, top], 0.1, 0.5) };
  const frame = plotFrame(svg, view, names, { left: 46, right: 12, top: 24, bottom: 36 });
  const yTicks = logTicks(...view.y);
  axes(svg, frame, { yTicks, yLabels: yTicks.map(logLabel) });
  const height = (value) => frame.py(Math.max(view.y[0], Math.log10(Math.max(value, 1e-300))));
  const clip = clipToFrame(svg, frame, `${svg.classList[0]}-clip`);
  const lines = [...(comparison ? [comparison] : []), ...series].map(({ values, name }) => {
    const positions = downsample(
      values.map((value, i) => [frame.px(i), height(value), value]),
      800,
    ).filter((at) => Math.log10(at[2]) >= view.y[0] || name === "previous");
    return { class: name, "clip-path": clip, points: positions.map(([x, y]) => `${x},${y}`).join(" ") };
  });
  setMarks(
    layer(svg, "levels"),
    "line",
    reference ? [{ x1: frame.box.left, x2: frame.box.right, y1: height(reference), y2: height(reference) }] : [],
  );
  setMarks(layer(svg, "series"), "polyline", lines);
  return { frame, height };
}

export function drawCurve(lesson, root) {
  const svg = root.querySelector(".curve");
  if (!lesson.sums) return svg.replaceChildren();
  const values = lossesOf(lesson);
  const least = lesson.sums.least_loss > 1e-12 * values[0] ? lesson.sums.least_loss : null;
  const comparison = lesson.previous && { values: lesson.previous, name: "previous" };
  const { frame, height } = drawLog(svg, [{ values, name: "loss" }], ["step", "loss (log axis)"], {
    reference: lesson.showBest ? least : null,
    comparison,
  });
  lesson.curveFrame = frame;
  setMarks(layer(svg, "ends"), "circle", [{ cx: frame.px(values.length - 1), cy: height(values.at(-1)), r: 4.5 }]);
  const note = {
    x: frame.box.left + 4,
    y: lesson.showBest && least ? height(least) + 14 : 0,
    "text-anchor": "start",
    class: "least",
    text: "least squares",
  };
  const before = { x: frame.box.right - 2, y: 12, "text-anchor": "end", class: "", text: "dashed: the run before" };
  setMarks(layer(svg, "notes"), "text", [...(lesson.previous ? [before] : []), ...(lesson.showBest && least ? [note] : [])]);
  svg.setAttribute(
    "aria-label",
    `Loss per step on a logarithmic axis: from ${format(values[0])} to ${format(values.at(-1))} after ${values.length - 1} steps.`,
  );
}

export function drawErrors(lesson, root) {
  const svg = root.querySelector(".errors");
  if (!lesson.sums) return svg.replaceChildren();
  const errors = lesson.path.map(({ state }) => errorsOf(lesson.sums, lesson.curve, state).map(Math.abs));
  const series = [0, 1].map((i) => ({ values: errors.map((pair) => pair[i]), name: i ? "shallow" : "steep" }));
  const { frame, height } = drawLog(svg, lesson.curve.shallow ? series : series.slice(0, 1), [
    "step",
    "error along each direction (log axis)",
  ]);
  const last = (values) => Math.max(frame.box.top + 10, Math.min(frame.box.bottom - 4, height(values.at(-1)) - 6));
  const notes = series
    .slice(0, lesson.curve.shallow ? 2 : 1)
    .map(({ values, name }) => ({ x: frame.box.right - 4, y: last(values), "text-anchor": "end", class: name, text: name }));
  setMarks(layer(svg, "notes"), "text", lesson.path.length > 1 ? notes : []);
  svg.setAttribute("aria-label", "The error along the steep and the shallow direction after each step, on a logarithmic axis.");
}
