"""core.training: a run is its events, and equal runs give equal events."""

from dataclasses import replace

import pytest
import safetensors.torch
import torch
from torch import nn

from core import mnist
from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.events import Change, Changed, Checkpoint, Diagnostics, Epoch, Event, Finished, Started, Step, Suspended
from core.losses import LOSSES
from core.mlp import from_config
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from core.training import Command, accuracy, epoch_order, loss_log, train
from core.training.loop import subset
from core.training.loss_log import LossLog

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
    monkeypatch.setattr(loss_log, "REPORT_SECONDS", 0.0)
    assert events(config) == told_late  # how often losses are read changes nothing in what is told
    assert events(replace(config, seed=1)) != told_late


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns_at_its_usual_rate(optimizer: str) -> None:
    epochs = of_kind(Epoch, events(replace(SMALL, optimizer=optimizer, lr=OPTIMIZERS[optimizer].usual_lr, epochs=10)))
    assert epochs[-1].test_acc > 0.9


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_learns(activation: str) -> None:
    assert of_kind(Epoch, events(replace(SMALL, hidden_sizes=(64,), activation=activation, lr=3e-3, epochs=10)))[-1].test_acc > 0.8


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_learns(loss: str) -> None:
    assert of_kind(Epoch, events(replace(SMALL, hidden_sizes=(64,), loss=loss, lr=3e-3, epochs=10)))[-1].test_acc > 0.7


def test_a_clipped_step_is_as_long_as_the_clip_and_a_short_one_is_left_alone() -> None:
    config = replace(SMALL, optimizer="sgd", lr=1.0, epochs=1, batch_size=500)
    before = nn.utils.parameters_to_vector(from_config(config).parameters())
    lengths = {}
    for clip in (0.0, 0.25, 1e6):
        (state,) = of_kind(Checkpoint, events(replace(config, gradient_clip=clip)))
        weights = safetensors.torch.load(state.weights)
        after = torch.cat([weights[name].flatten() for name, _ in from_config(config).named_parameters()])
        lengths[clip] = (after - before).norm().item()
    assert lengths[0.25] == pytest.approx(0.25, rel=1e-4)
    assert lengths[0.0] == lengths[1e6] > 0.3


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
    losses = (torch.arange(n_batches) / n_batches).unbind()
    for _ in range(epochs):
        for batch, loss in enumerate(losses):
            log.append(loss, 0.1)
            if batch % 17 == 0 or batch == n_batches - 1:
                told += log.read()
        log.begin_epoch()
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
    monkeypatch.setattr(loss_log, "REPORT_SECONDS", 0.0)
    assert events(config) == late
    assert isinstance(late[-1], Finished)
    assert late[-1].status == "diverged"


EVERYTHING = {
    "batch_norm": True, "dropout": 0.2, "label_smoothing": 0.1, "schedule": "one_cycle", "weight_decay": 1e-4, "shift": 1.0,
    "rotation": 10.0, "scaling": 0.1, "stroke": 0.5, "n_examples": 300, "label_noise": 0.2,
    "start_bias": 2.0, "precision": "bfloat16",
}  # fmt: skip


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("epoch", [1, 2, 3])
def test_a_resumed_run_tells_to_the_last_bit_what_the_uninterrupted_one_does(optimizer: str, epoch: int) -> None:
    config = replace(SMALL, optimizer=optimizer, epochs=4, **EVERYTHING)
    whole = events(config)
    checkpoint = of_kind(Checkpoint, whole)[epoch - 1]
    assert list(train(config, DIGITS, "cpu", checkpoint.snapshot)) == whole[whole.index(checkpoint) + 1 :]


def test_accuracy_is_the_share_of_right_answers_and_puts_the_mode_back() -> None:
    model = from_config(SMALL)
    expected = (model(DIGITS.test.images).argmax(1) == DIGITS.test.labels).float().mean().item()
    assert accuracy(model.train(), DIGITS.test) == pytest.approx(expected)
    assert model.training


def test_closing_the_generator_ends_training_at_once() -> None:
    steps = []
    run = train(replace(SMALL, epochs=100), DIGITS, "cpu", b"", lambda step: steps.append(step) or [])
    next(run)
    n_steps = len(steps)
    run.close()
    assert list(run) == []
    assert len(steps) == n_steps < 100


def test_the_lectures_settings_reach_the_lectures_accuracy_after_one_epoch() -> None:
    epoch = next(event for event in train(RunConfig(epochs=1), mnist.load()) if isinstance(event, Epoch))
    assert epoch.test_acc == pytest.approx(0.947, abs=0.006)


def told(config: RunConfig, commands: dict[int, list[Command]], snapshot: bytes = b"") -> list[Event]:
    """The events of a run that gets these commands after so many steps."""
    return list(train(config, DIGITS, "cpu", snapshot, lambda step: commands.pop(step, [])))


