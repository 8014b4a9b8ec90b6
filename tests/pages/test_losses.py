"""The Losses page, as AppTest sees it."""

import pytest

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Finished
from core.lessons import confidently_wrong
from core.losses import LOSSES
from core.mlp import from_config, to_bytes
from pages.ui.losses import linked, one_output, race
from pages.ui.resources import store
from tests.pages.reading import mounted


def settings(page):
    """What the component of all losses is given."""
    (given,) = mounted(page, "one_output")
    return given["settings"]


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_can_be_in_front_with_its_formulas_and_words(open_page, name):
    page = open_page("losses.py", shown=name)
    shown = [latex.value for latex in page.latex]
    assert any(LOSSES[name].formula in latex for latex in shown)
    assert any(LOSSES[name].gradient_formula in latex for latex in shown)
    assert any(LOSSES[name].words in markdown.value for markdown in page.markdown)
    (given,) = mounted(page, "one_output")
    assert [row["name"] for row in given["rows"]] == list(LOSSES)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ({"shown": "mse", "truth": "no", "output": "3.5", "sigma": "0.7", "curves": "mse,gaussian"}, {"output": 3.5, "truth": "no"}),
        ({"shown": "Gaussian likelihood, σ predicted", "y": "-1", "prediction": "3", "sigma": "4"}, {"output": 5.0, "sigma": 4.0}),
        ({"shown": "Cross-entropy", "truth": "yes", "logit": "-8"}, {"output": -8.0, "shown": "cross_entropy"}),
        ({"shown": "Mean squared error"}, {"shown": "mse", "output": -1.0, "sigma": 1.0, "truth": "yes"}),
        ({"shown": "Gaussian likelihood, σ predicted", "truth": "no"}, {"output": -1.0, "sigma": 1.0, "truth": "yes"}),
        ({"shown": "mse"}, {"shown": "mse", "output": -2.0, "sigma": 2.0}),
        ({"output": "99", "sigma": "0"}, {"output": 8.0, "sigma": 0.2}),
        ({"shown": "nonsense", "output": "nan", "sigma": "x", "truth": "maybe"}, {"shown": "cross_entropy", "output": -2.0, "sigma": 2.0}),
    ],
    ids=[
        "names",
        "an earlier version's numbers",
        "an earlier version's logit",
        "an earlier version's defaults",
        "an earlier version's truth",
        "this version's defaults",
        "too large",
        "nonsense",
    ],
)
def test_a_link_sets_what_it_can(open_page, link, expected):
    assert expected.items() <= settings(open_page("losses.py", **link)).items()


def test_an_experiment_gives_the_browser_other_settings_under_a_new_revision(open_page):
    page = open_page("losses.py", output="3")
    page.button(key="try wrong, but unsure").click().run()
    (given,) = mounted(page, "one_output")
    assert given["revision"] == 1
    assert (given["settings"]["output"], given["settings"]["shown"]) == (-2.0, "gaussian_spread")
    assert page.query_params["sigma"] == "4"


@pytest.mark.parametrize(
    ("report", "output"),
    [
        ({"revision": 0, "output": 1.0}, 1.0),
        ({"revision": 3, "output": 1.0}, 3.0),
        ({"revision": 0, "output": {"a": 1}}, -2.0),
        ("nonsense", 3.0),
        (None, 3.0),
    ],
    ids=["a report", "of another revision", "without a usable number", "text", "nothing"],
)
def test_what_the_browser_reports_is_kept_if_it_is_a_report(monkeypatch, report, output):
    kept = {"one_output_settings": one_output.OneOutput(output=3.0)}
    monkeypatch.setattr(linked.st, "session_state", kept)
    monkeypatch.setattr(linked, "reported", lambda key, name: report)
    one_output.SETTINGS.receive()
    assert kept["one_output_settings"].output == output


@pytest.mark.parametrize(
    ("link", "component", "expected"),
    [
        ({"z_logits": "0,1,2,3,4,5,6,7,8,9", "z_digit": "9"}, "ten_logits", {"logits": [0, 1, 2, 3, 4, 5, 6, 7, 8, 8], "digit": 9}),
        ({"z_logits": "1,2", "z_digit": "x", "z_temperature": "1e9"}, "ten_logits", {"digit": 3, "temperature": 4.0}),
        ({"bell_points": "1,-9", "bell_mean": "0.5", "bell_sigma": "0"}, "bell", {"points": [1, -4], "mean": 0.5, "sigma": 0.2}),
        ({"bell_points": ",".join("1" * 9)}, "bell", {"points": [1.0]}),
        ({"bell_points": ""}, "bell", {"points": [1.0]}),
    ],
    ids=["logits", "unusable logits", "points", "too many points", "no point"],
)
def test_a_link_sets_logits_and_points(open_page, link, component, expected):
    (given,) = mounted(open_page("losses.py", **link), component)
    assert expected.items() <= given["settings"].items()


def test_coverage_is_in_the_table_and_follows_the_data(open_page):
    page = open_page("losses.py")
    first = page.table[0].value
    page.number_input(key="data_seed").set_value(7).run()
    assert not page.exception
    assert not page.table[0].value.equals(first)


def test_the_intercepts_are_shown_after_a_guess(open_page):
    page = open_page("losses.py")
    n_figures = len(mounted(page, "figure"))
    page.pills(key="guess_intercepts").set_value("alike").run()
    assert not page.exception
    assert len(mounted(page, "figure")) == n_figures + 1
    text = " ".join(each.value for each in page.markdown)
    assert "Not as you guessed.** Its standard deviation is 0.078 with one σ̂ and 0.046 with σ̂ predicted, smaller by a factor of 1.7" in text
    assert "**0 of 1** first guesses were right" in text


