// What a visitor can do, by whatever means they do it.

import { play } from "./controls.js";
import { draw } from "./draw.js";
import { currentLine, lossesOf, recompute, startPath, takeSteps } from "./lesson.js";
import { ETA_MAX, ETA_MIN } from "./slider.js";
import { fitViews } from "./views.js";

const MAX_POINTS_BY_HAND = 400; // points in the plot; a larger set comes from a table or a file, and is sampled

export function createActions(lesson, root) {
  const actions = redrawAndReport(lesson, root);
  return Object.assign(
    actions,
    pointActions(lesson, root, actions),
    walkActions(lesson, root, actions),
    variantActions(lesson, root, actions),
  );
}

// Drawing, once per frame however much has changed, and telling Python, once things have come to rest.
function redrawAndReport(lesson, root) {
  let waiting = false;
  let soon = null;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (root.isConnected) draw(lesson, root);
    });
  };
  const report = () => {
    clearTimeout(soon);
    const start = lesson.sums ? startLine(lesson) : { w: 0, b: 0 };
    const { revision, sampled, points, stepSize, standardise, batch } = lesson;
    lesson.send("lesson", { revision, points: sampled ? null : points, step_size: stepSize, start, standardise, batch });
  };
  const reportSoon = (delay = 300) => {
    clearTimeout(soon);
    soon = setTimeout(report, delay);
  };
  const announce = (words) => {
    lesson.notice = words;
    redraw();
  };
  return { redraw, report, reportSoon, announce };
}

function pointActions(lesson, root, actions) {
  let settling = null;
  const change = (points) => {
    const line = currentLine(lesson) ?? { w: 0, b: 0 };
    Object.assign(lesson, { points, playing: null });
    recompute(lesson, line);
    actions.redraw();
  };
  const settle = () => {
    fitViews(lesson, root, { points: lesson.points.some((point) => isAtEdge(lesson.view, point)) });
    actions.redraw();
    actions.report();
  };
  return {
    settle,
    settleSoon: () => {
      clearTimeout(settling);
      settling = setTimeout(settle, 400);
    },
    move: (index, point) => {
      lesson.selected = index;
      change(lesson.points.map((old, i) => (i === index ? point : old)));
    },
    add: (point) => {
      if (lesson.points.length >= MAX_POINTS_BY_HAND)
        return actions.announce(`There is room for ${MAX_POINTS_BY_HAND} points here; a larger set can be pasted or uploaded below.`);
      const first = !lesson.sums;
      change([...lesson.points, point]);
      lesson.selected = lesson.points.length - 1;
      if (first) lesson.stepSize = 0.3 * lesson.curve.limit;
      settle();
    },
    remove: (index) => {
      lesson.selected = null;
      change(lesson.points.filter((_, i) => i !== index));
      settle();
    },
    select: (index) => {
      lesson.selected = index;
      actions.redraw();
    },
  };
}

// A point that was put at the edge may want to go further: then the view is chosen anew.
function isAtEdge({ x, y }, point) {
  return [x, y].some(([low, high], i) => Math.min(point[i] - low, high - point[i]) < 0.02 * (high - low));
}

function walkActions(lesson, root, actions) {
  const begin = (line) => {
    lesson.playing = null;
    startPath(lesson, line);
    actions.redraw();
  };
  return {
    startAt: begin, // in the coordinates of the walk: the surface and the hand sliders speak of those
    settleStart: () => {
      fitViews(lesson, root, { points: false });
      actions.redraw();
      actions.reportSoon();
    },
    reset: () => begin(lesson.path[0].line),
    takeSteps: (count) => {
      if (lesson.outcome === "diverged") begin(lesson.path[0].line);
      lesson.showBest = true;
      takeSteps(lesson, count);
      actions.redraw();
    },
    play: () => {
      play(lesson, root);
      actions.redraw();
    },
    stepSize: (value) => {
      Object.assign(lesson, { stepSize: Math.min(ETA_MAX, Math.max(ETA_MIN, value)), notice: null });
      actions.redraw();
    },
  };
}

function variantActions(lesson, root, actions) {
  return {
    standardise: (on) => {
      const share = lesson.stepSize / lesson.curve.limit;
      const line = startLine(lesson);
      const previous = lesson.path.length > 1 ? lossesOf(lesson) : lesson.previous;
      Object.assign(lesson, { standardise: on, playing: null, etaRange: null });
      recompute(lesson, line);
      Object.assign(lesson, { previous, stepSize: share * lesson.curve.limit }); // a line's loss is the same in both coordinates
      actions.settleStart();
    },
    batch: (size) => {
      lesson.batch = size;
      actions.reset();
      actions.reportSoon();
    },
  };
}

// Where the path began, in the coordinates of the plot.
function startLine(lesson) {
  return currentLine({ ...lesson, path: lesson.path.slice(0, 1) });
}
