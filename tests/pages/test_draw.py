"""The Draw page without a browser: the chosen network reads what is on the canvas, and a blank canvas gets no answer."""

import base64
import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest
from torch import Tensor

from core import canvas
from core.config import RunConfig
from core.events import Checkpoint, Finished
from core.mlp import LECTURE_MODEL, MultiLayerPerceptron, from_config, to_bytes
from core.runs.store import RunStore
from pages.ui import resources
from pages.ui.draw import attribution, networks
from tests.pages.reading import Open, mounted, texts

pytestmark = pytest.mark.usefixtures("store")
SEVEN = [(70, 60), (210, 55), (130, 230)]
ONE = [(140, 40), (140, 240)]
SECTIONS = ("Why this digit", "Into the network", "Through the network", "Another answer", "Other networks", "Break it", "Teach it")


def as_url(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def put(app: AppTest, lines: list[list[tuple[int, int]]], data: str | None = None) -> AppTest:
    """What the canvas says when these strokes are on it."""
    image = Image.new("RGBA", (280, 280))
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=(31, 35, 40), width=18, joint="curve")
    app.session_state["draw_sheet"].receive(canvas_message(as_url(image) if data is None else data))
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def look_closer(app: AppTest, section: str) -> AppTest:
    app.button_group(key="draw_section").set_value(section).run()
    assert not app.exception, app.exception[0].message
    return app


def canvas_message(picture: str, number: int = 1) -> dict[str, object]:
    return {"number": number, "picture": picture}


def answer(app: AppTest) -> str:
    given = mounted(app, "reading")[0]
    return str(given["answer"])


def finished_run(store: RunStore, weights: bytes, config: RunConfig, owner: str = "somebody") -> str:
    run_id = store.submit(config, owner)
    store.record(run_id, store.begin(run_id), [(0.1, Checkpoint(1, 235, weights)), (0.2, Finished("finished"))])
    return run_id


def test_a_blank_canvas_says_what_will_be_here_and_nothing_else(open_page: Open) -> None:
    app = open_page("draw.py")
    assert answer(app) == "Draw a digit"
    assert "how the network came to its answer" in texts(app)
    assert app.button(key="draw_keep").disabled
    assert [header.value for header in app.header] == ["Your drawings"]


