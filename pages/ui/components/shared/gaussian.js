// The Gaussian likelihood of a few numbers, as in core/losses.py: nats, averaged over the points.

const LOG_TAU = Math.log(2 * Math.PI);

export function density(y, mean, sigma) {
  return Math.exp(-(((y - mean) / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
}

export function logDensity(y, mean, sigma) {
  return -(((y - mean) / sigma) ** 2) / 2 - Math.log(sigma) - LOG_TAU / 2;
}

export const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// −(1/N) Σ log N(y; mean, sigma), and its derivatives with respect to both.
export function negativeLogLikelihood(points, mean, sigma) {
  const squares = average(points.map((y) => (y - mean) ** 2));
  return {
    loss: -average(points.map((y) => logDensity(y, mean, sigma))),
    byMean: (mean - average(points)) / sigma ** 2,
    bySigma: 1 / sigma - squares / sigma ** 3,
  };
}

// The mean and the width at which the likelihood of these points is greatest; `least` bounds the width of a single point from below.
export function mostLikely(points, least) {
  const mean = average(points);
  return { mean, sigma: Math.max(least, Math.sqrt(average(points.map((y) => (y - mean) ** 2)))) };
}
