"""What each preprocessing stage is worth: accuracy on test digits enlarged onto a canvas, with some stages left out."""

from collections.abc import Collection

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from core.canvas import crop, to_mnist
from core.interpret.attribution import Network
from core.mnist import Digits

CANVAS = 280  # px


def enlarge_onto_canvas(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A digit on a canvas at a random place, its longer side 80 to 240 px. (28, 28) -> (280, 280, 4) uint8."""
    digit = Image.fromarray(np.uint8(255 * crop(picture, threshold=0.0)))
    k = rng.uniform(80, 240) / max(digit.size)
    digit = digit.resize((round(digit.width * k), round(digit.height * k)), Image.Resampling.BICUBIC)
    canvas = Image.new("L", (CANVAS, CANVAS))
    canvas.paste(digit, (int(rng.integers(0, CANVAS + 1 - digit.width)), int(rng.integers(0, CANVAS + 1 - digit.height))))
    return np.asarray(canvas.convert("RGBA"))


def accuracy_without(network: Network, digits: Digits, leave_out: Collection[str], n: int) -> float:
    """Accuracy, a fraction, on the first n test digits, each enlarged onto a canvas and preprocessed without some stages.

    Args:
        network: gives the predictions.
        digits: MNIST; its test set is used.
        leave_out: names of `core.canvas.STAGES`.
        n: how many test digits, at most 10,000.
    """
    rng = np.random.default_rng(0)
    images = digits.test.images[:n].view(-1, 28, 28).numpy()
    inputs = [to_mnist(enlarge_onto_canvas(image, rng), leave_out) for image in images]
    with torch.no_grad():
        outputs = network.model(torch.from_numpy(np.stack([x for x in inputs if x is not None])).view(-1, 784))
    return float((outputs[:, :10].argmax(1) == digits.test.labels[:n]).float().mean())
