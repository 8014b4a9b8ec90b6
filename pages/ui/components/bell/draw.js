// The Gaussian over the points, its loss over the mean, and the same in numbers.

import { format, signedNumber } from "../shared/format.js";
import { average, density, logDensity, mostLikely, negativeLogLikelihood } from "../shared/gaussian.js";
import { axes, clipToFrame, layer, plotFrame, setMarks } from "../shared/svg.js";

export const LIMIT = 4; // of means and points
export const SIGMA = [0.2, 3];
const N_POINTS = 161;
const MARGIN = { left: 40, right: 10, top: 24, bottom: 36 };
const PLACES = Array.from({ length: N_POINTS }, (_, i) => LIMIT * ((2 * i) / (N_POINTS - 1) - 1));
const HIGHEST_LOSS = 8;

export function drawBell(bell) {
  const { root } = bell;
  drawDensity(bell, root.querySelector(".density"));
  drawLoss(bell, root.querySelector(".curve"));
  writeNumbers(bell.settings, root.querySelector(".numbers"));
}

function drawDensity({ settings: { points, mean, sigma } }, svg) {
  const top = Math.max(0.5, 1.12 * density(0, 0, sigma));
  const frame = plotFrame(svg, { x: [-LIMIT, LIMIT], y: [0, top] }, ["y", "density N(y; ŷ, σ)"], MARGIN);
  svg.frame = frame;
  axes(svg, frame);
  const line = PLACES.map((y) => `${frame.px(y).toFixed(1)},${frame.py(density(y, mean, sigma)).toFixed(1)}`);
  const floor = frame.py(0);
  setMarks(layer(svg, "area"), "path", [{ d: `M${frame.px(-LIMIT)},${floor} L${line.join(" L")} L${frame.px(LIMIT)},${floor} Z` }]);
  setMarks(layer(svg, "middle"), "line", [{ x1: frame.px(mean), x2: frame.px(mean), y1: frame.py(density(mean, mean, sigma)), y2: floor }]);
  setMarks(
    layer(svg, "stems"),
    "line",
    points.map((y) => ({ x1: frame.px(y), x2: frame.px(y), y1: floor, y2: frame.py(density(y, mean, sigma)) })),
  );
  const edge = { x: frame.px(mean + sigma), y: frame.py(density(mean + sigma, mean, sigma)) };
  setMarks(layer(svg, "handle"), "line", [{ x1: frame.px(mean), x2: edge.x, y1: edge.y, y2: edge.y }]);
  setMarks(layer(svg, "grip"), "circle", [{ cx: edge.x, cy: edge.y, r: 8 }]);
  layer(svg, "grip").classList.add("handle");
  setMarks(layer(svg, "notes"), "text", [{ x: (frame.px(mean) + edge.x) / 2, y: edge.y - 6, "text-anchor": "middle", text: "σ" }]);
  setMarks(
    layer(svg, "dots"),
    "circle",
    points.map((y) => ({ cx: frame.px(y), cy: floor, r: 7 })),
  );
}

function drawLoss({ settings: { points, mean, sigma } }, svg) {
  const frame = plotFrame(svg, { x: [-LIMIT, LIMIT], y: [0, HIGHEST_LOSS] }, ["mean ŷ", "loss (mean of N)"], MARGIN);
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "bell-loss");
  const lossAt = (place) => negativeLogLikelihood(points, place, sigma).loss;
  const squaresAt = (place) => average(points.map((y) => (y - place) ** 2));
  const line = (value, name) => ({
    points: PLACES.map((place) => `${frame.px(place).toFixed(1)},${frame.py(value(place)).toFixed(1)}`).join(" "),
    class: name,
    "clip-path": clip,
  });
  setMarks(layer(svg, "lines"), "polyline", [line(squaresAt, "squares"), line(lossAt, "")]);
  const least = frame.px(average(points));
  setMarks(layer(svg, "least"), "line", [{ x1: least, x2: least, y1: frame.box.top, y2: frame.box.bottom }]);
  const dot = (value, name) => ({ cx: frame.px(mean), cy: frame.py(value(mean)), r: 7, class: name, "clip-path": clip });
  setMarks(layer(svg, "here"), "circle", [dot(squaresAt, "squares"), dot(lossAt, "")]);
  const { left, right, bottom } = frame.box;
  const isRight = least < (left + right) / 2;
  setMarks(layer(svg, "labels"), "text", [
    { x: right, y: 12, "text-anchor": "end", text: "— −log likelihood", class: "" },
    { x: right - 118, y: 12, "text-anchor": "end", text: "- - squared error", class: "squares" },
    {
      x: least + (isRight ? 6 : -6),
      y: bottom + 32,
      "text-anchor": isRight ? "start" : "end",
      text: "least for both: the mean of y",
      class: "least",
    },
  ]);
  svg.setAttribute("aria-label", `Both losses over the mean are least at ${format(average(points))}; here the mean is ${format(mean)}.`);
}

function writeNumbers({ points, mean, sigma }, box) {
  const heights = points.map((y) => density(y, mean, sigma));
  const logs = points.map((y) => logDensity(y, mean, sigma));
  const { loss, byMean, bySigma } = negativeLogLikelihood(points, mean, sigma);
  const squares = average(points.map((y) => (y - mean) ** 2));
  const best = mostLikely(points, SIGMA[0]);
  const several = points.length > 1;
  const sum = logs.reduce((a, b) => a + b);
  const rows = [
    [
      several ? "Likelihood: the product of the heights" : "Likelihood: the height at y",
      several
        ? `${heights.map((height) => format(height, 2)).join(" · ")} = <b>${format(
            heights.reduce((a, b) => a * b),
            3,
          )}</b>`
        : `<b>${format(heights[0])}</b>`,
    ],
    [
      several ? "Its logarithm: a sum" : "Its logarithm",
      several ? `${logs.map((log) => `(${format(log, 3)})`).join(" + ")} = <b>${format(sum)}</b>` : `<b>${format(sum)}</b>`,
    ],
    ["Loss L: minus that, over N", `<b>${format(loss)}</b> nats; the best here is ŷ = ${format(best.mean)}, σ = ${format(best.sigma)}`],
    ["Gradient", `∂L/∂ŷ = <b>${signedNumber(byMean)}</b>, ∂L/∂σ = <b>${signedNumber(bySigma)}</b>`],
    [
      "With σ = 1 it is the squared error",
      `−log N(y; ŷ, 1) = ½ (y − ŷ)² + ½ log 2π: ${format(negativeLogLikelihood(points, mean, 1).loss)} = ½ · ${format(squares)} + ${format(Math.log(2 * Math.PI) / 2)}`,
    ],
  ];
  box.innerHTML = rows.map(([name, value]) => `<div><span>${name}</span><span>${value}</span></div>`).join("");
}
