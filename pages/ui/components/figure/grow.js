// A figure that grows while a run trains: points come by the run's stream and are drawn a few times a second.

import { asNumbers } from "../shared/numbers.js";

const DRAW_MS = 200; // between two drawings

// What is to be added to which trace: { trace: { x, y } }.
export function pointsOf(traces, run, rows) {
  const points = {};
  for (const each of traces) {
    const columns = each.run === run && rows[each.kind];
    if (columns) points[each.trace] = { x: columns[each.x], y: columns[each.y] };
  }
  return points;
}

export function join(before, after) {
  const joined = { ...before };
  for (const [trace, { x, y }] of Object.entries(after)) {
    const old = joined[trace] ?? { x: [], y: [] };
    joined[trace] = { x: [...old.x, ...x], y: [...old.y, ...y] };
  }
  return joined;
}

// Plotly adds to plain arrays only.
export function makeGrowable(figure, traces) {
  for (const { trace } of traces) {
    const { x, y } = figure.data[trace];
    Object.assign(figure.data[trace], { x: asNumbers(x), y: asNumbers(y) });
  }
}

// `element.drawn` is the promise of a drawn figure. Each drawing begins `element.pending` anew.
export function grow(element, points) {
  element.pending = join(element.pending, points);
  if (element.isDrawingSoon || !Object.keys(points).length) return;
  element.isDrawingSoon = true;
  setTimeout(drawSoon, DRAW_MS, element);
}

async function drawSoon(element) {
  const { drawn } = element;
  const Plotly = await drawn;
  if (drawn === element.drawn) draw(element, Plotly);
  else await drawSoon(element); // the figure was drawn anew meanwhile
}

function draw(element, Plotly) {
  const pending = Object.entries(element.pending);
  element.isDrawingSoon = false;
  element.pending = {};
  if (!pending.length || !element.isConnected) return;
  const [x, y] = ["x", "y"].map((axis) => pending.map(([, points]) => points[axis]));
  Plotly.extendTraces(
    element,
    { x, y },
    pending.map(([trace]) => Number(trace)),
  );
}
