// Points and the lines of several losses: points are dragged, added and removed, by mouse, finger or keyboard.

import { mount, reportSoon } from "../shared/settings.js";
import { isInside, nearestPoint, pointerPosition } from "../shared/svg.js";
import { VIEW, drawOutlier } from "./draw.js";

const MAX_POINTS = 60;
const STEP = 0.2; // of an arrow key

export default (component) => mount(component, ".outlier", { take, listen, draw: drawOutlier });

function take(plot, { x, y, selected }) {
  Object.assign(plot, { points: x.map((each, i) => [each, y[i]]), selected });
}

function listen(plot) {
  const { root } = plot;
  const svg = root.querySelector(".points");
  fillTable(plot);
  const place = (event) => {
    const [px, py] = pointerPosition(event);
    return [svg.frame.x(px), svg.frame.y(py)];
  };
  svg.onpointerdown = (event) => {
    if (event.button !== 0) return;
    svg.focus({ preventScroll: true, focusVisible: false });
    const found = nearestPoint(plot.points, svg.frame, event);
    if (found === null) return;
    svg.setPointerCapture(event.pointerId);
    change(plot, plot.points, found);
  };
  svg.onpointermove = (event) => svg.hasPointerCapture(event.pointerId) && move(plot, place(event));
  svg.onclick = (event) => {
    const isFree = nearestPoint(plot.points, svg.frame, event) === null && isInside(svg.frame, pointerPosition(event));
    if (isFree && plot.points.length < MAX_POINTS) change(plot, [...plot.points, place(event)], plot.points.length);
  };
  svg.onkeydown = (event) => onKey(plot, event);
  root.querySelector(".remove").onclick = () => remove(plot);
}

function onKey(plot, event) {
  const { points, selected } = plot;
  const [dx, dy] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key] ?? [];
  if (dx !== undefined && points[selected]) move(plot, [points[selected][0] + dx, points[selected][1] + dy]);
  else if (["Delete", "Backspace"].includes(event.key)) remove(plot);
  else if (event.key === "Enter" && points.length < MAX_POINTS) change(plot, [...points, [5, 3]], points.length);
  else if (event.key === "n" && points.length) change(plot, points, (selected + 1) % points.length);
  else return;
  event.preventDefault();
}

function move(plot, place) {
  change(
    plot,
    plot.points.map((point, i) => (i === plot.selected ? place : point)),
    plot.selected,
  );
}

function remove(plot) {
  if (plot.points[plot.selected])
    change(
      plot,
      plot.points.filter((_, i) => i !== plot.selected),
      -1,
    );
}

function change(plot, points, selected) {
  const within = (value, [low, high]) => Number(Math.min(high, Math.max(low, value)).toFixed(2));
  plot.points = points.map(([x, y]) => [within(x, VIEW.x), within(y, VIEW.y)]);
  plot.selected = selected;
  drawOutlier(plot);
  const [x, y] = [0, 1].map((axis) => plot.points.map((point) => point[axis]));
  reportSoon(plot, { x, y, selected });
}

function fillTable({ root, data: { rows } }) {
  root.querySelector("tbody").innerHTML = rows
    .map(
      ({ title, dash }) =>
        `<tr><th scope="row"><div><svg class="swatch" viewBox="0 0 26 12"><line x1="0" x2="26" y1="6" y2="6" stroke-dasharray="${dash}"/></svg>${title}</div></th><td></td><td></td><td></td></tr>`,
    )
    .join("");
}
