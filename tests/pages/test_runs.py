"""The Runs page, without a browser and without a running queue: what it shows is what the store holds."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Finished
from core.figures.overlay import accuracy_overlay
from core.figures.sweep import heat_map
from core.runs.store import RunStore
from tests.pages.reading import Open, labels, me, texts, train, trained

MINE, ALL = "table of My runs", "table of All runs"


pytestmark = pytest.mark.usefixtures("store")


def tick(app: AppTest, table: str, *rows: int) -> AppTest:
    """Choose rows of a table by the boxes beside them."""
    app.session_state[table] = {"selection": {"rows": list(rows)}}
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def test_the_page_without_runs_says_how_to_get_one(open_page: Open) -> None:
    assert "There is no run yet" in texts(open_page("runs.py"))


def test_all_runs_are_listed_newest_first_with_what_differs_and_their_figures(open_page: Open, store: RunStore) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5, epochs=2, hidden_sizes=(64, 32)), end=Finished("stopped"))
    rows = open_page("runs.py", whose="All runs").dataframe[0].value
    assert list(rows.columns)[:5] == ["Run", "Test, %", "Hidden layers", "Learning rate", "State"]  # a phone shows four
    assert rows["Run"].tolist() == [2, 1]
    assert rows["State"].tolist() == ["stopped", "finished"]
    assert rows["Test, %"].tolist() == [94.5, 94.5]
    assert rows["Hidden layers"].tolist() == ["64, 32", "256"]
    assert rows["Learning rate"].tolist() == [0.5, 0.001]


def test_runs_are_compared_on_one_chart_with_what_differs_in_their_settings(open_page: Open, store: RunStore) -> None:
    store.label(trained(store).id, "slow", "")
    trained(store, RunConfig(lr=0.5, epochs=2))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    assert app.dataframe[0].value.columns[1] == "Name"
    assert app.dataframe[1].value.to_dict("index") == {
        "Test accuracy": {"Run 2": "94.50%", "slow (run 1)": "94.50%"},
        "Training loss": {"Run 2": "0.3800", "slow (run 1)": "0.3800"},
        "Learning rate": {"Run 2": "0.5", "slow (run 1)": "0.001"},
    }
    assert app.query_params["compare"] == "1,2"
    app.segmented_control(key="overlay").set_value("Training loss").run()
    assert not app.exception


def test_figures_that_did_not_change_are_drawn_once_for_all_who_look(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_drawn = Counter[str]()

    def counted(module: str, name: str, draw: Callable[..., Any]) -> None:
        monkeypatch.setattr(f"pages.ui.{module}.{name}", lambda *args, **kwargs: n_drawn.update([name]) or draw(*args, **kwargs))

    counted("runs.compare", "accuracy_overlay", accuracy_overlay)
    counted("runs.sweep", "heat_map", heat_map)
    configs = [RunConfig(lr=lr, seed=seed) for lr in (0.1, 0.01) for seed in (0, 1)]
    ids = store.submit_all(configs, "somebody", "a" * 32)
    for run_id in ids[:3]:
        train(store, run_id)
    for _ in range(2):
        open_page("runs.py", sweep="a" * 32, compare="1,2")
    assert n_drawn == {"accuracy_overlay": 1, "heat_map": 1}
    train(store, ids[3])
    open_page("runs.py", sweep="a" * 32, compare="1,2")
    assert n_drawn == {"accuracy_overlay": 1, "heat_map": 2}


def test_runs_with_equal_settings_and_one_without_an_epoch_are_compared_by_what_they_reached(open_page: Open, store: RunStore) -> None:
    trained(store)
    store.submit(RunConfig(epochs=2), "somebody")
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    assert app.dataframe[1].value.loc["Test accuracy"].tolist() == ["–", "94.50%"]
    assert "equal settings" in texts(app)


@pytest.mark.parametrize("link", ["1,2", ["1", "2"], "2,1,1,77,x"])
def test_a_link_to_a_comparison_shows_it_to_whoever_opens_it(open_page: Open, store: RunStore, link: str) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5, epochs=2))
    app = open_page("runs.py", compare=link)
    assert app.segmented_control(key="whose").value == "All runs"
    assert set(app.dataframe[1].value.columns) == {"Run 1", "Run 2"}
    tick(app, ALL)
    assert "compare" not in app.query_params
    assert len(app.dataframe) == 1


def test_the_choice_stays_with_its_runs_when_new_ones_come(open_page: Open, store: RunStore) -> None:
    first, second = trained(store), trained(store, RunConfig(lr=0.5))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    trained(store, RunConfig(lr=0.1))
    app.run()
    assert app.session_state[ALL]["selection"]["rows"] == [1, 2]
    assert app.session_state["runs_chosen"] == [second.id, first.id]
    assert app.query_params["compare"] == "1,2"


def test_a_box_ticked_just_when_a_new_run_came_chooses_the_run_that_was_seen_there(open_page: Open, store: RunStore) -> None:
    first = trained(store)
    app = open_page("runs.py", whose="All runs")
    trained(store, RunConfig(lr=0.5))
    tick(app, ALL, 0)
    assert app.session_state["runs_chosen"] == [first.id]


def test_of_many_chosen_runs_the_first_twenty_are_drawn_and_all_stay_chosen(open_page: Open, store: RunStore) -> None:
    for seed in range(22):
        trained(store, RunConfig(seed=seed))
    app = tick(open_page("runs.py", whose="All runs"), ALL, *range(22))
    app.run()
    assert "The first 20 of these 22 runs" in texts(app)
    assert len(app.session_state["runs_chosen"]) == 22
    assert app.dataframe[1].value.shape == (3, 20)  # test accuracy, training loss, seed


def test_one_chosen_run_is_opened_with_its_settings(open_page: Open, store: RunStore) -> None:
    run = trained(store, RunConfig(lr=0.5))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0)
    app.button(key="open").click().run()
    assert app.query_params["run"] == run.id
    assert app.session_state["lr"] == 0.5


def test_only_its_owner_names_or_deletes_a_run(open_page: Open, store: RunStore) -> None:
    trained(store)
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0)
    assert {"Save", "Delete for good"} & set(labels(app)) == set()
    trained(store, owner=me(app))
    app.run()
    assert {"Save", "Delete for good"} & set(labels(tick(app, ALL, 0))) == {"Save", "Delete for good"}


def test_a_name_and_a_note_are_kept_and_shown_as_they_were_typed(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    run = trained(store, owner=me(app))
    app.run()
    tick(app, MINE, 0)
    app.text_input(key=f"name of {run.id}").set_value("wide_net 2")
    app.text_area(key=f"note on {run.id}").set_value("**bold** <b>$x$</b> [a](http://b)")
    next(button for button in app.button if button.label == "Save").click().run()
    assert app.dataframe[0].value[["Name", "Note"]].iloc[0].tolist() == ["wide_net 2", "**bold** <b>$x$</b> [a](http://b)"]
    assert "bold" not in "".join(element.value for element in app.markdown)
    app.text_input(key=f"name of {run.id}").set_value("<script>")
    next(button for button in app.button if button.label == "Save").click().run()
    assert "A name has up to 40 letters" in app.error[0].value
    assert store.runs()[0].name == "wide_net 2"


def test_a_deleted_run_is_gone_and_the_others_stay(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    kept, deleted = trained(store, owner=me(app)), trained(store, owner=me(app))
    app.run()
    tick(app, MINE, 0)
    app.button(key="delete_for_good").click().run()
    assert not app.exception
    assert [run.id for run in store.runs()] == [kept.id]
    assert store.run(deleted.id) is None
    assert app.session_state["runs_chosen"] == []
