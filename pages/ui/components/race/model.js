// The race of core/lessons/race.py, checked in a browser test: one logit, two losses, gradient descent on all points.

import { LOSSES } from "../shared/losses.js";

export const RACERS = ["cross_entropy", "softmax_mse"];
const LR = 0.5;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// `points`: [[x, y, label], ...] of both classes.
export function wrongStart(points, start) {
  const [ones, zeros] = [1, 0].map((label) => points.filter((point) => point[2] === label));
  const apart = [0, 1].map((axis) => mean(ones.map((point) => point[axis])) - mean(zeros.map((point) => point[axis])));
  const length = Math.hypot(...apart);
  return length > 0 ? [(-start * apart[0]) / length, (-start * apart[1]) / length, 0] : [0, 0, 0];
}

// Where a racer with these weights stands, and its weights after one more step.
export function standing(loss, points, weights) {
  const { value, gradient } = LOSSES[loss];
  const z = points.map(([x, y]) => weights[0] * x + weights[1] * y + weights[2]);
  const slopes = points.map(([, , label], i) => gradient(z[i], label));
  return {
    weights,
    loss: mean(points.map(([, , label], i) => value(z[i], label))),
    accuracy: mean(points.map(([, , label], i) => Number((z[i] >= 0 ? 1 : 0) === label))),
    slope: mean(slopes.map(Math.abs)),
    next: [0, 1, 2].map((k) => weights[k] - LR * mean(points.map((point, i) => slopes[i] * (k < 2 ? point[k] : 1)))),
  };
}
