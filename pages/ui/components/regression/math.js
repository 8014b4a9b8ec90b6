// The mathematics of core/regression.py in the browser, so that nothing on this page waits for the server. No DOM here.
// Everything that needs the eigenvalues of the Hessian takes them from curvature().

const STOP_RATIO = 1e6;
const CRAWL_RATE = 0.01;

function centre(values) {
  const first = values[0];
  const mean = values.reduce((sum, value) => sum + (value - first), 0) / values.length;
  return [first + mean, values.map((value) => value - first - mean)];
}

export function summarise(points) {
  const [x_mean, dx] = centre(points.map((point) => point[0]));
  const [y_mean, dy] = centre(points.map((point) => point[1]));
  const average = (term) => dx.reduce((sum, _, i) => sum + term(i), 0) / points.length;
  const xx = average((i) => dx[i] * dx[i]);
  const xy = average((i) => dx[i] * dy[i]);
  const slope = xx ? xy / xx : 0;
  return { n: points.length, x_mean, y_mean, xx, xy, least_loss: average((i) => (dy[i] - slope * dx[i]) ** 2) };
}

export function leastSquares(sums) {
  if (sums.xx > 0) {
    const w = sums.xy / sums.xx;
    return { w, b: sums.y_mean - w * sums.x_mean };
  }
  const share = sums.y_mean / (1 + sums.x_mean ** 2);
  return { w: share * sums.x_mean, b: share };
}

export function curvature(sums) {
  const difference = sums.xx + sums.x_mean ** 2 - 1;
  const steep = sums.xx + sums.x_mean ** 2 + 1 + Math.hypot(difference, 2 * sums.x_mean);
  const shallow = (4 * sums.xx) / steep;
  const limit = 2 / steep;
  const crawlEnd = Math.min(CRAWL_RATE / (shallow || steep), limit);
  return {
    steep,
    shallow,
    angle: Math.atan2(2 * sums.x_mean, difference) / 2,
    limit,
    fastest: 2 / (steep + (shallow || steep)),
    condition: shallow ? steep / shallow : Infinity,
    borders: [crawlEnd, Math.max(1 / steep, crawlEnd), limit],
  };
}

export function regime(curve, stepSize) {
  const [crawlEnd, oscillates, limit] = curve.borders;
  if (stepSize >= limit) return "diverges";
  if (stepSize < crawlEnd) return "crawls";
  return stepSize > oscillates ? "oscillates" : "good";
}

export function factors(curve, stepSize) {
  return [Math.abs(1 - stepSize * curve.steep), Math.abs(1 - stepSize * curve.shallow)];
}

export function standardised(sums) {
  return { ...sums, x_mean: 0, xx: 1, xy: sums.xy / Math.sqrt(sums.xx) };
}

// A state is [w - w*, the line's error at the mean of x]: exact where (w, b) would cancel.
export function deviation(sums, line) {
  return [line.w - leastSquares(sums).w, line.b + line.w * sums.x_mean - sums.y_mean];
}

export function excessLoss(sums, [slopeError, errorAtMean]) {
  return sums.xx * slopeError ** 2 + errorAtMean ** 2;
}

export function errorsOf(sums, curve, [slopeError, errorAtMean]) {
  const [cos, sin] = [Math.cos(curve.angle), Math.sin(curve.angle)];
  return [((2 * sums.xx) / curve.steep) * cos * slopeError + sin * errorAtMean, (-curve.steep / 2) * sin * slopeError + cos * errorAtMean];
}

export function gradientOf(sums, [slopeError, errorAtMean]) {
  return [2 * (sums.xx * slopeError + sums.x_mean * errorAtMean), 2 * errorAtMean];
}

// The gradient over some of the points only: the mean is over them.
export function batchGradient(points, line) {
  const residuals = points.map(([x, y]) => y - line.w * x - line.b);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [-2 * mean(residuals.map((r, i) => r * points[i][0])), -2 * mean(residuals)];
}

export function nextState(sums, [slopeError, errorAtMean], stepSize, [gradW, gradB]) {
  return [slopeError - stepSize * gradW, errorAtMean - stepSize * (sums.x_mean * gradW + gradB)];
}

export function nextLine({ w, b }, stepSize, [gradW, gradB]) {
  return { w: w - stepSize * gradW, b: b - stepSize * gradB };
}

export function outcomeOf(excess, firstExcess) {
  if (!(excess <= STOP_RATIO * firstExcess)) return "diverged";
  return excess * STOP_RATIO <= firstExcess ? "converged" : "running";
}

// Steps until the slower error is a hundredth of what it was; Infinity where it does not shrink.
export function stepsToHundredth(curve, stepSize) {
  const pace = (lambda) => Math.log1p(-Math.min(stepSize * lambda, 2 - stepSize * lambda)); // the logarithm of |1 - ηλ|, without cancelling
  const slower = Math.max(pace(curve.steep), pace(curve.shallow || curve.steep));
  return stepSize < curve.limit ? Math.max(1, Math.ceil(Math.log(0.01) / slower)) : Infinity;
}

// A small seeded generator (mulberry32), so that a mini-batch path can be walked again.
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled(items, random) {
  const order = items.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