@pytest.mark.parametrize("settings", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("step", [0, 1, 7, 8, 11, 15])
def test_a_run_suspended_at_any_step_goes_on_to_the_last_bit(settings: dict, step: int) -> None:
    config = replace(SMALL, epochs=4, **settings)
    whole = events(config)
    before = told(config, {step: ["suspend"]})
    assert before[-1] == Finished("stopped")
    assert isinstance(before[-2], Suspended)
    assert before[:-2] + told(config, {}, before[-2].snapshot) == whole


def test_a_change_while_it_trains_holds_from_the_next_step_and_is_told() -> None:
    config = replace(SMALL, optimizer="sgd", lr=0.1)
    happened = told(config, {10: [Change("lr", 0.05)]})
    assert Changed(10, "lr", 0.05) in happened
    assert [step.lr for step in of_kind(Step, happened)] == [0.1] * 10 + [0.05] * 14
    assert happened[: happened.index(Changed(10, "lr", 0.05))] == events(config)[: happened.index(Changed(10, "lr", 0.05))]


@pytest.mark.parametrize(("name", "value"), [("dropout", 0.5), ("weight_decay", 0.5)])
def test_dropout_and_weight_decay_can_be_changed_too_and_survive_a_suspension(name: str, value: float) -> None:
    whole = told(SMALL, {4: [Change(name, value)]})
    assert whole != events(SMALL)
    before = told(SMALL, {4: [Change(name, value)], 13: ["suspend"]})
    assert isinstance(before[-2], Suspended)
    assert before[:-2] + told(SMALL, {}, before[-2].snapshot) == whole


def test_a_finished_run_that_is_continued_trains_as_if_more_epochs_had_been_asked_for_at_the_start() -> None:
    more = replace(SMALL, epochs=5)
    last = of_kind(Checkpoint, events(SMALL))[-1]
    longer = events(more)

    def epochs_and_steps(happened: list[Event]) -> list[Event]:
        return [event for event in happened if isinstance(event, Epoch | Step)]

    assert epochs_and_steps(told(more, {}, last.snapshot)) == epochs_and_steps(longer[longer.index(of_kind(Epoch, longer)[3 - 1]) + 1 :])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_learning_rate_follows_its_schedule_which_more_epochs_do_not_stretch(schedule: str) -> None:
    config = replace(SMALL, schedule=schedule)
    happened = events(config)
    expected = [config.lr * SCHEDULES[schedule].factor(step, 24) for step in range(1, 25)]
    assert [step.lr for step in of_kind(Step, happened)] == expected
    more = told(replace(config, epochs=4), {}, of_kind(Checkpoint, happened)[-1].snapshot)
    assert {step.lr for step in of_kind(Step, more)} == {expected[-1]}


def test_few_examples_are_drawn_by_the_seed_and_only_they_are_trained_on() -> None:
    config = replace(SMALL, n_examples=50)
    chosen = subset(DIGITS.train, config)
    assert len(chosen.labels) == 50
    assert not torch.equal(chosen.images, subset(DIGITS.train, replace(config, seed=1)).images)
    happened = events(config)
    assert happened[0].n_steps == 3
    assert happened == list(train(replace(config), replace(DIGITS, train=DIGITS.train)))


@pytest.mark.parametrize("n_examples", [50, 60_000])
def test_a_share_of_the_labels_is_made_wrong_by_the_seed_and_the_pictures_stay(n_examples: int) -> None:
    right = subset(DIGITS.train, replace(SMALL, n_examples=n_examples))
    noisy, same, other = (subset(DIGITS.train, replace(SMALL, n_examples=n_examples, label_noise=0.4, seed=seed)) for seed in (0, 0, 1))
    assert torch.equal(noisy.images, right.images)
    assert int((noisy.labels != right.labels).sum()) == round(0.4 * len(right.labels))
    assert ((noisy.labels >= 0) & (noisy.labels < 10)).all()
    assert torch.equal(noisy.labels, same.labels)
    assert not torch.equal(noisy.labels, other.labels)


def test_dropout_switches_off_its_share_of_units_in_training_only() -> None:
    model = from_config(RunConfig(dropout=0.3))
    x = torch.ones(1000, 256)
    dropped = model.train().drop(x)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.3, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert torch.equal(model.eval().drop(x), x)


def test_bfloat16_products_change_the_losses_in_their_third_digit_only() -> None:
    exact, rounded = (of_kind(Step, events(replace(SMALL, precision=name))) for name in ("float32", "bfloat16"))
    assert [step.loss for step in rounded] == pytest.approx([step.loss for step in exact], rel=0.02)
    assert rounded != exact


def test_a_run_looks_inside_at_its_first_and_last_step() -> None:
    config = replace(SMALL, hidden_sizes=(16, 12), initialisation="zeros")
    first, last = of_kind(Diagnostics, events(config))
    assert (first.step, last.step) == (1, 24)
    assert first.dead == [1.0, 1.0]  # all weights are zero, so no unit gives anything
    assert first.gradients[:2] == [0.0, 0.0]
    healthy = of_kind(Diagnostics, events(replace(config, initialisation="kaiming_normal")))[0]
    assert all(size > 0 for size in healthy.gradients)
    assert max(healthy.dead) < 0.5
    assert [sum(counts) for _, _, counts in healthy.weights] == [784 * 16, 16 * 12, 12 * 10]
    assert [sum(counts) for _, _, counts in healthy.activations] == [256 * 16, 256 * 12]
