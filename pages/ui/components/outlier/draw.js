// The points with the lines of all losses, what a residual costs under each, and the chosen point's pull on every line.

import { format, signedNumber, signedTerm } from "../shared/format.js";
import { ROBUST_LOSSES, fit, sigmaAt } from "../shared/robust.js";
import { axes, clipToFrame, layer, plotFrame, setMarks } from "../shared/svg.js";

export const VIEW = { x: [0, 10], y: [-6, 12] };
const COSTS = { x: [-10, 10], y: [0, 20] };
const MARGIN = { left: 44, right: 10, top: 24, bottom: 36 };
const N_POINTS = 121;
const RESIDUALS = Array.from({ length: N_POINTS }, (_, i) => COSTS.x[0] + ((COSTS.x[1] - COSTS.x[0]) * i) / (N_POINTS - 1));

export function drawOutlier(plot) {
  const { root, points, selected } = plot;
  const lines = plot.data.rows.map(({ name }) => fit(name, points));
  const sigmas = lines.map((line) => (line ? sigmaAt(line, points[selected]?.[0] ?? 0) : 1)); // at the chosen point
  const residuals = lines.map((line) => (line && points[selected] ? points[selected][1] - line.w * points[selected][0] - line.b : null));
  drawPoints(plot, root.querySelector(".points"), lines);
  drawCosts(plot, root.querySelector(".costs"), residuals, sigmas);
  writeTable(plot, lines, residuals, sigmas);
  root.querySelector(".remove").disabled = !points[selected];
}

function drawPoints({ points, selected, data: { rows }, dark }, svg, lines) {
  const frame = plotFrame(svg, VIEW, ["x", "y"], MARGIN);
  svg.frame = frame;
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "outlier-points");
  const [left, right] = VIEW.x;
  const marks = rows.flatMap(({ colour, dash }, i) => {
    const line = lines[i];
    if (!line) return [];
    const ends = { x1: frame.px(left), y1: frame.py(line.w * left + line.b), x2: frame.px(right), y2: frame.py(line.w * right + line.b) };
    return [{ ...ends, stroke: colour[dark], "stroke-dasharray": dash, "clip-path": clip }];
  });
  setMarks(layer(svg, "lines"), "line", marks);
  setMarks(
    layer(svg, "dots"),
    "circle",
    points.map(([x, y], i) => ({ cx: frame.px(x), cy: frame.py(y), r: i === selected ? 8 : 6, class: i === selected ? "selected" : "" })),
  );
}

function drawCosts({ data: { rows }, dark }, svg, residuals, sigmas) {
  const frame = plotFrame(svg, COSTS, ["residual r", "loss of one point"], MARGIN);
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "outlier-costs");
  setMarks(
    layer(svg, "curves"),
    "polyline",
    rows.map(({ name, colour, dash }, i) => ({
      points: RESIDUALS.map((r) => `${frame.px(r).toFixed(1)},${frame.py(ROBUST_LOSSES[name].value(r, sigmas[i])).toFixed(1)}`).join(" "),
      stroke: colour[dark],
      "stroke-dasharray": dash,
      "clip-path": clip,
    })),
  );
  const marks = rows.flatMap(({ name, colour }, i) => {
    const r = residuals[i];
    if (r === null) return [];
    return [{ cx: frame.px(r), cy: frame.py(ROBUST_LOSSES[name].value(r, sigmas[i])), r: 6, fill: colour[dark], "clip-path": clip }];
  });
  setMarks(layer(svg, "dots"), "circle", marks);
  svg.setAttribute("aria-label", "What a residual costs under each loss, with the chosen point's marked.");
}

function writeTable({ root, data: { rows }, dark }, lines, residuals, sigmas) {
  rows.forEach(({ name, colour }, i) => {
    const [title, line, residual, pull] = root.querySelector("tbody").children[i].children;
    title.querySelector("line").setAttribute("stroke", colour[dark]);
    const sigma = ROBUST_LOSSES[name].predictsSigma && residuals[i] !== null ? `, σ̂ = ${format(sigmas[i])} there` : "";
    line.textContent = lines[i] ? `ŷ = ${format(lines[i].w)} x ${signedTerm(Number(lines[i].b.toPrecision(3)))}${sigma}` : "–";
    residual.textContent = residuals[i] === null ? "–" : signedNumber(residuals[i]);
    pull.textContent = residuals[i] === null ? "–" : signedNumber(ROBUST_LOSSES[name].pull(residuals[i], sigmas[i]));
  });
}
