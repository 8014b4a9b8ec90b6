"""The lecture's pieces do what the lecture says of them, and its network is core.mlp's."""

import math

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from core import mlp, mnist
from core.lessons.lecture_network import MultiLayerPerceptron, feed_forward, func_eval
from core.training import accuracy

CPU = torch.device("cpu")


def test_the_network_has_the_lectures_parts() -> None:
    network = MultiLayerPerceptron(name="mlp", xdim=784, hdim=256, ydim=10)
    shapes = {name: tuple(each.shape) for name, each in network.named_parameters()}
    assert shapes == {"lin_1.weight": (256, 784), "lin_1.bias": (256,), "lin_2.weight": (10, 256), "lin_2.bias": (10,)}
    assert network.name == "mlp"


def test_it_answers_as_the_network_that_trains_here_with_the_same_weights() -> None:
    torch.manual_seed(0)
    lectures, ours = MultiLayerPerceptron(), mlp.MultiLayerPerceptron()
    ours.load_state_dict(lectures.state_dict())
    x = torch.rand(5, 784)
    assert torch.allclose(ours(x), lectures(x), atol=1e-5)


def test_init_param_draws_by_kaimings_rule_and_starts_afresh() -> None:
    torch.manual_seed(0)
    network = MultiLayerPerceptron()
    before = network.lin_1.weight.clone()
    nn_bias = torch.nn.init.ones_(network.lin_1.bias)
    network.init_param()
    assert not torch.equal(before, network.lin_1.weight)
    assert not nn_bias.any()
    for layer in (network.lin_1, network.lin_2):
        assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / layer.in_features), rel=0.05)
        assert layer.weight.mean().item() == pytest.approx(0, abs=0.005)


def test_two_random_images_pass_through_the_network_and_back_to_numpy() -> None:
    network = MultiLayerPerceptron()
    answers = feed_forward(network, CPU)
    assert isinstance(answers, np.ndarray)
    assert answers.shape == (2, 10)
    assert not np.allclose(answers[0], answers[1])


def test_func_eval_is_the_accuracy_and_leaves_the_network_in_training_mode() -> None:
    digits = mnist.synthetic()
    network = mlp.MultiLayerPerceptron()
    network.dropout = 0.5
    network.generator = torch.Generator().manual_seed(0)
    batches = DataLoader(TensorDataset(digits.test.images.view(-1, 1, 28, 28), digits.test.labels), batch_size=50)
    assert func_eval(network, batches, CPU) == accuracy(network, digits.test)
    assert network.training
