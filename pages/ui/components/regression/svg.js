// Axes, marks and numbers: what the three plots share.

const SVG = "http://www.w3.org/2000/svg";

function fmt(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(Math.min(digits, 3) - 1).split("e");
    return `${minus(mantissa)}·10${superscript(Number(exponent))}`;
  }
  const text = Number(value.toPrecision(digits));
  return minus(size >= 1000 ? text.toLocaleString("en-US", { maximumFractionDigits: 2 }) : String(text));
}

function minus(text) {
  return String(text).replace("-", "−");
}

function superscript(number) {
  return String(number).replace(/./g, (mark) => (mark === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[mark]));
}

// Makes `group` hold one `tag` per row, reusing what is there, and sets those attributes of each row that changed.
function marks(group, tag, rows) {
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
function sizeOf(element) {
  element.size ??= { width: element.clientWidth || 300, height: element.clientHeight || 280 };
  return element.size;
}

function forgetSizes(root) {
  for (const element of root.querySelectorAll("svg, .zone-names")) element.size = undefined;
}

function layer(svg, name) {
  let group = svg.querySelector(`:scope > .${name}`);
  if (!group) {
    group = document.createElementNS(SVG, "g");
    group.setAttribute("class", name);
    svg.append(group);
  }
  return group;
}

function ticks(low, high, about = 5) {
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

function tickLabels(values) {
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : 1;
  const size = Math.max(...values.map(Math.abs), step);
  if (size >= 1e6 || size < 1e-3) {
    const digits = Math.min(9, Math.max(1, Math.ceil(Math.log10(size / step)) + 1));
    return values.map((value) => (value === 0 ? "0" : minus(Number(value.toPrecision(digits)).toExponential().replace("e+", "e"))));
  }
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
  return values.map((value) => minus(value.toFixed(decimals)));
}

// What to take off the tick labels of a range far from zero, so that they differ in their first digits.
function baseOf([low, high]) {
  const span = high - low;
  if (Math.max(Math.abs(low), Math.abs(high)) < 1e4 * span) return 0;
  const unit = 10 ** Math.ceil(Math.log10(span));
  return Math.round(low / unit) * unit;
}

// The frame of one plot: pixel box, linear maps between data and pixels, axes with names.
function frameOf(svg, view, names, margin = { left: 46, right: 10, top: 10, bottom: 36 }) {
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

function axes(svg, frame, { xTicks, yTicks, xLabels, yLabels } = {}) {
  const { box, view, names } = frame;
  const [xBase, yBase] = [baseOf(view.x), yTicks ? 0 : baseOf(view.y)];
  const xs = xTicks ?? ticks(...view.x, Math.max(2, (box.right - box.left) / 52));
  const ys = yTicks ?? ticks(...view.y, Math.max(2, (box.bottom - box.top) / 50));
  const across = xs.map((x) => ({ x1: frame.px(x), x2: frame.px(x), y1: box.top, y2: box.bottom }));
  const up = ys.map((y) => ({ x1: box.left, x2: box.right, y1: frame.py(y), y2: frame.py(y) }));
  marks(layer(svg, "grid"), "line", across.concat(up));
  const xTexts = xLabels ?? tickLabels(xs.map((x) => x - xBase));
  const yTexts = yLabels ?? tickLabels(ys.map((y) => y - yBase));
  const named = (name, base) => (base ? `${name} ${base > 0 ? "−" : "+"} ${Math.abs(base).toLocaleString("en-US")}` : name);
  marks(layer(svg, "ticks"), "text", [
    ...xs.map((x, i) => ({ x: frame.px(x), y: box.bottom + 15, "text-anchor": "middle", text: xTexts[i] })),
    ...ys.map((y, i) => ({ x: box.left - 6, y: frame.py(y) + 4, "text-anchor": "end", text: yTexts[i] })),
  ]);
  marks(layer(svg, "names"), "text", [
    { x: box.right, y: box.height - 4, "text-anchor": "end", text: named(names[0], xBase) },
    { x: 4, y: 12, "text-anchor": "start", text: named(names[1], yBase) },
  ]);
}

function clipTo(svg, frame, name) {
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

function padded(values, share = 0.12, least = 1) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max((high - low) * share, high === low ? Math.max(least, Math.abs(high) * 1e-9) : 0);
  return [low - room, high + room];
}
