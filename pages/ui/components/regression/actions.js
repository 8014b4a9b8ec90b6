// What a visitor can do, by whatever means they do it.

function actions(lesson, root) {
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
    soon = null;
    if (!lesson.sums && lesson.points.length) return;
    const start = lesson.sums ? startLine(lesson) : { w: 0, b: 0 };
    lesson.send?.("lesson", { stamp: lesson.stamp, points: lesson.sampled ? null : lesson.points, step_size: lesson.stepSize, start, standardise: lesson.standardise, batch: lesson.batch });
  };
  const reportSoon = (delay = 300) => {
    clearTimeout(soon);
    soon = setTimeout(report, delay);
  };
  const change = (points, line = currentLine(lesson)) => {
    lesson.playing = false;
    lesson.points = points;
    measure(lesson, line ?? { w: 0, b: 0 });
    redraw();
  };
  const settle = () => {
    fitViews(lesson, root, { points: lesson.points.some((point) => atEdge(lesson.view, point)) });
    redraw();
    report();
  };
  let settling = null;
  return {
    redraw,
    reportSoon,
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
      if (lesson.points.length >= 400) return lesson.act.say("There is room for 400 points here; a larger set can be pasted or uploaded below.");
      lesson.selected = lesson.points.length;
      const empty = !lesson.sums;
      change([...lesson.points, point]);
      if (empty) lesson.stepSize = 0.3 * lesson.curve.limit;
      settle();
    },
    remove: (index) => {
      lesson.selected = null;
      change(lesson.points.filter((_, i) => i !== index));
      settle();
    },
    select: (index) => {
      lesson.selected = index;
      redraw();
    },
    stepSize: (value) => {
      lesson.stepSize = Math.min(ETA_MOST, Math.max(ETA_LEAST, value));
      lesson.said = null;
      redraw();
    },
    // Both in the coordinates of the walk: the surface and the hand sliders speak of those.
    startAt: (line) => {
      lesson.playing = false;
      startPath(lesson, line);
      redraw();
    },
    settleStart: () => {
      fitViews(lesson, root, { points: false });
      redraw();
      reportSoon();
    },
    walk: (count) => {
      if (lesson.outcome !== "running") startPath(lesson, lesson.path[0].line);
      lesson.showBest = true;
      walk(lesson, count);
      redraw();
    },
    reset: () => {
      lesson.playing = false;
      startPath(lesson, lesson.path[0].line);
      redraw();
    },
    play: () => play(lesson, root, redraw),
    say: (words) => {
      lesson.said = words;
      redraw();
    },
    standardise: (on) => {
      const share = lesson.stepSize / lesson.curve.limit;
      const line = startLine(lesson);
      lesson.playing = false;
      lesson.standardise = on;
      lesson.etaRange = null;
      const previous = lesson.path.length > 1 ? lesson.path.map(({ loss }) => loss) : lesson.previous;
      measure(lesson, line);
      lesson.previous = previous; // the loss of a line is the same in either coordinates
      lesson.stepSize = share * lesson.curve.limit;
      fitViews(lesson, root, { points: false });
      redraw();
      reportSoon();
    },
    batch: (size) => {
      lesson.batch = size;
      startPath(lesson, lesson.path[0].line);
      redraw();
      reportSoon();
    },
  };
}

// A point that was put at the edge may want to go further: then the view is chosen anew.
function atEdge({ x, y }, point) {
  return [x, y].some(([low, high], i) => Math.min(point[i] - low, high - point[i]) < 0.02 * (high - low));
}

// Where the path began, in the coordinates of the plot.
function startLine(lesson) {
  return currentLine({ ...lesson, path: lesson.path.slice(0, 1) });
}

function play(lesson, root, redraw) {
  if (lesson.playing) {
    lesson.playing = false;
    return redraw();
  }
  if (lesson.outcome !== "running" || lesson.path.length > MOST_STEPS) startPath(lesson, lesson.path[0].line);
  if (lesson.ask && lesson.path.length === 1 && !lesson.guess) {
    lesson.asking = true;
    return redraw();
  }
  Object.assign(lesson, { showBest: true, said: null });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    walk(lesson, PREDICTED_STEPS);
    reveal(lesson);
    return redraw();
  }
  lesson.playing = true;
  let last = null;
  let owed = 1;
  const tick = (now) => {
    if (!lesson.playing || !root.isConnected) return;
    owed += last === null ? 0 : Math.min(0.25, (now - last) / 1000) * lesson.speed;
    last = now;
    const count = Math.floor(owed);
    owed -= count;
    walk(lesson, count);
    reveal(lesson);
    if (count) draw(lesson, root);
    if (lesson.playing) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return redraw();
}

function listen(lesson, root, act) {
  const on = (name, event, action) => (root.querySelector(name)[`on${event}`] = action);
  listenToPlot(lesson, root, act);
  listenToSurface(lesson, root, act);
  listenToSlider(lesson, root, act);
  on(".play", "click", () => act.play());
  on(".step", "click", () => act.walk(1));
  on(".many", "click", () => act.walk(Math.min(MOST_STEPS, Math.max(1, Math.round(Number(root.querySelector(".count").value)) || 100))));
  on(".reset", "click", () => act.reset());
  on(".speed", "change", (event) => (lesson.speed = Number(event.target.value)));
  on(".remove", "click", () => act.remove(lesson.selected));
  on(".show-best", "change", (event) => ((lesson.showBest = event.target.checked), act.redraw()));
  on(".hint", "click", () => ((lesson.hint = !lesson.hint), act.redraw()));
  on(".standardise", "change", (event) => act.standardise(event.target.checked));
  on(".batch", "change", (event) => act.batch(Number(event.target.value)));
  on(".ask", "change", (event) => (Object.assign(lesson, { ask: event.target.checked, asking: false, guess: null }), act.redraw()));
  for (const name of ["w", "b"]) {
    const move = (event) => act.startAt({ ...lesson.path.at(-1).line, [name]: Number(event.target.value) });
    on(`.hand-${name}`, "input", move);
    on(`.hand-${name}`, "change", () => act.settleStart());
  }
}
