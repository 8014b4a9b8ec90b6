// The loss over (w, b): a quadratic, so its contours are ellipses along the eigenvectors of the Hessian.

import { deviation, excessLoss, gradientOf, leastSquares, nextLine } from "./math.js";
import { downsample } from "../shared/format.js";
import { axes, clipToFrame, isInside, layer, plotFrame, pointerPosition, setMarks, sizeOf } from "../shared/svg.js";

export function surfaceView(lesson, svg) {
  const target = leastSquares(lesson.sums);
  const from = lesson.path.length ? lesson.path[0].line : target;
  const [width, height] = [sizeOf(svg).width - 60, sizeOf(svg).height - 60];
  const floor = 0.25 * Math.max(Math.abs(target.w), Math.abs(target.b)) || 1;
  const unit = Math.max(Math.abs(from.w - target.w) / width, Math.abs(from.b - target.b) / height, floor / Math.min(width, height)) * 1.4;
  return { x: [target.w - unit * width, target.w + unit * width], y: [target.b - unit * height, target.b + unit * height] };
}

export function drawSurface(lesson, root) {
  const svg = root.querySelector(".surface");
  if (!lesson.sums) return svg.replaceChildren();
  const names = lesson.standardise ? ["w of z", "b"] : ["w", "b"];
  const frame = (lesson.surfaceFrame = plotFrame(svg, lesson.surface, names, { left: 44, right: 16, top: 24, bottom: 36 }));
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "surface-clip");
  drawContours(lesson, svg, frame, clip);
  const positions = lesson.path.map(({ line }) => toPixels(frame, line));
  const shown = downsample(positions, 600);
  setMarks(layer(svg, "path"), "polyline", [{ points: shown.map((at) => at.join(",")).join(" "), "clip-path": clip }]);
  setMarks(
    layer(svg, "stops"),
    "circle",
    (shown.length > 150 ? [] : shown).map(([cx, cy]) => ({ cx, cy, r: 2.5, "clip-path": clip })),
  );
  setMarks(layer(svg, "start"), "circle", [{ cx: positions[0][0], cy: positions[0][1], r: 7, "clip-path": clip }]);
  drawMinimum(lesson, svg, frame);
  drawArrow(lesson, svg, frame, positions.at(-1));
  setMarks(layer(svg, "here"), "circle", [{ cx: positions.at(-1)[0], cy: positions.at(-1)[1], r: 5, "clip-path": clip }]);
  svg.setAttribute("aria-label", `Contours of the loss over w and b, with the path of descent after ${lesson.path.length - 1} steps.`);
}

function toPixels(frame, { w, b }) {
  return [frame.px(w), frame.py(b)];
}

function drawContours(lesson, svg, frame, clip) {
  const { curve, sums } = lesson;
  const target = leastSquares(sums);
  const scale = frame.px(1) - frame.px(0); // px per unit, the same on both axes
  const corners = frame.view.x.flatMap((w) => frame.view.y.map((b) => excessLoss(sums, deviation(sums, { w, b }))));
  const largestExcess = Math.max(...corners);
  const radius = (lambda, share) => Math.min(1e6, share * scale * Math.sqrt((2 * largestExcess) / Math.max(lambda, 1e-300)));
  const shares = [1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125];
  const group = layer(svg, "contours");
  group.setAttribute("clip-path", clip);
  const roundedPoint = `translate(${frame.px(target.w)} ${frame.py(target.b)}) rotate(${(-curve.angle * 180) / Math.PI})`;
  setMarks(
    group,
    "ellipse",
    shares.map((share) => ({ rx: radius(curve.steep, share), ry: radius(curve.shallow, share), transform: roundedPoint })),
  );
}

function drawMinimum(lesson, svg, frame) {
  const target = leastSquares(lesson.sums);
  const [x, y] = [frame.px(target.w), frame.py(target.b)];
  const { angle } = lesson.curve;
  const along = (turn, name) => ({
    class: name,
    x1: x - 45 * Math.cos(turn),
    x2: x + 45 * Math.cos(turn),
    y1: y + 45 * Math.sin(turn),
    y2: y - 45 * Math.sin(turn),
  });
  const ways = [along(angle, "steep"), along(angle + Math.PI / 2, "shallow")];
  setMarks(layer(svg, "ways"), "line", lesson.showBest ? ways : []);
  setMarks(layer(svg, "minimum"), "path", lesson.showBest ? [{ d: `M${x - 6} ${y}h12M${x} ${y - 6}v12` }] : []);
}

// The next step, −η times the gradient; it stops at the edge of the plot when it goes further.
function drawArrow(lesson, svg, frame, [x, y]) {
  const { box } = frame;
  const { line, state } = lesson.path.at(-1);
  const next = toPixels(frame, nextLine(line, lesson.stepSize, gradientOf(lesson.sums, state)));
  const [dx, dy] = [next[0] - x, next[1] - y];
  const length = Math.hypot(dx, dy);
  const visible = isInside(frame, [x, y]) && length > 6 && lesson.outcome === "running";
  const room = (from, by, low, high) => (by > 0 ? (high - from) / by : by < 0 ? (low - from) / by : Infinity);
  const share = Math.min(1, room(x, dx, box.left, box.right), room(y, dy, box.top, box.bottom));
  const [ex, ey] = [x + dx * share, y + dy * share];
  const [ux, uy] = [dx / length, dy / length];
  const head = `M${ex} ${ey}L${ex - 9 * ux - 4 * uy} ${ey - 9 * uy + 4 * ux}L${ex - 9 * ux + 4 * uy} ${ey - 9 * uy - 4 * ux}Z`;
  setMarks(layer(svg, "arrow"), "line", visible ? [{ x1: x, y1: y, x2: ex - 6 * ux, y2: ey - 6 * uy }] : []);
  setMarks(layer(svg, "arrowhead"), "path", visible ? [{ d: head, fill: "var(--data)" }] : []);
}

export function listenToSurface(lesson, root, actions) {
  const svg = root.querySelector(".surface");
  let choosing = null;
  const choose = (event) => {
    const [px, py] = pointerPosition(event);
    if (lesson.sums && isInside(lesson.surfaceFrame, [px, py]))
      actions.startAt({ w: lesson.surfaceFrame.x(px), b: lesson.surfaceFrame.y(py) });
  };
  svg.onpointerdown = (event) => {
    choosing = pointerPosition(event);
    if (event.pointerType !== "mouse") return;
    svg.setPointerCapture(event.pointerId);
    choose(event);
  };
  svg.onpointermove = (event) => choosing && event.pointerType === "mouse" && choose(event);
  svg.onpointerup = (event) => {
    if (choosing && event.pointerType !== "mouse") choose(event);
    if (choosing) actions.settleStart();
    choosing = null;
  };
  svg.onpointercancel = () => (choosing = null);
}
