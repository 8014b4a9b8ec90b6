"""core.training: a run is its events, and equal runs give equal events."""

import time
from dataclasses import replace

import pytest
import torch
from torch import nn

from core import mnist, training
from core.config import RunConfig
from core.events import Checkpoint, Epoch, Event, Finished, Started, Step
from core.mlp import from_config
from core.optimizers import OPTIMIZERS
from core.training import LossLog, accuracy, epoch_order, train

DIGITS = mnist.synthetic(500, 100)
SMALL = RunConfig(hidden_sizes=(16,), batch_size=64, epochs=3)


def events(config: RunConfig) -> list[Event]:
    return list(train(config, DIGITS))


def of_kind(kind: type, happened: list[Event]) -> list:
    return [event for event in happened if isinstance(event, kind)]


def test_a_run_tells_its_start_steps_epochs_checkpoints_and_end_in_order() -> None:
    happened = events(SMALL)
    assert isinstance(happened[0], Started)
    assert happened[0].n_steps == 3 * 8
    assert happened[-1] == Finished("finished")
    assert [event.step for event in of_kind(Step, happened)] == list(range(1, 25))
    assert [event.epoch for event in of_kind(Epoch, happened)] == [event.epoch for event in of_kind(Checkpoint, happened)] == [1, 2, 3]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_equal_configs_give_equal_events_to_the_last_bit(optimizer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(SMALL, optimizer=optimizer)
    told_late = events(config)
    monkeypatch.setattr(training, "REPORT_SECONDS", 0.0)
    assert events(config) == told_late  # how often losses are read changes nothing in what is told
    assert events(replace(config, seed=1)) != told_late


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns_at_its_usual_rate(optimizer: str) -> None:
    epochs = of_kind(Epoch, events(replace(SMALL, optimizer=optimizer, lr=OPTIMIZERS[optimizer].usual_lr, epochs=10)))
    assert epochs[-1].test_acc > 0.9


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "gaussian", "gaussian_spread"])
def test_every_loss_learns(loss: str) -> None:
    assert of_kind(Epoch, events(replace(SMALL, hidden_sizes=(64,), loss=loss, lr=3e-3, epochs=20)))[-1].test_acc > 0.7


def test_a_step_is_the_textbooks_step() -> None:
    config = replace(SMALL, optimizer="sgd", lr=0.1, epochs=1)
    happened = events(config)
    model = from_config(config)
    for step, batch in enumerate(epoch_order(config.seed, 1, 500).split(64)):
        loss = nn.functional.cross_entropy(model(DIGITS.train.images[batch]), DIGITS.train.labels[batch])
        assert of_kind(Step, happened)[step].loss == pytest.approx(loss.item(), rel=1e-5)
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                parameter.sub_(config.lr * gradient)


def test_gaussian_likelihood_at_twice_the_rate_is_squared_error_to_the_last_bit_under_sgd() -> None:
    mse, gaussian = (events(replace(SMALL, loss=loss, optimizer="sgd", lr=lr)) for loss, lr in (("mse", 1 / 64), ("gaussian", 1 / 32)))
    assert [e.test_acc for e in of_kind(Epoch, mse)] == [e.test_acc for e in of_kind(Epoch, gaussian)]
    assert of_kind(Checkpoint, mse)[-1].weights[-1000:] == of_kind(Checkpoint, gaussian)[-1].weights[-1000:]


def test_each_epoch_sees_every_example_once_in_an_order_of_its_own() -> None:
    one, two = epoch_order(0, 1, 100), epoch_order(0, 2, 100)
    assert sorted(one.tolist()) == sorted(two.tolist()) == list(range(100))
    assert not torch.equal(one, two)


def test_the_epochs_loss_is_the_mean_over_its_batches() -> None:
    happened = events(SMALL)
    losses = [event.loss for event in of_kind(Step, happened)]
    assert of_kind(Epoch, happened)[1].train_loss == pytest.approx(sum(losses[8:16]) / 8, rel=1e-5)


@pytest.mark.parametrize(("n_batches", "epochs"), [(235, 10), (235, 1), (7500, 100), (1, 100), (3, 1), (235, 7)])
def test_a_run_tells_about_a_thousand_steps_at_most_and_leaves_none_out(n_batches: int, epochs: int) -> None:
    log = LossLog(n_batches, epochs, "cpu")
    told: list[Step] = []
    for _ in range(epochs):
        for batch in range(n_batches):
            log.append(torch.tensor(batch / n_batches))
            if batch % 17 == 0 or batch == n_batches - 1:
                told += log.read()
    assert len(told) <= 1000
    assert told[-1].step == n_batches * epochs
    steps = [0, *(step.step for step in told)]
    mean = sum((b - a) * step.loss for a, b, step in zip(steps, steps[1:], told, strict=False)) / (n_batches * epochs)
    assert mean == pytest.approx((n_batches - 1) / (2 * n_batches), abs=1e-6)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "gaussian"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("lr", [1e3, 1e4])
def test_a_far_too_large_learning_rate_ends_as_diverged_with_advice(loss: str, optimizer: str, lr: float) -> None:
    happened = events(replace(SMALL, loss=loss, optimizer=optimizer, lr=lr, epochs=20))
    end = happened[-1]
    assert isinstance(end, Finished)
    assert end.status == "diverged"
    assert "diverged at step" in end.message
    assert f"learning rate of {OPTIMIZERS[optimizer].usual_lr:g} or less" in end.message
    assert all(abs(event.loss) < 1e6 for event in of_kind(Step, happened))


def test_where_a_run_diverges_does_not_depend_on_when_losses_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(SMALL, optimizer="sgd", loss="mse", lr=0.5)
    late = events(config)
    monkeypatch.setattr(training, "REPORT_SECONDS", 0.0)
    assert events(config) == late
    assert isinstance(late[-1], Finished)
    assert late[-1].status == "diverged"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("epoch", [1, 2, 3])
def test_a_resumed_run_tells_to_the_last_bit_what_the_uninterrupted_one_does(optimizer: str, epoch: int) -> None:
    config = replace(SMALL, optimizer=optimizer, epochs=4)
    whole = events(config)
    checkpoint = of_kind(Checkpoint, whole)[epoch - 1]
    assert list(train(config, DIGITS, "cpu", checkpoint.resume)) == whole[whole.index(checkpoint) + 1 :]


def test_accuracy_is_the_share_of_right_answers_and_puts_the_mode_back() -> None:
    model = from_config(SMALL)
    expected = (model(DIGITS.test.images).argmax(1) == DIGITS.test.labels).float().mean().item()
    assert accuracy(model.train(), DIGITS.test) == pytest.approx(expected)
    assert model.training


def test_closing_the_generator_ends_training_at_once() -> None:
    run = train(replace(SMALL, epochs=100), DIGITS)
    next(run)
    start = time.monotonic()
    run.close()
    assert time.monotonic() - start < 1
    assert list(run) == []


def test_the_lectures_settings_reach_the_lectures_accuracy_after_one_epoch() -> None:
    epoch = next(event for event in train(RunConfig(epochs=1), mnist.load()) if isinstance(event, Epoch))
    assert epoch.test_acc == pytest.approx(0.947, abs=0.006)