def test_a_7_is_predicted_and_explained(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    assert answer(app).startswith("It reads a 7: ")
    assert [header.value for header in app.header] == ["Why this digit, and not another?", "Your drawings"]


def test_one_section_is_shown_at_a_time_and_stays_when_the_drawing_changes(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    headers = []
    for section in app.button_group(key="draw_section").options:
        headers += [header.value for header in look_closer(app, section).header if header.value != "Your drawings"]
    assert len(headers) == len(set(headers)) == 7
    put(app, [[(140, 40), (140, 240)]])
    assert app.header[0].value == headers[-1]


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
    assert answer(put(open_page("draw.py"), lines)).startswith(("It reads", "No digit that I know", "Only ink"))


@pytest.mark.parametrize("data", ["", "nonsense", "data:image/png;base64,AAAA", "data:image/png;base64,***"])
def test_a_canvas_that_sends_no_picture_is_blank(open_page: Open, data: str) -> None:
    assert answer(put(open_page("draw.py"), [SEVEN], data=data)) == "Draw a digit"


@pytest.mark.parametrize(
    "message",
    [
        None,
        "nonsense",
        {},
        {"number": 2, "picture": None},
        {"number": "2", "picture": ""},
        canvas_message("data:image/png;base64," + "0" * 1_000_000, 2),
    ],
    ids=["none", "text", "empty", "no picture", "no number", "beyond all bounds"],
)
def test_what_is_no_message_of_the_canvas_is_ignored(open_page: Open, message: object) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.session_state["draw_sheet"].receive(message)
    assert answer(app.run()).startswith("It reads a 7")
    assert app.session_state["draw_sheet"].acknowledged == 1


def test_a_canvas_without_any_ink_left_is_blank(open_page: Open) -> None:
    assert answer(put(open_page("draw.py"), [])) == "Draw a digit"


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


def test_a_visitors_own_runs_come_first_and_a_linked_run_is_listed(open_page: Open, store: RunStore) -> None:
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


def test_a_corrupt_model_file_gets_a_sentence_and_the_default_answers(open_page: Open, store: RunStore) -> None:
    run_id = finished_run(store, b"no weights at all", RunConfig())
    app = put(open_page("draw.py", network=run_id), [SEVEN])
    assert "damaged" in texts(app)
    assert answer(app).startswith("It reads a 7")
    store.weights_path(run_id).unlink()
    assert "gone" in texts(app.run())


def test_two_networks_are_compared(open_page: Open) -> None:
    app = look_closer(put(open_page("draw.py"), [SEVEN]), "Other networks")
    table = app.dataframe[0].value
    assert list(table["Network"]) == ["Default: trained for drawings", "The lecture's: 784-256-10"]
    assert (table["Answer"] == "7").all()
    app.multiselect(key="draw_compared").set_value([]).run()
    assert not app.dataframe


def test_a_stage_that_is_switched_off_is_left_out(open_page: Open) -> None:
    app = look_closer(put(open_page("draw.py"), [SEVEN]), "Into the network")
    app.toggle(key="draw_stage_on_centre").set_value(False).run()
    assert "All stages are on" not in texts(app)
    assert "without centre the mass" in app.button(key="draw_stages_measure").label


def test_a_test_digit_comes_to_the_canvas_with_its_label(open_page: Open) -> None:
    app = open_page("draw.py")
    next(button for button in app.button if button.label == "A test digit").click().run()
    assert not app.exception
    assert answer(app).startswith(("It reads", "No digit that I know"))
    assert "its label is" in app.get("html")[0].proto.body


def photo(ink: int) -> bytes:
    image = Image.new("L", (300, 400), 210)
    ImageDraw.Draw(image).line([(90, 100), (220, 96), (140, 330)], fill=ink, width=18)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_an_uploaded_picture_is_read_and_any_other_file_is_refused(open_page: Open) -> None:
    app = open_page("draw.py")
    app.file_uploader(key="draw_upload").upload("seven.png", photo(ink=30)).run()
    assert answer(app).startswith("It reads a 7")
    assert app.session_state["draw_n_uploaded"] == 1, "so another popover is there, closed"
    app.file_uploader(key="draw_upload").upload("text.png", b"hello").run()
    assert "not a PNG or JPEG" in texts(app)
    assert not app.exception


def test_the_lectures_network_can_be_chosen(open_page: Open) -> None:
    app = put(open_page("draw.py", network="lecture"), [SEVEN])
    assert LECTURE_MODEL.is_file()
    assert answer(app).startswith("It reads a 7")


def test_the_attribution_follows_the_answer_until_a_digit_is_chosen(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    assert "Orange pixels speak for 7" in texts(app)
    put(app, [[(140, 40), (140, 240)]])
    assert "Orange pixels speak for 1" in texts(app)
    app.selectbox(key="draw_why").select("3").run()
    assert "Orange pixels speak for 3, blue ones for" in texts(app)
    app.selectbox(key="draw_why_not").select("3").run()
    assert "Choose two different digits." in texts(app)


def test_a_corruption_changes_the_answer_below_and_not_above(open_page: Open) -> None:
    app = look_closer(put(open_page("draw.py"), [SEVEN]), "Break it")
    above = answer(app)
    app.slider(key="draw_hide").set_value(28).run()
    assert answer(app) == above
    assert "Before, it read 7 with" in texts(app)


def test_fine_tuning_says_what_it_changed(open_page: Open) -> None:
    app = look_closer(put(open_page("draw.py"), [SEVEN]), "Teach it")
    app.selectbox(key="draw_label").select(3)
    app.select_slider(key="draw_steps").set_value(50)
    app.button(key="draw_teach").click().run()
    assert [metric.label for metric in app.metric] == ["Your picture is a 3", "MNIST test accuracy"]
    assert "50 steps of plain gradient descent" in texts(app)


def test_where_a_network_gives_no_answer_every_section_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(networks.SHIPPED, "default", replace(networks.SHIPPED["default"], refuses_below=1.0))
    app = put(open_page("draw.py"), [SEVEN])
    assert answer(app) == "No digit that I know"
    assert mounted(app, "reading")[0]["digit"] is None, "no bar is marked as the answer"
    assert "**Then it finds no digit that it knows.**" in texts(look_closer(app, "Into the network"))
    look_closer(app, "Other networks")
    assert app.dataframe[0].value["Answer"].tolist() == ["none", "7"]
    assert "They do not agree" in texts(app)
    app.button_group(key="draw_compared_on").set_value("A house").run()
    assert "Below > 99.9 % it gives no answer." in texts(app)
    look_closer(app, "Break it")
    assert "It still finds no digit that it knows." in texts(app)


def test_what_a_corruption_changed_is_said_also_where_no_answer_is_left(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(networks.SHIPPED, "default", replace(networks.SHIPPED["default"], refuses_below=0.5))
    app = look_closer(put(open_page("draw.py"), [SEVEN]), "Break it")
    assert "It still reads **7**" in texts(app)
    app.slider(key="draw_hide").set_value(28).run()  # a blank picture
    assert "Now it finds **no digit that it knows**. Before, it read 7" in texts(app)


def test_how_often_it_is_right_when_it_is_this_sure_is_measured_on_request(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    assert "turned, stretched and distorted" not in texts(app)
    app.session_state["draw_why_sure"] = True
    assert "The network read 2,500 test pictures" in texts(app.run())

    def gone(path: str) -> None:
        raise FileNotFoundError(path)

    monkeypatch.setattr(attribution, "calibration_on_augmented", gone)
    app.run()
    assert not app.exception
    assert "The weights of this run are gone." in texts(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_drawing_is_preprocessed_once_and_makes_one_forward_pass(open_page: Open, monkeypatch: pytest.MonkeyPatch, section: str) -> None:
    """Whatever section is open: answer, bars, gallery button and section share one prediction."""
    app = look_closer(put(open_page("draw.py"), [SEVEN]), section)
    resources.preprocessed.clear()
    resources.preprocessing_stages.clear()
    preprocessed, passes = [], Counter[int]()
    preprocess, forward = canvas.preprocess, MultiLayerPerceptron.forward

    def counted_preprocess(*args: object) -> object:
        preprocessed.append(preprocess(*args))  # type: ignore[arg-type]
        return preprocessed[-1]

    def counted_forward(model: MultiLayerPerceptron, x: Tensor) -> Tensor:
        passes[id(model)] += len(x) == 1
        return forward(model, x)

    monkeypatch.setattr(canvas, "preprocess", counted_preprocess)
    monkeypatch.setattr(MultiLayerPerceptron, "forward", counted_forward)
    assert answer(put(app, [ONE])).startswith("It reads a 1")
    assert len(preprocessed) == 1
    assert len(passes) == (2 if section == "Other networks" else 1)
    assert max(passes.values()) == 1
    app.run()  # a rerun for another reason, with the same drawing
    app.button(key="draw_keep").click().run()
    assert len(preprocessed) == 1


def test_a_kept_drawing_gets_a_label_comes_back_to_the_canvas_and_is_removed(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.button(key="draw_keep").click().run()
    put(app, [[(140, 40), (140, 240)]]).button(key="draw_keep").click().run()
    assert not app.exception
    assert [(kept.answer, kept.label) for kept in app.session_state["draw_kept"].values()] == [(7, None), (1, None)]
    assert app.get("download_button")[0].proto.disabled
    app.selectbox(key="draw_kept_1").select(7).run()
    assert app.session_state["draw_kept"][1].label == 7
    assert not app.get("download_button")[0].proto.disabled
    app.switch_page("home.py").run()
    app.switch_page("draw.py").run()
    assert app.selectbox(key="draw_kept_1").value == 7
    app.button(key="draw_kept_1_back").click().run()
    assert answer(app.run()).startswith("It reads a 7")
    app.button(key="draw_kept_1_remove").click().run()
    assert list(app.session_state["draw_kept"]) == [2]


def test_the_gallery_is_bounded_and_shows_a_page_at_a_time(open_page: Open) -> None:
    app = put(open_page("draw.py"), [SEVEN])
    app.button(key="draw_keep").click().run()
    (one,) = app.session_state["draw_kept"].values()
    app.session_state["draw_kept"] = {number: replace(one, number=number) for number in range(1, 121)}
    app.run()
    assert app.button(key="draw_keep").disabled
    assert sum(button.label == "To canvas" for button in app.button) == 12
