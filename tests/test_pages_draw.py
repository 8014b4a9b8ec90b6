"""The Draw page without a browser: what is on the canvas is read, by the network that was chosen, and nothing is said of a blank one."""

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Checkpoint, Finished
from core.mlp import LECTURE_MODEL, from_config, to_bytes
from core.store import RunStore
from pages.ui import resources

Open = Callable[..., AppTest]
SEVEN = [(70, 60), (210, 55), (130, 230)]


@pytest.fixture(autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    """A store of its own for each test, where the page finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("store")))
        resources.store.cache_clear()
        yield resources.store()
        resources.store().close()
    resources.store.cache_clear()


def as_url(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def put(app: AppTest, lines: list[list[tuple[int, int]]], data: str | None = None) -> AppTest:
    """What the canvas sends when these strokes are on it."""
    image = Image.new("RGBA", (280, 280), "white")
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=(31, 35, 40), width=18, joint="curve")
    objects = [{"type": "Path", "stroke": "#1f2328", "path": line} for line in lines]
    app.session_state["canvas"] = {"drawing": {"raw": {"objects": objects}, "data": as_url(image) if data is None else data}}
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def answer(app: AppTest) -> str:
    return str(app.subheader[0].value)


def texts(app: AppTest) -> str:
    kinds = (app.markdown, app.info, app.warning, app.error, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def finished_run(store: RunStore, weights: bytes, config: RunConfig, owner: str = "somebody") -> str:
    run_id = store.submit(config, owner)
    store.record(run_id, store.begin(run_id), [(0.1, Checkpoint(1, 235, weights)), (0.2, Finished("finished"))])
    return run_id


def test_a_blank_canvas_says_what_will_be_here_and_nothing_else(open_page: Open) -> None:
    app = open_page("draw.py")
    assert answer(app) == "Draw here"
    assert "how the network came to its answer" in texts(app)
    assert app.button(key="draw_clear").disabled
    assert not app.header


def test_a_7_is_read_as_a_7_and_explained(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    assert answer(app).startswith("It reads a 7: ")
    assert [header.value for header in app.header][:2] == [
        "Why this digit, and not another?",
        "What happens between the canvas and the network?",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [[(140, 140), (141, 141)]],
        [[(0, y), (280, y)] for y in range(0, 281, 8)],
        [[tuple(map(int, point)) for point in pair] for pair in np.random.default_rng(0).integers(0, 280, (200, 2, 2))],
    ],
    ids=["a dot", "all ink", "200 strokes"],
)
def test_any_scribble_gets_an_answer_or_a_sentence(open_page: Open, lines: list[list[tuple[int, int]]]) -> None:
    assert answer(put(open_page("draw.py"), lines)).startswith(("It reads", "Only ink"))


@pytest.mark.parametrize("data", ["", "nonsense", "data:image/png;base64,AAAA", "data:image/png;base64,***"])
def test_a_canvas_that_sends_no_picture_is_blank(open_page: Open, data: str) -> None:
    assert answer(put(open_page("draw.py"), [SEVEN], data=data)) == "Draw here"


def test_undo_redo_and_clear_walk_through_what_was_drawn(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    put(app, [SEVEN, [(60, 150), (220, 150)]])
    assert app.button(key="draw_undo").click().run().session_state["draw_sheet"].now.kinds() == ["Path"]
    assert app.button(key="draw_redo").click().run().session_state["draw_sheet"].now.kinds() == ["Path", "Path"]
    app.button(key="draw_clear").click().run()
    assert answer(app) == "Draw here"
    assert answer(app.button(key="draw_undo").click().run()).startswith("It reads")


@pytest.fixture
def sheet(open_page: Open) -> Any:
    """A visitor's empty sheet, from the page: the canvas's module can be imported only under streamlit."""
    return open_page("draw.py").session_state["draw_sheet"]


def total(sheet: Any) -> int:
    """Characters that the history takes."""
    return sum(len(repr(snapshot.strokes)) + len(snapshot.picture) for snapshot in sheet.history)


def word(n_strokes: int, length: int) -> dict[str, object]:
    """What a canvas says of that many strokes, each `length` characters long or a little more."""
    strokes = [{"type": "Path", "path": f"{k} ".ljust(length, "0")} for k in range(n_strokes)]
    return {"drawing": {"raw": {"objects": strokes}, "data": "data:image/png;base64,"}}


def test_a_drawing_beyond_all_bounds_is_not_kept_and_the_canvas_goes_back(sheet: Any) -> None:
    sheet.take(word(1, 1000))
    before, loads = sheet.now, sheet.loads
    sheet.take(word(2, 1_000_000))
    sheet.take(word(2, 1_000_000))
    assert (sheet.now, sheet.loads, len(sheet.history)) == (before, loads + 1, 2)
    sheet.take(word(1, 1000))
    sheet.take(word(3, 1000))
    assert len(sheet.now.strokes) == 3


@pytest.mark.parametrize(("length", "kept"), [(10, 100), (6_000, None)])
def test_the_history_forgets_its_oldest(sheet: Any, length: int, kept: int | None) -> None:
    for n_strokes in range(1, 141):
        sheet.take(word(n_strokes, length))
    assert len(sheet.now.strokes) == 140
    assert sheet.at == len(sheet.history) - 1
    assert len(sheet.history) == kept or total(sheet) <= 4_000_000


def test_echoes_of_what_was_undone_stay_within_bounds(sheet: Any) -> None:
    for n_strokes in range(1, 21):
        sheet.take(word(n_strokes, 10))
    for _ in range(18):
        sheet.load(sheet.at - 1, None)
        if n_strokes := len(sheet.now.strokes):
            sheet.take(word(n_strokes, 900_000 // n_strokes))
    assert total(sheet) <= 4_000_000


def test_a_canvas_that_still_reports_what_was_cleared_is_not_believed(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.button(key="draw_clear").click().run()
    assert answer(app.run()) == "Draw here"
    assert answer(put(app, [[(140, 40), (140, 240)]])).startswith("It reads a 1")


def test_the_drawing_is_there_on_return(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.switch_page("home.py").run()
    app.switch_page("draw.py").run()
    assert answer(app).startswith("It reads a 7")


def test_the_network_is_chosen_in_the_link(open_page: Open, store: RunStore) -> None:
    config = RunConfig(hidden_sizes=(16,), loss="gaussian_spread")
    run_id = finished_run(store, to_bytes(from_config(config), config), config)
    app = put(open_page("draw.py", network=run_id), [SEVEN])
    assert app.selectbox(key="network").value == run_id
    assert app.selectbox(key="network").options == [
        "Default: trained for drawings",
        "The lecture's: 784-256-10",
        app.selectbox(key="network").options[2],
    ]
    assert answer(app).startswith("It reads")


def test_in_a_class_ones_own_runs_come_first_and_a_linked_run_is_there(open_page: Open, store: RunStore) -> None:
    runs = [finished_run(store, b"", RunConfig(), owner) for owner in ("somebody", "me", *["somebody"] * 50)]
    app = open_page("draw.py")
    app.session_state["visitor"] = "me"
    options = app.run().selectbox(key="network").options
    assert [option.split(":")[0] for option in options[2:]] == ["Run 2", *[f"Run {number}" for number in range(52, 3, -1)]]
    app = put(open_page("draw.py", network=runs[0]), [SEVEN])
    assert "not here" not in texts(app)
    assert app.selectbox(key="network").value == runs[0]


def test_another_choice_changes_the_link_and_is_kept_on_return(open_page: Open) -> None:
    app = open_page("draw.py", network="lecture")
    app.selectbox(key="network").select("default").run()
    assert "network" not in app.query_params
    app.selectbox(key="network").select("lecture").run()
    assert app.query_params["network"] == "lecture"
    app.switch_page("home.py").run()
    app.query_params.clear()
    assert app.switch_page("draw.py").run().selectbox(key="network").value == "lecture"


@pytest.mark.parametrize("network", ["0" * 32, "../../etc/passwd", "nonsense"])
def test_an_unknown_network_in_the_link_gets_a_sentence_and_the_default(open_page: Open, network: str) -> None:
    app = put(open_page("draw.py", network=network), [SEVEN])
    assert "not here" in texts(app)
    assert app.selectbox(key="network").value == "default"
    assert answer(app).startswith("It reads a 7")


def test_a_corrupt_model_file_gets_a_sentence_and_the_default_reads(open_page: Open, store: RunStore) -> None:
    run_id = finished_run(store, b"no weights at all", RunConfig())
    app = put(open_page("draw.py", network=run_id), [SEVEN])
    assert "damaged" in texts(app)
    assert answer(app).startswith("It reads a 7")
    store.weights_path(run_id).unlink()
    assert "gone" in texts(app.run())


def test_two_networks_stand_side_by_side(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    table = app.dataframe[0].value
    assert list(table["Network"]) == ["Default: trained for drawings", "The lecture's: 784-256-10"]
    assert (table["Reads"] == "7").all()
    app.multiselect(key="draw_compared").set_value([]).run()
    assert not app.dataframe


def test_a_stage_that_is_switched_off_is_left_out(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.toggle(key="draw_way_centre").set_value(False).run()
    assert "All stages are on" not in texts(app)
    assert "without centre the mass" in app.button(key="draw_way_measure").label


def test_a_test_digit_comes_to_the_canvas_with_its_label(open_page: Open) -> None:
    app = open_page("draw.py")
    next(button for button in app.button if button.label == "A test digit").click().run()
    assert not app.exception
    assert answer(app).startswith("It reads")
    assert "its label is" in texts(app)


def photo(ink: int) -> bytes:
    image = Image.new("L", (300, 400), 210)
    ImageDraw.Draw(image).line([(90, 100), (220, 96), (140, 330)], fill=ink, width=18)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_an_uploaded_picture_is_read_and_what_is_none_is_refused(open_page: Open) -> None:
    app = open_page("draw.py")
    app.file_uploader(key="draw_upload").upload("seven.png", photo(ink=30)).run()
    assert answer(app).startswith("It reads a 7")
    app.file_uploader(key="draw_upload").upload("text.png", b"hello").run()
    assert "no PNG or JPEG" in texts(app)
    assert not app.exception


def test_the_lectures_file_is_offered(open_page: Open) -> None:
    app = put(open_page("draw.py", network="lecture"), [SEVEN])
    assert LECTURE_MODEL.is_file()
    assert answer(app).startswith("It reads a 7")


def test_why_follows_the_reading_until_a_digit_is_chosen(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    assert "Vermilion pixels speak for 7" in texts(app)
    put(app, [[(140, 40), (140, 240)]])
    assert "Vermilion pixels speak for 1" in texts(app)
    app.selectbox(key="draw_why").select("3").run()
    assert "Vermilion pixels speak for 3, blue ones for" in texts(app)
    app.selectbox(key="draw_why_not").select("3").run()
    assert "Choose two different digits." in texts(app)


def test_turning_it_changes_what_is_read_below_and_not_above(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    above = answer(app)
    app.slider(key="draw_hide").set_value(28).run()
    assert answer(app) == above
    assert "before it was 7" in texts(app)


def test_a_lesson_says_what_it_changed(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.selectbox(key="draw_label").select(3)
    app.select_slider(key="draw_steps").set_value(50)
    app.button(key="draw_teach").click().run()
    assert [metric.label for metric in app.metric] == ["Your picture is a 3", "MNIST test accuracy"]
    assert "50 steps of plain gradient descent" in texts(app)
