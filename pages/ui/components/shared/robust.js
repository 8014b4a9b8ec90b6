// Lines through points under losses that differ in how far one point may pull them: core/lessons/robust.py, checked in a browser test.

const N_ITERATIONS = 100;
const NEAREST = 1e-6;
const DELTA = 1;
const DEGREES = 3;

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
};

function weight({ pull }, r) {
  const far = (r < 0 ? -1 : 1) * Math.max(Math.abs(r), NEAREST);
  return pull(far) / (2 * far);
}

// The line of least total loss through points [[x, y], ...], by iteratively reweighted least squares; null where there is no point.
export function fit(name, points) {
  if (!points.length) return null;
  let weights = points.map(() => 1);
  let line = null;
  for (let i = 0; i < N_ITERATIONS; i += 1) {
    line = weightedLine(points, weights);
    const { w, b } = line;
    weights = points.map(([x, y]) => weight(ROBUST_LOSSES[name], y - w * x - b));
  }
  return line;
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
