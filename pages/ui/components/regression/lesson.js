// The lesson: one state, and what gradient descent does to it. No DOM here.

import {
  batchGradient,
  curvature,
  deviation,
  excessLoss,
  gradientOf,
  nextLine,
  nextState,
  outcomeOf,
  seededRandom,
  shuffled,
  standardised,
  summarise,
} from "./math.js";

export const MAX_STEPS = 10000;

export function newLesson() {
  return {
    revision: null,
    points: [],
    sampled: false,
    raw: null,
    sums: null,
    curve: null,
    standardise: false,
    path: [],
    outcome: "running",
    stepSize: 0.1,
    batch: 0,
    random: seededRandom(1),
    queue: [],
    speed: 12,
    playing: null,
    selected: null,
    showBest: false,
    hint: false,
    ask: false,
    asking: false,
    guess: null,
    verdict: "",
    notice: null,
    hover: {},
    view: { x: [0, 1], y: [0, 1] },
    surface: null,
    etaRange: null,
    previous: null,
    handRange: { w: 1, b: 1 },
    frames: 0,
  };
}

// The line in the coordinates of the plot, whatever coordinates descent walks in.
export function currentLine(lesson) {
  if (!lesson.sums) return null;
  const { line } = lesson.path.at(-1);
  if (!lesson.standardise) return line;
  const w = line.w / Math.sqrt(lesson.raw.xx);
  return { w, b: line.b - w * lesson.raw.x_mean };
}

function toDescentCoordinates(lesson, line) {
  return lesson.standardise ? { w: line.w * Math.sqrt(lesson.raw.xx), b: line.b + line.w * lesson.raw.x_mean } : line;
}

// Take in changed points: their sums and curvature, and a path that starts at `line` (plot coordinates).
export function recompute(lesson, line) {
  if (!lesson.sampled) lesson.raw = lesson.points.length ? summarise(lesson.points) : null;
  Object.assign(lesson, { previous: null, path: [] });
  if (!lesson.raw) return Object.assign(lesson, { sums: null, curve: null, path: [], outcome: "running" });
  if (!(lesson.raw.xx > 0)) lesson.standardise = false;
  lesson.sums = lesson.standardise ? standardised(lesson.raw) : lesson.raw;
  lesson.curve = curvature(lesson.sums);
  startPath(lesson, toDescentCoordinates(lesson, line));
}

export function startPath(lesson, line) {
  if (lesson.path.length > 1) lesson.previous = lossesOf(lesson);
  const state = deviation(lesson.sums, line);
  const excess = excessLoss(lesson.sums, state);
  Object.assign(lesson, {
    path: [{ line, state, excess, loss: lesson.sums.least_loss + excess }],
    outcome: "running",
    queue: [],
    random: seededRandom(1),
    asking: false,
    guess: null,
    verdict: "",
    notice: null,
  });
}

export function lossesOf(lesson) {
  return lesson.path.map(({ loss }) => loss);
}

function takeStep(lesson) {
  const { sums, path } = lesson;
  const { state, line } = path.at(-1);
  const batch = nextBatch(lesson);
  const gradient = batch ? batchGradient(batch, line) : gradientOf(sums, state);
  const next = nextState(sums, state, lesson.stepSize, gradient);
  const excess = excessLoss(sums, next);
  path.push({
    line: nextLine(line, lesson.stepSize, gradient),
    state: next,
    excess,
    loss: sums.least_loss + excess,
    gradient,
    stepSize: lesson.stepSize,
    points: batch ? batch.length : sums.n,
  });
  lesson.outcome = outcomeOf(excess, path[0].excess);
}

// How many points a step looks at; 0 for all.
export function nextBatchSize(lesson) {
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
export function takeSteps(lesson, count) {
  const { outcome } = lesson;
  for (let i = 0; i < count && lesson.outcome === outcome && lesson.path.length <= MAX_STEPS; i++) takeStep(lesson);
  if (lesson.outcome !== "running" || lesson.path.length > MAX_STEPS) lesson.playing = null;
}
