"""What one hidden layer can become, and what training makes of it."""

import numpy as np
import pytest
import torch

from core.activations import ACTIVATIONS
from core.lessons.approximator import MAX_UNITS, N_POINTS, N_STARTS, TARGETS, build, gradient, grid, rms_error, start, train

SQUASHING = [name for name in ACTIVATIONS if name != "identity"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_by_the_chain_rule_matches_autograd(activation):
    network = start(6, activation)
    parameters = [parameter.requires_grad_() for parameter in (network.w, network.b, network.v, network.c)]
    x = grid()
    y = TARGETS["sine"].function(x)
    ((network(x) - y) ** 2).mean(1).sum().backward()
    with torch.no_grad():
        for found, parameter in zip(gradient(network, x, y), parameters, strict=True):
            torch.testing.assert_close(found, parameter.grad, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_training_matches_torchs_adam_step_by_step(activation):
    network = start(5, activation)
    parameters = [parameter.clone().requires_grad_() for parameter in (network.w, network.b, network.v, network.c)]
    adam = torch.optim.Adam(parameters, lr=0.02)
    x = grid()
    y = TARGETS["bump"].function(x)
    for _ in range(20):
        adam.zero_grad()
        w, b, v, c = parameters
        output = (v * ACTIVATIONS[activation].function(w * x + b)).sum(1, keepdim=True) + c
        ((output - y) ** 2).mean(2).sum().backward()
        adam.step()
    trained = train("bump", 5, activation, n_steps=20)
    torch.testing.assert_close(trained.w, parameters[0].detach(), rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(trained.c, parameters[3].detach(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("activation", SQUASHING)
def test_more_units_placed_by_hand_come_closer(activation):
    errors = [rms_error(build("sine", n_units, activation), "sine").item() for n_units in (4, 12, MAX_UNITS)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.03


@pytest.mark.parametrize("n_units", [1, 8, MAX_UNITS])
@pytest.mark.parametrize("target", TARGETS)
def test_without_an_activation_more_units_stay_the_best_straight_line(target, n_units):
    x = grid().numpy()
    y = TARGETS[target].function(grid()).numpy()
    residual = y - np.polyval(np.polyfit(x, y, 1), x)
    best_line = np.sqrt((residual**2).mean())
    assert rms_error(build(target, n_units, "identity"), target).item() == pytest.approx(best_line, abs=1e-4)
    assert rms_error(train(target, n_units, "identity"), target).min().item() == pytest.approx(best_line, abs=2e-3)


def test_a_good_network_exists_that_most_starts_do_not_find():
    """What the page says of eight ReLU units and a sine."""
    by_hand = rms_error(build("sine", 8, "relu"), "sine").item()
    trained = rms_error(train("sine", 8, "relu"), "sine")
    assert by_hand < 0.1
    assert (trained > 2 * by_hand).sum() >= N_STARTS / 2
    assert trained[7 - 1] < 0.1  # "start 7 finds it"
    assert trained[4 - 1] > 0.3  # "start 4 does not"
    assert rms_error(train("sine", 48, "relu"), "sine")[4 - 1] < 0.1  # "six times the units"
    assert rms_error(train("step", 48, "relu"), "step").min() > 0.03  # "a jump stays hard"


def test_each_start_is_a_network_of_its_own():
    networks, x = train("step", 6, "tanh", n_steps=5), grid()
    torch.testing.assert_close(networks[3](x), networks(x)[3])
    torch.testing.assert_close(networks[3].units(x).sum(0) + networks[3].c[0], networks[3](x))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_choice_on_the_page_gives_finite_curves(target, activation):
    for network in (build(target, MAX_UNITS, activation), build(target, 1, activation), train(target, MAX_UNITS, activation, n_steps=30)):
        assert network(grid()).isfinite().all()


def test_equal_settings_give_equal_networks():
    torch.testing.assert_close(train("sine", 8, "relu", 50).w, train("sine", 8, "relu", 50).w, rtol=0, atol=0)
    assert len(grid()) == N_POINTS
