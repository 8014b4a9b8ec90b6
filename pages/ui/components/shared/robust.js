// Lines through points under losses that differ in how far one point may pull them: core/lessons/robust.py, checked in a browser test.

const N_ITERATIONS = 100;
const NEAREST = 1e-6;
const DELTA = 1;
const DEGREES = 3;
const LOG_VARIANCE_LIMIT = 7;

// Of a residual r; s is the predicted σ̂ at its point, which only the last asks for.
export const ROBUST_LOSSES = {
  squared: { value: (r) => r ** 2, pull: (r) => 2 * r },
  absolute: { value: Math.abs, pull: Math.sign },
  huber: {
    value: (r) => (Math.abs(r) <= DELTA ? r ** 2 : DELTA * (2 * Math.abs(r) - DELTA)),
    pull: (r) => 2 * Math.max(-DELTA, Math.min(DELTA, r)),
  },
  student_t: {
    value: (r) => ((DEGREES + 1) / 2) * Math.log1p(r ** 2 / DEGREES),
    pull: (r) => ((DEGREES + 1) * r) / (DEGREES + r ** 2),
  },
  predicted_sigma: { value: (r, s) => Math.log(s) + r ** 2 / (2 * s ** 2), pull: (r, s) => r / s ** 2, predictsSigma: true },
};

function weight({ pull }, r) {
  const far = (r < 0 ? -1 : 1) * Math.max(Math.abs(r), NEAREST);
  return pull(far) / (2 * far);
}

const clamped = (logVariance) => Math.min(LOG_VARIANCE_LIMIT, Math.max(-LOG_VARIANCE_LIMIT, logVariance));

// σ̂ of a line at x.
export const sigmaAt = ({ u, c }, x) => Math.exp(clamped(u * x + c) / 2);

// The line of least total loss through points [[x, y], ...], by iteratively reweighted least squares; null where there is no point.
export function fit(name, points) {
  if (!points.length) return null;
  if (ROBUST_LOSSES[name].predictsSigma) return fitWithSigma(points);
  let weights = points.map(() => 1);
  let line = null;
  for (let i = 0; i < N_ITERATIONS; i += 1) {
    line = weightedLine(points, weights);
    const { w, b } = line;
    weights = points.map(([x, y]) => weight(ROBUST_LOSSES[name], y - w * x - b));
  }
  return { ...line, u: 0, c: 0 };
}

function fitWithSigma(points) {
  const ones = points.map(() => 1);
  let line = weightedLine(points, ones);
  const squares = ({ w, b }) => points.map(([x, y]) => (y - w * x - b) ** 2);
  const mean = squares(line).reduce((sum, value) => sum + value, 0) / points.length;
  let [u, c] = [0, Math.log(Math.max(mean, Math.exp(-LOG_VARIANCE_LIMIT)))];
  for (let i = 0; i < N_ITERATIONS; i += 1) {
    const weights = points.map(([x]) => Math.exp(-clamped(u * x + c)));
    line = weightedLine(points, weights);
    const surplus = squares(line).map((square, k) => [points[k][0], square * weights[k] - 1]);
    const change = weightedLine(surplus, ones);
    const share = Math.min(1, 1 / Math.max(1e-12, ...points.map(([x]) => Math.abs(change.w * x + change.b))));
    u += share * change.w;
    c += share * change.b;
  }
  return { ...line, u, c };
}

function weightedLine(points, weights) {
  let [total, sx, sy] = [0, 0, 0];
  points.forEach(([x, y], i) => {
    total += weights[i];
    sx += weights[i] * x;
    sy += weights[i] * y;
  });
  const [mx, my] = [sx / total, sy / total];
  let [sxx, sxy] = [0, 0];
  points.forEach(([x, y], i) => {
    sxx += weights[i] * (x - mx) ** 2;
    sxy += weights[i] * (x - mx) * (y - my);
  });
  const w = sxx > 1e-12 * total ? sxy / sxx : 0;
  return { w, b: my - w * mx };
}
