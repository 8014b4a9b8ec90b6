"""The lecture's pieces below a run, as AppTest sees them."""

import pytest
from streamlit.testing.v1 import AppTest

from core import mnist
from core.config import RunConfig
from core.events import Checkpoint, Finished, Started
from core.mlp import from_config, to_bytes
from core.runs.store import RunStore
from core.training import accuracy
from tests.pages.reading import mounted


def finished(store: RunStore, config: RunConfig, *, with_weights: bool = True) -> str:
    run_id = store.submit(config, "somebody")
    states = [Checkpoint(1, 235, to_bytes(from_config(config), config))] if with_weights else []
    events = [Started("CPU, 1 thread", 203_530, 235), *states, Finished("finished")]
    store.record(run_id, store.begin(run_id), list(enumerate(events)))  # type: ignore[arg-type]
    return run_id


def page(run_id: str) -> None:
    from pages.ui.resources import store
    from pages.ui.run.lecture_pieces import show_lecture_pieces

    show_lecture_pieces(store().run(run_id))  # type: ignore[arg-type]


def opened(run_id: str, piece: str) -> AppTest:
    app = AppTest.from_function(page, args=(run_id,)).run()
    app.button_group(key="piece").set_value(piece).run()
    assert not app.exception
    return app


def test_the_network_is_made_and_its_parameters_listed(store: RunStore) -> None:
    app = opened(finished(store, RunConfig()), "The network")
    assert 'MultiLayerPerceptron(name="mlp", xdim=784, hdim=256, ydim=10).to(device)' in app.code[0].value
    assert "type: ignore" not in app.code[0].value
    app.button[0].click().run()
    assert app.table[0].value["numbers"].sum() == 203_530
    assert "203,530" in app.caption[0].value


def test_the_first_weights_are_drawn_anew_by_another_seed(store: RunStore) -> None:
    app = opened(finished(store, RunConfig()), "init_param()")
    assert "kaiming_normal_" in app.code[0].value
    first, words = mounted(app, "figure"), app.caption[0].value
    app.number_input(key="kaiming_seed").set_value(1).run()
    assert not app.exception
    assert mounted(app, "figure") != first
    assert app.caption[0].value != words
    assert words.startswith("Measured standard deviation: 0.050")


def test_two_random_images_are_fed_forward(store: RunStore) -> None:
    app = opened(finished(store, RunConfig(dataset="fashion_mnist")), "Feed forward")
    assert not app.dataframe
    app.button[0].click().run()
    assert not app.exception
    assert app.dataframe[0].value.shape == (2, 10)
    assert "Sneaker" in app.dataframe[0].value.columns


def test_func_eval_measures_the_runs_network(store: RunStore) -> None:
    config = RunConfig(hidden_sizes=(16,), dropout=0.5)
    run_id = finished(store, config)
    app = opened(run_id, "func_eval")
    app.button[0].click().run()
    assert not app.exception
    share = float(app.markdown[-1].value.split("func_eval: ")[1].split("%")[0]) / 100
    assert share == pytest.approx(accuracy(from_config(config), mnist.load().test), abs=5e-5)


@pytest.mark.parametrize("piece", ["Feed forward", "func_eval"])
def test_where_there_is_no_network_it_says_so(store: RunStore, piece: str) -> None:
    app = opened(finished(store, RunConfig(), with_weights=False), piece)
    assert not app.button
    assert "not kept" in app.caption[0].value
    app = opened(store.submit(RunConfig(), "somebody"), piece)
    assert not app.button
    assert "has ended" in app.caption[0].value