def test_a_guess_of_the_race_is_counted_once_it_is_over(open_page, monkeypatch):
    report = {"revision": 0, "start": 8.0, "guess": "cross_entropy", "outcome": None}
    monkeypatch.setattr(race, "reported", lambda key, name: report)
    page = open_page("losses.py")
    assert "first guesses" not in " ".join(each.value for each in page.markdown)
    report["outcome"] = "cross_entropy"
    page.run()
    assert "**1 of 1** first guesses were right" in " ".join(each.value for each in page.markdown)
    report |= {"guess": {"a": 1}, "outcome": []}
    page.run()
    assert not page.exception


def test_the_confidently_wrong_start_is_trained_with_both_losses(open_page):
    page = open_page("losses.py", wrong_start="10")
    assert "**469 times** as much" in " ".join(each.value for each in page.markdown)
    page.button(key="train_wrong").click().run()
    assert not page.exception
    configs = [store().run(run_id).config for run_id in "".join(page.query_params["wrong_runs"]).split(",")]
    assert [(config.loss, config.start_bias, config.optimizer, config.epochs) for config in configs] == [
        ("cross_entropy", 10.0, "sgd", 6),
        ("softmax_mse", 10.0, "sgd", 6),
    ]


@pytest.mark.parametrize(("accuracies", "answer"), [((0.95, 0.1), "cross_entropy"), ((0.95, 0.93), "both"), ((0.2, 0.1), "none")])
def test_the_guess_of_who_recovers_is_settled_when_both_have_ended(open_page, accuracies, answer):
    run_ids = []
    for config, test_acc in zip(confidently_wrong.configs(15.0), accuracies, strict=True):
        run_ids.append(store().submit(config, "somebody else"))
        epoch = Epoch(6, 1410, 1.0, 0.5, test_acc)
        store().record(run_ids[-1], store().begin(run_ids[-1]), [(0.1, epoch), (0.2, Finished("finished"))])
    page = open_page("losses.py")
    page.pills(key="guess_mnist_recovers").set_value(answer).run()
    page.query_params["wrong_runs"] = ",".join(run_ids)
    page.run()
    assert not page.exception
    text = " ".join(each.value for each in page.markdown)
    assert "**As you guessed.**" in text
    assert "**1 of 1**" in text
    assert "start with 15. The pale lines are the curves above, from a start with 15." in " ".join(each.value for each in page.caption)


def test_a_bad_link_gives_the_defaults_and_says_what_is_unknown(open_page):
    page = open_page("losses.py", shown="nonsense", output="inf", data_seed="-4", n_points="7", compared_epochs="1000", runs="x,<b>,,")
    assert settings(page)["output"] == -2.0
    assert page.number_input(key="data_seed").value == 0
    assert page.slider(key="compared_epochs").value == 3
    assert any("does not know the runs" in warning.value for warning in page.warning)


def test_one_press_queues_the_same_network_once_for_each_loss(open_page):
    page = open_page("losses.py", compared_epochs="2")
    page.button(key="train_all").click().run()
    assert not page.exception
    runs = [store().run(run_id) for run_id in "".join(page.query_params["runs"]).split(",")]
    assert [run.config.loss for run in runs] == list(LOSSES)
    assert {(run.config.seed, run.config.epochs, run.status) for run in runs} == {(0, 2, "queued")}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("few", {"n_examples": 100, "epochs": 20}), ("noisy", {"label_noise": 0.4, "epochs": 2}), ("fast", {"lr": 0.01, "epochs": 2})],
)
def test_where_the_losses_differ_is_asked_by_another_condition(open_page, condition, expected):
    page = open_page("losses.py", compared_epochs="2")
    page.pills(key="condition").set_value(condition).run()
    page.button(key="train_all").click().run()
    configs = [store().run(run_id).config for run_id in "".join(page.query_params["runs"]).split(",")]
    assert {config.loss for config in configs} == set(LOSSES)
    assert all({name: getattr(config, name) for name in expected} == expected for config in configs)


def test_their_owner_can_stop_all_of_the_runs(open_page):
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


def test_of_what_has_ended_the_probabilities_are_measured(open_page):
    ended = []
    for loss in ("cross_entropy", "mse"):
        config = RunConfig(loss=loss, hidden_sizes=(16,))
        ended.append(store().submit(config, "somebody else"))
        weights = Checkpoint(1, 235, to_bytes(from_config(config), config))
        store().record(ended[-1], store().begin(ended[-1]), [(0.1, weights), (0.2, Finished("finished"))])
    waiting = store().submit(RunConfig(), "somebody else")
    page = open_page("losses.py", runs=",".join([*ended, waiting]))
    assert not page.exception
    table = page.table[-1].value
    assert list(table.index) == ["Cross-entropy", "Mean squared error"]
    assert table["Accuracy"].between(0, 0.5).all(), "they were never trained"
    assert table.iloc[0]["−log likelihood, nats"] > 2
    assert len(mounted(page, "figure")) == 6


def test_every_experiment_to_try_can_be_pressed(open_page):
    page = open_page("losses.py")
    experiments = [button.key for button in page.button if (button.key or "").startswith("try ")]
    assert len(experiments) >= 4
    for key in experiments:
        page.button(key=key).click().run()
        assert not page.exception, key
