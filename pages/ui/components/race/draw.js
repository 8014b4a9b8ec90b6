// The plane with both lines, accuracy over the steps, and the numbers.

import { format } from "../shared/format.js";
import { axes, clipToFrame, layer, plotFrame, setMarks } from "../shared/svg.js";
import { RACERS } from "./model.js";

export const LIMIT = 4; // of the plane
const MARGIN = { left: 40, right: 10, top: 24, bottom: 36 };
const LEAST_STEPS = 50; // of the accuracy's axis

export function drawRace(race) {
  const { root } = race;
  drawPlane(race, root.querySelector(".plane"));
  drawAccuracy(race, root.querySelector(".accuracy"));
  const rows = root.querySelectorAll("tbody tr");
  RACERS.forEach((loss, i) => {
    const now = race.paths[loss].at(-1);
    const [value, accuracy, slope] = rows[i].querySelectorAll("td");
    value.textContent = `${format(now.loss)} ${loss === "cross_entropy" ? "nats" : "sq. units"}`;
    accuracy.textContent = `${format(100 * now.accuracy, 3)} %`;
    slope.textContent = format(now.slope);
  });
  const [first, second] = RACERS.map((loss) => race.paths[loss].at(-1).slope);
  const steps = race.paths[RACERS[0]].length - 1;
  const ratio =
    second > 0 ? `cross-entropy’s gradient is ${format(first / second)} times that of squared error` : "squared error has no gradient left";
  root.querySelector(".now").textContent = `Step ${steps}: ${ratio}.`;
}

function drawPlane({ points, paths }, svg) {
  const frame = plotFrame(svg, { x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT] }, ["x₁", "x₂"], MARGIN);
  svg.frame = frame;
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "race-plane");
  const borders = RACERS.map((loss) => ({ loss, ...borderOf(paths[loss].at(-1).weights) }));
  setMarks(
    layer(svg, "lines"),
    "line",
    borders.map(({ loss, ends: [a, b] }) => ({
      x1: frame.px(a[0]),
      y1: frame.py(a[1]),
      x2: frame.px(b[0]),
      y2: frame.py(b[1]),
      class: loss,
      "clip-path": clip,
    })),
  );
  setMarks(
    layer(svg, "arrows"),
    "path",
    borders.map(({ loss, middle, side }) => ({ d: arrow(frame, middle, side), class: loss, "clip-path": clip })),
  );
  const [ones, zeros] = [1, 0].map((label) => points.filter((point) => point[2] === label));
  setMarks(
    layer(svg, "ones"),
    "path",
    ones.map(([x, y]) => ({ d: square(frame.px(x), frame.py(y)) })),
  );
  setMarks(
    layer(svg, "zeros"),
    "circle",
    zeros.map(([x, y]) => ({ cx: frame.px(x), cy: frame.py(y), r: 6 })),
  );
}

const square = (x, y) => `M${x - 5.5},${y - 5.5} h11 v11 h-11 Z`;

// Where w · x + b = 0: two ends far outside, a place in the plane, and the unit vector to the side that is called class 1.
function borderOf([w, v, b]) {
  const length = Math.hypot(w, v) || 1e-9;
  const side = [w / length, v / length];
  const middle = [(-b / length) * side[0], (-b / length) * side[1]];
  const far = 4 * LIMIT;
  return {
    side,
    middle,
    ends: [-far, far].map((t) => [middle[0] - t * side[1], middle[1] + t * side[0]]),
  };
}

function arrow(frame, [x, y], [dx, dy]) {
  const at = (along, across) => `${frame.px(x + along * dx - across * dy).toFixed(1)},${frame.py(y + along * dy + across * dx).toFixed(1)}`;
  return `M${at(0, -0.14)} L${at(0.45, 0)} L${at(0, 0.14)} Z`;
}

function drawAccuracy({ paths }, svg) {
  const n = paths[RACERS[0]].length - 1;
  const frame = plotFrame(svg, { x: [0, Math.max(LEAST_STEPS, n)], y: [0, 1.02] }, ["step", "accuracy"], MARGIN);
  axes(svg, frame, { yTicks: [0, 0.25, 0.5, 0.75, 1], yLabels: ["0 %", "25 %", "50 %", "75 %", "100 %"] });
  setMarks(
    layer(svg, "curves"),
    "polyline",
    RACERS.map((loss) => ({
      points: paths[loss].map(({ accuracy }, i) => `${frame.px(i).toFixed(1)},${frame.py(accuracy).toFixed(1)}`).join(" "),
      class: loss,
    })),
  );
}
