// Points and the lines of several losses: one plot per mounted element, taken over from Python when Python has newer settings.

import { clearSizes, isInside, nearestPoint, pointerPosition } from "../shared/svg.js";
import { applyColours } from "../shared/theme.js";
import { VIEW, drawOutlier } from "./draw.js";

const REST_MS = 250; // without a change, before the settings are reported
const MAX_POINTS = 60;
const STEP = 0.2; // of an arrow key
const plots = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".outlier");
  let plot = plots.get(root);
  if (!plot) plots.set(root, (plot = { revision: null }));
  Object.assign(plot, { rows: data.rows, send: (settings) => setStateValue("settings", settings) });
  plot.dark = Number(applyColours(root, data.colours, parentElement));
  if (data.revision !== plot.revision) {
    const { x, y, selected } = data.settings;
    Object.assign(plot, { revision: data.revision, points: x.map((each, i) => [each, y[i]]), selected });
  }
  fillTable(plot, root);
  if (!plot.observer) listen(plot, root);
  drawOutlier(plot, root);
  return () => plot.observer.disconnect();
}

function listen(plot, root) {
  const svg = root.querySelector(".points");
  plot.observer = new ResizeObserver(() => {
    clearSizes(root);
    drawOutlier(plot, root);
  });
  plot.observer.observe(root);
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
    change(plot, root, plot.points, found);
  };
  svg.onpointermove = (event) => svg.hasPointerCapture(event.pointerId) && move(plot, root, place(event));
  svg.onclick = (event) => {
    const isFree = nearestPoint(plot.points, svg.frame, event) === null && isInside(svg.frame, pointerPosition(event));
    if (isFree && plot.points.length < MAX_POINTS) change(plot, root, [...plot.points, place(event)], plot.points.length);
  };
  svg.onkeydown = (event) => onKey(plot, root, event);
  root.querySelector(".remove").onclick = () => remove(plot, root);
}

function onKey(plot, root, event) {
  const { points, selected } = plot;
  const [dx, dy] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key] ?? [];
  if (dx !== undefined && points[selected]) move(plot, root, [points[selected][0] + dx, points[selected][1] + dy]);
  else if (["Delete", "Backspace"].includes(event.key)) remove(plot, root);
  else if (event.key === "Enter" && points.length < MAX_POINTS) change(plot, root, [...points, [5, 3]], points.length);
  else if (event.key === "n" && points.length) change(plot, root, points, (selected + 1) % points.length);
  else return;
  event.preventDefault();
}

function move(plot, root, place) {
  change(
    plot,
    root,
    plot.points.map((point, i) => (i === plot.selected ? place : point)),
    plot.selected,
  );
}

function remove(plot, root) {
  if (plot.points[plot.selected])
    change(
      plot,
      root,
      plot.points.filter((_, i) => i !== plot.selected),
      -1,
    );
}

function change(plot, root, points, selected) {
  const within = (value, [low, high]) => Number(Math.min(high, Math.max(low, value)).toFixed(2));
  plot.points = points.map(([x, y]) => [within(x, VIEW.x), within(y, VIEW.y)]);
  plot.selected = selected;
  drawOutlier(plot, root);
  clearTimeout(plot.resting);
  plot.resting = setTimeout(() => {
    const [x, y] = [0, 1].map((axis) => plot.points.map((point) => point[axis]));
    if (root.isConnected) plot.send({ x, y, selected, revision: plot.revision });
  }, REST_MS);
}

function fillTable(plot, root) {
  const body = root.querySelector("tbody");
  if (body.childElementCount !== plot.rows.length) {
    body.innerHTML = plot.rows
      .map(
        ({ title, dash }) =>
          `<tr><th scope="row"><div><svg class="swatch" viewBox="0 0 26 12"><line x1="0" x2="26" y1="6" y2="6" stroke-dasharray="${dash}"/></svg>${title}</div></th><td></td><td></td><td></td></tr>`,
      )
      .join("");
  }
  plot.rows.forEach(({ colour }, i) => body.children[i].querySelector("line").setAttribute("stroke", colour[plot.dark]));
}
