"""A few visitors without browsers watch one run, for a short while: all of them are served, and each is sent every point once."""

import pytest

from core.config import RunConfig
from core.events import Step
from core.runs.store import RunStore
from tests.e2e.driving import serve
from tests.load.crowd import Crowd, visit
from tests.waiting import wait_for

N_VISITORS = 10
SECONDS = 10.0


def test_ten_visitors_of_one_run_are_sent_every_point_once(tmp_path):
    with serve(tmp_path) as server:
        store = RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)
        run_id = store.submit(RunConfig(hidden_sizes=(64,), epochs=100), "somebody")
        wait_for(lambda: not store.events(run_id, Step).empty, "the first step")
        everything = visit(Crowd(server.url, "train", f"run={run_id}", N_VISITORS, arrive_within=2.0, stay=SECONDS))
        numbers = [row[0] for row in store.events_after(run_id, 0) if row[2] == "Step"]
        store.close()
    assert len(everything) == N_VISITORS
    for received in everything:
        sent = [number for _, message in received.messages for number in message["rows"].get("Step", {}).get("number", [])]
        assert len(sent) > SECONDS, "more than a point a second"
        assert sent == numbers[numbers.index(sent[0]) : numbers.index(sent[-1]) + 1]


@pytest.mark.parametrize("url", ["http://example.org", "http://127.0.0.1.example.org:80", "https://127.0.0.1:1"])
def test_a_crowd_visits_no_other_machine(url):
    with pytest.raises(ValueError, match="this machine only"):
        Crowd(url, "train", "", 1, 0.0, 1.0)


@pytest.mark.parametrize(("n", "stay"), [(601, 1.0), (1, 121.0)])
def test_a_crowd_is_bounded(n, stay):
    with pytest.raises(ValueError, match="at most"):
        Crowd("http://127.0.0.1:1", "train", "", n, 0.0, stay)
