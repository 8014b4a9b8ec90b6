// The lesson: one state, what the visitor can do to it, and one drawing of it per frame.

const MOST_STEPS = 10000;
const lessons = new WeakMap();

function newLesson() {
  return {
    stamp: null, points: [], sampled: false, raw: null, sums: null, curve: null, standardise: false,
    path: [], outcome: "running", stepSize: 0.1, batch: 0, random: randomFrom(1), queue: [], speed: 12,
    playing: null, selected: null, showBest: false, hint: false, ask: false, asking: false, guess: null, reveal: "", said: null, hover: {},
    view: { x: [0, 1], y: [0, 1] }, surface: null, etaRange: null, previous: null, handRoom: { w: 1, b: 1 }, frames: 0,
  };
}

// The line in the coordinates of the plot, whatever coordinates descent walks in.
function currentLine(lesson) {
  if (!lesson.sums) return null;
  const { line } = lesson.path.at(-1);
  if (!lesson.standardise) return line;
  const w = line.w / Math.sqrt(lesson.raw.xx);
  return { w, b: line.b - w * lesson.raw.x_mean };
}

function toWalk(lesson, line) {
  return lesson.standardise ? { w: line.w * Math.sqrt(lesson.raw.xx), b: line.b + line.w * lesson.raw.x_mean } : line;
}

// Take in changed points: their sums and curvature, and a path that starts at `line` (plot coordinates).
function measure(lesson, line) {
  if (!lesson.sampled) lesson.raw = lesson.points.length ? summarise(lesson.points) : null;
  Object.assign(lesson, { previous: null, path: [] });
  if (!lesson.raw) return Object.assign(lesson, { sums: null, curve: null, path: [], outcome: "running" });
  if (!(lesson.raw.xx > 0)) lesson.standardise = false;
  lesson.sums = lesson.standardise ? standardised(lesson.raw) : lesson.raw;
  lesson.curve = curvature(lesson.sums);
  startPath(lesson, toWalk(lesson, line));
}

function startPath(lesson, line) {
  if (lesson.path.length > 1) lesson.previous = lossesOf(lesson);
  const state = stateOf(lesson.sums, line);
  const gap = gapOf(lesson.sums, state);
  Object.assign(lesson, { path: [{ line, state, gap, loss: lesson.sums.least_loss + gap }], outcome: "running", queue: [], random: randomFrom(1), asking: false, guess: null, reveal: "", said: null });
}

function lossesOf(lesson) {
  return lesson.path.map(({ loss }) => loss);
}

function takeStep(lesson) {
  const { sums, path } = lesson;
  const { state, line } = path.at(-1);
  const batch = nextBatch(lesson);
  const gradient = batch ? batchGradient(batch, line) : gradientOf(sums, state);
  const next = stepped(sums, state, lesson.stepSize, gradient);
  const gap = gapOf(sums, next);
  path.push({ line: steppedLine(line, lesson.stepSize, gradient), state: next, gap, loss: sums.least_loss + gap, gradient, stepSize: lesson.stepSize, points: batch ? batch.length : sums.n });
  lesson.outcome = outcomeOf(gap, path[0].gap);
}

// How many points a step looks at; 0 for all.
function nextBatchSize(lesson) {
  return lesson.sampled || lesson.batch >= lesson.points.length ? 0 : lesson.batch;
}

// The points of the next step in the coordinates of the walk, each once per round; null for all of them.
function nextBatch(lesson) {
  if (!nextBatchSize(lesson)) return null;
  if (!lesson.queue.length) lesson.queue = shuffled(lesson.points, lesson.random);
  const sd = Math.sqrt(lesson.raw.xx);
  return lesson.queue.splice(0, lesson.batch).map(([x, y]) => (lesson.standardise ? [(x - lesson.raw.x_mean) / sd, y] : [x, y]));
}

// Takes steps until there are `count` more or the outcome changes; after convergence it goes on when asked to.
function walk(lesson, count) {
  const { outcome } = lesson;
  for (let i = 0; i < count && lesson.outcome === outcome && lesson.path.length <= MOST_STEPS; i++) takeStep(lesson);
  if (lesson.outcome !== "running" || lesson.path.length > MOST_STEPS) lesson.playing = null;
}

