// What a visitor can do, by whatever means they do it.

const MOST_BY_HAND = 400; // points in the plot; a larger set comes from a table or a file, and is sampled

function actions(lesson, root) {
  const act = rests(lesson, root);
  return Object.assign(act, pointActions(lesson, root, act), walkActions(lesson, root, act), variantActions(lesson, root, act));
}

// Drawing, once per frame however much has changed, and telling Python, once things have come to rest.
function rests(lesson, root) {
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
    const { stamp, sampled, points, stepSize, standardise, batch } = lesson;
    lesson.send("lesson", { stamp, points: sampled ? null : points, step_size: stepSize, start, standardise, batch });
  };
  const reportSoon = (delay = 300) => {
    clearTimeout(soon);
    soon = setTimeout(report, delay);
  };
  const say = (words) => {
    lesson.said = words;
    redraw();
  };
  return { redraw, report, reportSoon, say };
}

function pointActions(lesson, root, act) {
  let settling = null;
  const change = (points) => {
    const line = currentLine(lesson) ?? { w: 0, b: 0 };
    Object.assign(lesson, { points, playing: null });
    measure(lesson, line);
    act.redraw();
  };
  const settle = () => {
    fitViews(lesson, root, { points: lesson.points.some((point) => atEdge(lesson.view, point)) });
    act.redraw();
    act.report();
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
      if (lesson.points.length >= MOST_BY_HAND) return act.say(`There is room for ${MOST_BY_HAND} points here; a larger set can be pasted or uploaded below.`);
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
      act.redraw();
    },
  };
}

// A point that was put at the edge may want to go further: then the view is chosen anew.
function atEdge({ x, y }, point) {
  return [x, y].some(([low, high], i) => Math.min(point[i] - low, high - point[i]) < 0.02 * (high - low));
}

function walkActions(lesson, root, act) {
  const begin = (line) => {
    lesson.playing = null;
    startPath(lesson, line);
    act.redraw();
  };
  return {
    startAt: begin, // in the coordinates of the walk: the surface and the hand sliders speak of those
    settleStart: () => {
      fitViews(lesson, root, { points: false });
      act.redraw();
      act.reportSoon();
    },
    reset: () => begin(lesson.path[0].line),
    walk: (count) => {
      if (lesson.outcome === "diverged") begin(lesson.path[0].line);
      lesson.showBest = true;
      walk(lesson, count);
      act.redraw();
    },
    play: () => {
      play(lesson, root);
      act.redraw();
    },
    stepSize: (value) => {
      Object.assign(lesson, { stepSize: Math.min(ETA_MOST, Math.max(ETA_LEAST, value)), said: null });
      act.redraw();
    },
  };
}

function variantActions(lesson, root, act) {
  return {
    standardise: (on) => {
      const share = lesson.stepSize / lesson.curve.limit;
      const line = startLine(lesson);
      const previous = lesson.path.length > 1 ? lossesOf(lesson) : lesson.previous;
      Object.assign(lesson, { standardise: on, playing: null, etaRange: null });
      measure(lesson, line);
      Object.assign(lesson, { previous, stepSize: share * lesson.curve.limit }); // a line's loss is the same in both coordinates
      act.settleStart();
    },
    batch: (size) => {
      lesson.batch = size;
      act.reset();
      act.reportSoon();
    },
  };
}

// Where the path began, in the coordinates of the plot.
function startLine(lesson) {
  return currentLine({ ...lesson, path: lesson.path.slice(0, 1) });
}
