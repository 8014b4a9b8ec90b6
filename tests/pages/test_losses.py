"""The Losses page, as AppTest sees it."""

import pytest

from core.config import RunConfig
from core.losses import LOSSES
from pages.ui.resources import store


def metric(page, label):
    return next(metric.value for metric in page.metric if metric.label == label)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_can_be_shown_with_its_formulas_and_words(open_page, name):
    page = open_page("losses.py")
    page.pills(key="shown").set_value(name).run()
    assert not page.exception
    shown = [latex.value for latex in page.latex]
    assert any(LOSSES[name].formula in latex for latex in shown)
    assert any(LOSSES[name].gradient_formula in latex for latex in shown)
    assert any(LOSSES[name].words in markdown.value for markdown in page.markdown)


def test_cross_entropy_of_an_even_guess_is_log_2(open_page):
    page = open_page("losses.py", logit="0")
    assert metric(page, "Loss") == "0.693"
    assert metric(page, "Gradient") == "-0.500"
    page.pills(key="truth").set_value("no").run()
    assert metric(page, "Gradient") == "+0.500"


def test_the_gaussian_has_half_the_gradient_of_the_squared_error(open_page):
    page = open_page("losses.py", prediction="3", y="1")
    gradients = {}
    for name in ("mse", "gaussian"):
        page.pills(key="shown").set_value(name).run()
        gradients[name] = float(metric(page, "Gradient"))
    assert gradients == {"mse": 4.0, "gaussian": 2.0}


def test_a_wide_predicted_bell_makes_an_error_cheap(open_page):
    page = open_page("losses.py", prediction="3", y="-3")
    page.pills(key="shown").set_value("gaussian_spread").run()
    narrow = float(metric(page, "Loss"))
    page.slider(key="sigma").set_value(4.0).run()
    assert float(metric(page, "Loss")) < narrow


def test_coverage_is_in_the_table_and_follows_the_data(open_page):
    page = open_page("losses.py")
    first = page.table[0].value
    page.number_input(key="data_seed").set_value(7).run()
    assert not page.exception
    assert not page.table[0].value.equals(first)


def test_a_bad_link_gives_the_defaults_and_says_what_is_unknown(open_page):
    page = open_page("losses.py", shown="nonsense", logit="inf", data_seed="-4", n_points="7", compared_epochs="1000", runs="x,<b>,,")
    assert page.slider(key="logit").value == -2.0
    assert page.number_input(key="data_seed").value == 0
    assert page.slider(key="compared_epochs").value == 3
    assert "does not know the runs" in page.warning[0].value


def test_one_press_queues_the_same_network_once_for_each_loss(open_page):
    page = open_page("losses.py", compared_epochs="2")
    page.button(key="train_all").click().run()
    assert not page.exception
    runs = [store().run(run_id) for run_id in "".join(page.query_params["runs"]).split(",")]
    assert [run.config.loss for run in runs] == ["cross_entropy", "mse", "gaussian"]
    assert {(run.config.seed, run.config.epochs, run.status) for run in runs} == {(0, 2, "queued")}


def test_their_owner_can_stop_the_three_runs(open_page):
    page = open_page("losses.py")
    page.button(key="train_all").click().run()
    run_ids = "".join(page.query_params["runs"]).split(",")
    store().take_commands()
    page.button(key="stop_all").click().run()
    assert not page.exception
    assert store().take_commands() == [(run_id, "stop", None) for run_id in run_ids]


def test_a_visitor_with_the_link_sees_the_runs_and_cannot_stop_them(open_page):
    run_ids = [store().submit(RunConfig(loss=loss), "somebody else") for loss in ("mse", "gaussian")]
    page = open_page("losses.py", runs=",".join(run_ids))
    assert not page.warning
    assert "stop_all" not in [button.key for button in page.button]


def test_every_experiment_to_try_can_be_pressed(open_page):
    page = open_page("losses.py")
    experiments = [button.key for button in page.button if (button.key or "").startswith("try ")]
    assert len(experiments) >= 4
    for key in experiments:
        page.button(key=key).click().run()
        assert not page.exception, key
