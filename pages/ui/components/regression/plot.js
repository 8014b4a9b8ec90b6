// The plot of the points: drawing it, and moving points by mouse, touch and keyboard.

import { currentLine } from "./lesson.js";
import { leastSquares } from "./math.js";
import { axes, clipToFrame, isInside, layer, nearestPoint, plotFrame, pointerPosition, setMarks } from "../shared/svg.js";

export function drawPlot(lesson, root) {
  const svg = root.querySelector(".plot");
  const frame = (lesson.frame = plotFrame(svg, lesson.view, ["x", "y"], { left: 44, right: 8, top: 24, bottom: 36 }));
  axes(svg, frame);
  const clip = clipToFrame(svg, frame, "plot-clip");
  const line = lesson.outcome === "diverged" ? null : currentLine(lesson); // a line that was flung away shows nothing
  const ends = ({ w, b }) => ({
    x1: frame.px(frame.view.x[0]),
    y1: frame.py(w * frame.view.x[0] + b),
    x2: frame.px(frame.view.x[1]),
    y2: frame.py(w * frame.view.x[1] + b),
    "clip-path": clip,
  });
  const dots = lesson.points.map(([x, y]) => ({ cx: frame.px(x), cy: frame.py(y) }));
  const residuals = line
    ? lesson.points.map(([x], i) => ({
        x1: dots[i].cx,
        x2: dots[i].cx,
        y1: dots[i].cy,
        y2: frame.py(line.w * x + line.b),
        "clip-path": clip,
      }))
    : [];
  setMarks(layer(svg, "residuals"), "line", residuals);
  setMarks(layer(svg, "best"), "line", lesson.showBest && lesson.raw ? bestLines(lesson).map(ends) : []);
  setMarks(layer(svg, "line"), "line", line ? [ends(line)] : []);
  const radius = lesson.points.length > 60 ? 3.5 : 5.5;
  setMarks(
    layer(svg, "dots"),
    "circle",
    dots.map((dot, i) => ({ ...dot, r: i === lesson.selected ? radius + 2 : radius, class: i === lesson.selected ? "selected" : "" })),
  );
  setMarks(layer(svg, "hits"), "circle", lesson.sampled ? [] : dots.map((dot) => ({ ...dot, r: 16 })));
  root.querySelector(".remove").hidden = lesson.selected === null;
}

// One line where one is best; when all x are equal, some of the family through the mean point.
function bestLines(lesson) {
  const { raw } = lesson;
  if (raw.xx > 0) return [leastSquares(raw)];
  const slope = (lesson.view.y[1] - lesson.view.y[0]) / (lesson.view.x[1] - lesson.view.x[0]);
  return [-1.5, -0.5, 0, 0.5, 1.5].map((share) => ({ w: share * slope, b: raw.y_mean - share * slope * raw.x_mean }));
}

// A pixel's place in data units, rounded to what a pixel can say.
export function roundedPoint(lesson, px, py) {
  const { view, box } = lesson.frame;
  const fine = (value, [low, high]) => {
    const unit = 10 ** Math.floor(Math.log10((high - low) / 400));
    return Number((Math.round(Math.min(high, Math.max(low, value)) / unit) * unit).toPrecision(12));
  };
  return [fine(lesson.frame.x(Math.min(box.right, px)), view.x), fine(lesson.frame.y(py), view.y)];
}

export function listenToPlot(lesson, root, actions) {
  const svg = root.querySelector(".plot");
  let drag = null;
  svg.onpointerdown = (event) => {
    if (lesson.sampled || event.button !== 0) return;
    svg.focus({ preventScroll: true, focusVisible: false });
    drag = { index: nearestPoint(lesson.points, lesson.frame, event), from: pointerPosition(event), moved: false };
    if (drag.index !== null) svg.setPointerCapture(event.pointerId);
  };
  svg.onpointermove = (event) => {
    if (!drag) return;
    const [px, py] = pointerPosition(event);
    drag.moved ||= Math.hypot(px - drag.from[0], py - drag.from[1]) > 3;
    if (drag.index !== null && drag.moved) actions.move(drag.index, roundedPoint(lesson, px, py));
  };
  svg.onpointerup = (event) => {
    if (!drag) return;
    const { index, moved } = drag;
    drag = null;
    if (index !== null && moved) actions.settle();
    else if (index !== null) actions.select(index);
    else if (!moved && isInside(lesson.frame, pointerPosition(event))) actions.add(roundedPoint(lesson, ...pointerPosition(event)));
  };
  svg.onpointercancel = () => {
    if (drag?.moved && drag.index !== null) actions.settle();
    drag = null;
  };
  svg.ondblclick = (event) => {
    const index = lesson.sampled ? null : nearestPoint(lesson.points, lesson.frame, event);
    if (index !== null) actions.remove(index);
  };
  svg.onkeydown = (event) => handleKey(lesson, actions, event);
  svg.onfocus = () => {
    lesson.keys = svg.matches(":focus-visible");
    actions.redraw();
  };
  svg.onblur = () => {
    lesson.keys = false;
    actions.redraw();
  };
}

function handleKey(lesson, actions, event) {
  const { view } = lesson;
  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const n = lesson.points.length;
  if (lesson.sampled) return;
  if (directions[event.key] && lesson.selected !== null) {
    const share = event.shiftKey ? 0.05 : 0.01;
    const [x, y] = lesson.points[lesson.selected];
    const [dx, dy] = directions[event.key];
    const [px, py] = [lesson.frame.px(x + dx * share * (view.x[1] - view.x[0])), lesson.frame.py(y + dy * share * (view.y[1] - view.y[0]))];
    const moved = roundedPoint(lesson, px, py);
    actions.move(lesson.selected, [dx ? moved[0] : x, dy ? moved[1] : y]);
    actions.settleSoon();
  } else if (event.key === " " && n) actions.select(((lesson.selected ?? (event.shiftKey ? 0 : -1)) + (event.shiftKey ? n - 1 : 1)) % n);
  else if (event.key === "Enter") actions.add([(view.x[0] + view.x[1]) / 2, (view.y[0] + view.y[1]) / 2]);
  else if ((event.key === "Delete" || event.key === "Backspace") && lesson.selected !== null) actions.remove(lesson.selected);
  else if (event.key === "Escape") actions.select(null);
  else return;
  event.preventDefault();
}
