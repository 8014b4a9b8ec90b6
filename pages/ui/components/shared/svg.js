// Axes and marks: what plots in SVG share.

import { axisOffset, tickLabels, ticks } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";

// Makes `group` hold one `tag` per row, reusing what is there, and sets those attributes of each row that changed.
export function setMarks(group, tag, rows) {
  while (group.childElementCount > rows.length) group.lastChild.remove();
  while (group.childElementCount < rows.length) group.append(document.createElementNS(SVG, tag));
  rows.forEach((row, i) => {
    const node = group.children[i];
    node.shown ??= {};
    for (const [name, value] of Object.entries(row)) {
      if (node.shown[name] === value) continue;
      node.shown[name] = value;
      if (name === "text") node.textContent = value;
      else node.setAttribute(name, value);
    }
  });
}

// An element's size in px, as it was when the page last changed its shape: asking the browser at every frame is slow.
export function sizeOf(element) {
  element.size ??= { width: element.clientWidth || 300, height: element.clientHeight || 280 };
  return element.size;
}

export function clearSizes(root) {
  for (const element of root.querySelectorAll("svg, .zone-names")) element.size = undefined;
}

export function layer(svg, name) {
  let group = svg.querySelector(`:scope > .${name}`);
  if (!group) {
    group = document.createElementNS(SVG, "g");
    group.setAttribute("class", name);
    svg.append(group);
  }
  return group;
}

// The frame of one plot: pixel box, linear maps between data and pixels, axes with names.
export function plotFrame(svg, view, names, margin = { left: 46, right: 10, top: 10, bottom: 36 }) {
  const { width, height } = sizeOf(svg);
  const box = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom, width, height };
  const [x0, x1] = view.x;
  const [y0, y1] = view.y;
  return {
    box,
    names,
    view,
    px: (x) => box.left + ((x - x0) / (x1 - x0)) * (box.right - box.left),
    py: (y) => box.bottom - ((y - y0) / (y1 - y0)) * (box.bottom - box.top),
    x: (px) => x0 + ((px - box.left) / (box.right - box.left)) * (x1 - x0),
    y: (py) => y0 + ((box.bottom - py) / (box.bottom - box.top)) * (y1 - y0),
  };
}

export function axes(svg, frame, { xTicks, yTicks, xLabels, yLabels } = {}) {
  const { box, view, names } = frame;
  const [xBase, yBase] = [axisOffset(view.x), yTicks ? 0 : axisOffset(view.y)];
  const xs = xTicks ?? ticks(...view.x, Math.max(2, (box.right - box.left) / 52));
  const ys = yTicks ?? ticks(...view.y, Math.max(2, (box.bottom - box.top) / 50));
  const across = xs.map((x) => ({ x1: frame.px(x), x2: frame.px(x), y1: box.top, y2: box.bottom }));
  const up = ys.map((y) => ({ x1: box.left, x2: box.right, y1: frame.py(y), y2: frame.py(y) }));
  setMarks(layer(svg, "grid"), "line", across.concat(up));
  const xTexts = xLabels ?? tickLabels(xs.map((x) => x - xBase));
  const yTexts = yLabels ?? tickLabels(ys.map((y) => y - yBase));
  const named = (name, base) => (base ? `${name} ${base > 0 ? "−" : "+"} ${Math.abs(base).toLocaleString("en-US")}` : name);
  setMarks(layer(svg, "ticks"), "text", [
    ...xs.map((x, i) => ({ x: frame.px(x), y: box.bottom + 15, "text-anchor": "middle", text: xTexts[i] })),
    ...ys.map((y, i) => ({ x: box.left - 6, y: frame.py(y) + 4, "text-anchor": "end", text: yTexts[i] })),
  ]);
  setMarks(layer(svg, "names"), "text", [
    { x: box.right, y: box.height - 4, "text-anchor": "end", text: named(names[0], xBase) },
    { x: 4, y: 12, "text-anchor": "start", text: named(names[1], yBase) },
  ]);
}

export function clipToFrame(svg, frame, name) {
  let clip = svg.querySelector("clipPath");
  if (!clip) {
    clip = document.createElementNS(SVG, "clipPath");
    clip.id = name;
    clip.append(document.createElementNS(SVG, "rect"));
    svg.prepend(clip);
  }
  const { box } = frame;
  const sides = { x: box.left, y: box.top, width: Math.max(0, box.right - box.left), height: Math.max(0, box.bottom - box.top) };
  for (const [key, value] of Object.entries(sides)) clip.firstChild.setAttribute(key, value);
  return `url(#${name})`;
}

export function pointerPosition(event) {
  const rect = event.currentTarget.getBoundingClientRect();
  return [event.clientX - rect.left, event.clientY - rect.top];
}

export function isInside({ box }, [px, py]) {
  return px >= box.left && px <= box.right && py >= box.top && py <= box.bottom;
}

const REACH = { mouse: 12, pen: 16, touch: 24 }; // px from a point that still take hold of it

// The index of the point of [[x, y, ...], ...] that a press on the plot takes hold of, or null.
export function nearestPoint(points, frame, event) {
  const [px, py] = pointerPosition(event);
  let [found, reach] = [null, REACH[event.pointerType] ?? REACH.mouse];
  points.forEach(([x, y], i) => {
    const distance = Math.hypot(frame.px(x) - px, frame.py(y) - py);
    if (distance <= reach) [found, reach] = [i, distance];
  });
  return found;
}
