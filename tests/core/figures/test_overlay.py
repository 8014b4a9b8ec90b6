"""core.figures.overlay: several runs on one chart."""

import pandas as pd

from core.figures.overlay import MAX_OVERLAID, Overlaid, accuracy_overlay, loss_overlay


def test_no_two_of_twenty_curves_have_the_same_colour_and_dash() -> None:
    steps = pd.DataFrame({"step": [1, 2], "loss": [2.0, 1.0]})
    epochs = pd.DataFrame({"epoch": [1], "test_acc": [0.9]})
    runs = [Overlaid(f"Run {n}", steps, epochs) for n in range(MAX_OVERLAID)]
    for figure in (accuracy_overlay(runs), loss_overlay(runs, unit="nats")):
        assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == MAX_OVERLAID
    assert loss_overlay(runs, unit="nats").layout.yaxis.type == "log"


def test_losses_below_zero_are_drawn_on_a_plain_axis_and_runs_without_an_epoch_on_an_empty_one() -> None:
    steps, nothing = pd.DataFrame({"step": [1, 2], "loss": [2.0, -1.0]}), pd.DataFrame({"epoch": [], "test_acc": []})
    runs = [Overlaid("Run 1", steps, nothing)]
    assert loss_overlay(runs, unit="nats").layout.yaxis.type is None
    assert list(accuracy_overlay(runs).layout.yaxis.range) == [0, 1]


def test_the_axes_stand_still_while_runs_of_a_known_length_train() -> None:
    steps, ranges = pd.DataFrame({"step": [1], "loss": [2.0]}), []
    for accuracies in ([0.93], [0.93, 0.97], [0.93, 0.97, 0.98]):
        epochs = pd.DataFrame({"epoch": range(1, 1 + len(accuracies)), "test_acc": accuracies})
        layout = accuracy_overlay([Overlaid("Run 1", steps, epochs)], 5).layout
        ranges.append((layout.xaxis.range, layout.yaxis.range))
    assert len(set(ranges)) == 1
    assert ranges[0][0] == (0.5, 5.5)
    assert ranges[0][1][0] == 0.9
