// The losses of core/losses.py for one output z of two classes, the other output being 0. The target y is 1 where "yes" is true, else 0.
// Each gives the value (nats, or squared units) and the derivative with respect to z. A browser test compares them with core.

const HALF_LOG_TAU = Math.log(2 * Math.PI) / 2;

export function sigmoid(z) {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

// log(1 + exp(z)), without overflow.
function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

export const LOSSES = {
  cross_entropy: {
    value: (z, y) => softplus(y === 1 ? -z : z),
    gradient: (z, y) => sigmoid(z) - y,
  },
  softmax_mse: {
    value: (z, y) => 2 * (sigmoid(z) - y) ** 2,
    gradient: (z, y) => 4 * (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z),
  },
  mse: {
    value: (z, y) => (z - y) ** 2,
    gradient: (z, y) => 2 * (z - y),
  },
  gaussian: {
    value: (z, y) => (z - y) ** 2 / 2 + HALF_LOG_TAU,
    gradient: (z, y) => z - y,
  },
  gaussian_spread: {
    value: (z, y, sigma) => (z - y) ** 2 / (2 * sigma ** 2) + Math.log(sigma) + HALF_LOG_TAU,
    gradient: (z, y, sigma) => (z - y) / sigma ** 2,
  },
};