// The heights to show: those of the points, and those of the line where it is not far from them.
function withLine(heights, [left, right], line) {
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const near = (height) => height > 2 * low - high && height < 2 * high - low;
  return heights.concat([line.w * left + line.b, line.w * right + line.b].filter(near));
}

// The views hold still while something is dragged; they are chosen anew when it comes to rest.
function fitViews(lesson, root, { points = true } = {}) {
  if (points && lesson.points.length) {
    const x = padded(lesson.points.map((p) => p[0]), 0.12);
    lesson.view = { x, y: padded(withLine(lesson.points.map((p) => p[1]), x, currentLine(lesson)), 0.15) };
  } else if (points) lesson.view = { x: [-3, 5], y: [-4, 6] };
  if (!lesson.sums) return;
  lesson.surface = surfaceView(lesson, root.querySelector(".surface"));
  const target = best(lesson.sums);
  const start = lesson.path[0].line;
  const [height, width] = [lesson.view.y[1] - lesson.view.y[0], lesson.view.x[1] - lesson.view.x[0]];
  lesson.handRoom = { w: roundUp(1.6 * Math.max(Math.abs(target.w), Math.abs(start.w), (0.5 * height) / width)), b: roundUp(1.6 * Math.max(Math.abs(target.b), Math.abs(start.b), height / 4)) };
}

function draw(lesson, root) {
  lesson.frames += 1;
  drawPlot(lesson, root);
  drawSlider(lesson, root);
  drawSurface(lesson, root);
  drawCurve(lesson, root);
  drawHover(lesson, root);
  drawHand(lesson, root);
  drawArithmetic(lesson, root);
  drawWhy(lesson, root);
  drawErrors(lesson, root);
  drawVariants(lesson, root);
  drawNow(lesson, root);
  root.querySelector(".play").textContent = lesson.playing ? "Pause" : "Play";
  root.querySelector(".show-best").checked = lesson.showBest;
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lesson");
  let lesson = lessons.get(parentElement);
  if (!lesson) {
    lesson = newLesson();
    lessons.set(parentElement, lesson);
    root.lesson = lesson;
    lesson.act = actions(lesson, root);
    listen(lesson, root, lesson.act);
    lesson.observer = new ResizeObserver(() => {
      forgetSizes(root);
      fitViews(lesson, root, { points: false });
      lesson.act.redraw();
    });
    lesson.observer.observe(root);
  }
  lesson.send = setStateValue;
  colour(root, data.colours, parentElement);
  adopt(lesson, root, data);
  lesson.act.redraw();
  return () => {
    lesson.playing = null;
    lesson.observer.disconnect();
    lessons.delete(parentElement);
  };
}

// Points and settings come from Python only under a new stamp; otherwise what is here is newer.
function adopt(lesson, root, data) {
  if (data.stamp === lesson.stamp) return;
  const first = lesson.stamp === null;
  Object.assign(lesson, { playing: null, stamp: data.stamp, etaRange: null, points: data.points, sampled: data.sums !== null, raw: data.sums, selected: null });
  if (first) Object.assign(lesson, { standardise: data.settings.standardise, batch: data.settings.batch });
  const start = first ? data.settings.start : { w: 0, b: 0 };
  measure(lesson, start);
  if (lesson.curve) lesson.stepSize = (first && data.settings.step_size) || 0.3 * lesson.curve.limit;
  lesson.total = data.total;
  fitViews(lesson, root);
  if (!first) lesson.act.reportSoon(50);
}

function colour(root, colours, parentElement) {
  const dark = isDark(parentElement.host ?? parentElement);
  root.style.colorScheme = dark ? "dark" : "light";
  for (const [role, pair] of Object.entries(colours)) root.style.setProperty(`--${role}`, pair[dark ? 1 : 0]);
}

function isDark(element) {
  const probe = document.createElement("span");
  probe.style.color = getComputedStyle(element).getPropertyValue("--st-background-color") || "#fff";
  document.body.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
