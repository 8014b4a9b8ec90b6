"""A page as AppTest sees it: what it says, which buttons it has, and a run for it to show."""

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Finished, Started, Step
from core.runs.store import Run, RunStore

Open = Callable[..., AppTest]


def texts(app: AppTest) -> str:
    """All that a page says, kind by kind."""
    kinds = (app.markdown, app.info, app.warning, app.error, app.caption, app.text, app.header, app.subheader)
    return "\n".join(element.value for kind in kinds for element in kind)


def labels(app: AppTest) -> list[str]:
    """The buttons' labels."""
    return [button.label for button in app.button]


def mounted(app: AppTest, component: str) -> list[dict[str, Any]]:
    """What our components of this kind (a folder of pages/ui/components) were given, in the page's order."""
    given = [element.proto for element in app.get("bidi_component") if element.proto.component_name == f"lecture_{component}"]
    return [json.loads(proto.json) for proto in given]


def run_metrics(app: AppTest) -> list[str]:
    """The numbers above a run's curves."""
    (given,) = mounted(app, "run_metrics")
    return list(given["values"])


def me(app: AppTest) -> str:
    """The visitor who looks at the page."""
    return str(app.session_state["visitor"])


def train(store: RunStore, run_id: str, test_acc: float = 0.945, end: Finished | None = None) -> None:
    """Record a run of one epoch that takes nine seconds."""
    events = [Started("CPU, 1 thread", 203_530, 470), Step(1, 2.4, 1e-3), Step(235, 0.4, 1e-3), Epoch(1, 235, 0.38, 0.95, test_acc)]
    events.append(Checkpoint(1, 235, b""))
    store.record(run_id, store.begin(run_id), [*enumerate(events), (9.0, end or Finished("finished"))])  # type: ignore[list-item]


def trained(store: RunStore, config: RunConfig | None = None, owner: str = "somebody", end: Finished | None = None) -> Run:
    """A run that was submitted and has ended."""
    run_id = store.submit(config or RunConfig(epochs=2), owner)
    train(store, run_id, end=end)
    run = store.run(run_id)
    assert run is not None
    return run
