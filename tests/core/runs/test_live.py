"""core.runs.live: whoever follows a run is told all of it, once, whatever was seen before."""

import json
from typing import Any

import pytest

from core.config import RunConfig
from core.events import Changed, Checkpoint, Diagnostics, Epoch, Event, Finished, Started, Step
from core.runs.event_columns import SMOOTHINGS
from core.runs.live import NOTHING_SEEN, Feed, Feeds
from core.runs.run import Position
from core.runs.smoothing import trailing_mean
from core.runs.store import RunStore

CONFIG = RunConfig(epochs=2)
HISTOGRAM = [-1.0, 1.0, [1, 8, 1]]
EVENTS: list[Event] = [
    Started("CPU, 1 thread", 203_530, 470),
    *(Step(step, 2.4 / step, 0.001) for step in range(1, 40)),
    Diagnostics(40, [0.1, 0.2], [0.0], [HISTOGRAM, HISTOGRAM], [HISTOGRAM]),
    Epoch(1, 235, 0.38, 0.95, 0.945),
    Step(236, 1 / 3, 0.001),
]


@pytest.fixture
def run_id(store: RunStore) -> str:
    return store.submit(CONFIG, "somebody")


def record(store: RunStore, run_id: str, events: list[Event], attempt: int = 1) -> None:
    store.record(run_id, attempt, [*enumerate(events)])  # type: ignore[list-item]


def feed_of(feeds: Feeds, run_id: str) -> Feed:
    return feeds.refresh([run_id])[run_id]


def news(feeds: Feeds, run_id: str, seen: Position = NOTHING_SEEN) -> tuple[dict[str, Any], Position]:
    message, position = feed_of(feeds, run_id).message(seen)
    return json.loads(message), position


def test_who_looks_now_and_then_is_told_what_who_looks_once_is_told(store: RunStore, run_id: str) -> None:
    feeds, seen, told = Feeds(store), NOTHING_SEEN, []
    store.begin(run_id)
    for start in range(0, len(EVENTS), 7):
        record(store, run_id, EVENTS[start : start + 7])
        message, seen = news(feeds, run_id, seen)
        told.append(message["rows"])
    whole, _ = news(Feeds(store), run_id)
    for kind in ("Step", "Epoch", "Diagnostics"):
        parts = [rows[kind] for rows in told if kind in rows]
        assert {name: [value for part in parts for value in part[name]] for name in parts[0]} == whole["rows"][kind]
    assert whole["rows"]["Step"]["step"] == [event.step for event in EVENTS if isinstance(event, Step)]
    assert whole["rows"]["Diagnostics"] == {"number": [41], "step": [40], "gradients 0": [0.1], "gradients 1": [0.2]}
    assert news(feeds, run_id, seen)[0]["rows"] == {}


def test_a_step_brings_the_means_that_a_chart_may_show(store: RunStore, run_id: str) -> None:
    store.begin(run_id)
    record(store, run_id, EVENTS)
    rows = news(Feeds(store), run_id)[0]["rows"]["Step"]
    steps = store.events(run_id, Step)
    for window in filter(None, SMOOTHINGS):
        assert rows[f"mean {window}"] == pytest.approx(trailing_mean(steps, window), rel=1e-5)
    assert rows["loss"] == pytest.approx(steps["loss"], rel=1e-5)


def test_the_means_of_a_long_run_are_the_same_in_whatever_batches_its_steps_come(store: RunStore, run_id: str) -> None:
    feeds = Feeds(store)
    store.begin(run_id)
    losses = [2 + (7 * step % 11) / 10 for step in range(5, 2000, 5)]
    for start in range(0, len(losses), 13):
        record(store, run_id, [Step(5 * (i + 1), losses[i], 0.001) for i in range(start, min(start + 13, len(losses)))])
        feed_of(feeds, run_id)
    rows, steps = news(feeds, run_id)[0]["rows"]["Step"], store.events(run_id, Step)
    for window in filter(None, SMOOTHINGS):
        assert rows[f"mean {window}"] == pytest.approx(trailing_mean(steps, window), rel=1e-5)


