"""The lecture's network, batch and optimizer in JAX: an epoch is one compiled lax.scan. Needs `pip install jax`, for the benchmark only."""

import time

import jax
import jax.numpy as jnp
import numpy as np

from core.config import RunConfig
from core.mnist import Digits

LR, BETA1, BETA2, EPSILON = RunConfig.lr, RunConfig.beta1, RunConfig.beta2, 1e-8  # Adam's, as torch has them
Parameters = tuple[jax.Array, ...]


def outputs(parameters: Parameters, x: jax.Array) -> jax.Array:
    """(N, 784) -> (N, 10)."""
    w_1, b_1, w_2, b_2 = parameters
    return jax.nn.relu(x @ w_1 + b_1) @ w_2 + b_2


def loss(parameters: Parameters, x: jax.Array, y: jax.Array) -> jax.Array:
    """Cross-entropy, mean over the batch."""
    return -jnp.take_along_axis(jax.nn.log_softmax(outputs(parameters, x)), y[:, None], 1).mean()


class Epochs:
    """Calling it trains one epoch and returns its seconds; the first call compiles."""

    def __init__(self, digits: Digits, batch_size: int):
        self.images = jnp.asarray(digits.train.images.numpy())
        self.labels = jnp.asarray(digits.train.labels.numpy().astype(np.int32))
        self.batch_size = batch_size
        first, second = jax.random.split(jax.random.key(0))
        weights = jax.random.normal(first, (784, 256)) * (2 / 784) ** 0.5, jax.random.normal(second, (256, 10)) * (2 / 256) ** 0.5
        parameters = weights[0], jnp.zeros(256), weights[1], jnp.zeros(10)
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        self.state = parameters, zeros, zeros, 0.0
        self.epoch = 0
        self.train = jax.jit(self._train)

    def __call__(self) -> float:
        order = jnp.asarray(np.random.default_rng(self.epoch).permutation(len(self.labels)))
        self.epoch += 1
        start = time.perf_counter()
        self.state, self.losses = jax.block_until_ready(self.train(self.state, order))
        return time.perf_counter() - start

    def _train(self, state, order):
        n_whole = len(order) // self.batch_size
        whole = order[: n_whole * self.batch_size].reshape(n_whole, self.batch_size)
        state, losses = jax.lax.scan(self._step, state, whole)
        state, last = self._step(state, order[n_whole * self.batch_size :])  # the last batch is smaller
        return state, jnp.append(losses, last)

    def _step(self, state, batch):
        parameters, m, s, t = state
        t += 1
        value, g = jax.value_and_grad(loss)(parameters, self.images[batch], self.labels[batch])
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
        s = jax.tree.map(lambda s, g: BETA2 * s + (1 - BETA2) * g * g, s, g)
        parameters = jax.tree.map(
            lambda p, m, s: p - LR * (m / (1 - BETA1**t)) / (jnp.sqrt(s / (1 - BETA2**t)) + EPSILON), parameters, m, s
        )
        return (parameters, m, s, t), value