def test_one_message_is_made_for_all_who_have_seen_as_much(store: RunStore, run_id: str) -> None:
    store.begin(run_id)
    record(store, run_id, EVENTS)
    feed = feed_of(Feeds(store), run_id)
    assert feed.message(NOTHING_SEEN)[0] is feed.message(NOTHING_SEEN)[0]


@pytest.mark.parametrize("seen", [Position("running", 7, 3), Position("running", 1, 10**9)])
def test_who_knows_another_attempt_or_more_than_there_is_is_told_all(store: RunStore, run_id: str, seen: Position) -> None:
    store.begin(run_id)
    record(store, run_id, EVENTS)
    assert news(Feeds(store), run_id, seen) == news(Feeds(store), run_id)


def test_a_run_that_goes_on_from_an_earlier_state_is_told_from_its_beginning_without_what_was_forgotten(
    store: RunStore, run_id: str
) -> None:
    feeds = Feeds(store)
    store.begin(run_id)
    record(store, run_id, [*EVENTS[:3], Checkpoint(1, 2, b"", b"snapshot"), *EVENTS[3:6], Finished("interrupted")])
    _, seen = news(feeds, run_id)
    store.resume(run_id)
    attempt = store.begin(run_id)
    record(store, run_id, [Step(3, 0.5, 0.001)], attempt)
    message, now = news(feeds, run_id, seen)
    assert (now.attempt, message["after"]) == (attempt, 0)
    assert message["rows"]["Step"]["step"] == [1, 2, 3]
    assert message["rows"]["Step"]["loss"][2] == 0.5


def test_what_a_pages_layout_depends_on_changes_its_token_and_a_step_changes_none(store: RunStore, run_id: str) -> None:
    def changed(*events: Event) -> set[str]:
        before = feed_of(feeds, run_id).state().tokens
        record(store, run_id, list(events))
        after = feed_of(feeds, run_id).state().tokens
        return {name for name in before if before[name] != after[name]}

    feeds = Feeds(store)
    queued = feed_of(feeds, run_id).state().tokens
    store.begin(run_id)
    assert feed_of(feeds, run_id).state().tokens["status"] != queued["status"]
    assert changed(Started("CPU", 1, 470)) == set()
    assert changed(Step(1, 2.4, 0.001)) == {"shape"}
    assert changed(Step(2, 2.3, 0.001)) == set()
    assert changed(Epoch(1, 235, 0.4, 0.96, 0.95)) == {"shape"}  # the axis of accuracies begins lower than an empty one's
    assert changed(Epoch(2, 470, 0.4, 0.97, 0.96)) == set()
    assert changed(Checkpoint(2, 470, b"")) == {"epoch"}
    assert changed(Step(3, -0.1, 0.001)) == {"shape"}  # no log axis any more
    assert changed(Changed(3, "lr", 0.1)) == {"shape"}
    assert changed(Finished("finished")) == {"status"}


def test_a_queued_run_says_how_many_come_before_it(store: RunStore) -> None:
    first, second = (store.submit(CONFIG, owner) for owner in ("one", "two"))
    feeds = Feeds(store)
    assert feed_of(feeds, second).state().words == "Queued: 1 run ahead"
    store.end(first, "stopped")
    assert feed_of(feeds, second).state().words == "Starting"


def test_a_loss_that_is_no_number_is_told_as_none(store: RunStore, run_id: str) -> None:
    store.begin(run_id)
    record(store, run_id, [Started("CPU", 1, 470), Step(1, float("inf"), 0.001)])
    assert news(Feeds(store), run_id)[0]["rows"]["Step"]["loss"] == [None]


def test_a_run_that_is_gone_has_no_state(store: RunStore, run_id: str) -> None:
    feeds = Feeds(store)
    assert [state.run.id for state in feeds.states([run_id, "0" * 32])] == [run_id]
    store.end(run_id, "stopped")
    store.delete(run_id)
    assert feeds.states([run_id]) == []
