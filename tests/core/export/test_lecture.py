"""The code shown below a run: the lecture's program runs, and the marks are right."""

import gzip
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from core import mnist
from core.config import RunConfig
from core.export.lecture import lecture_loop, lecture_program, marked, our_loop
from core.runs.store import RunStore
from tests.pages.reading import trained

EVERYTHING = RunConfig(
    hidden_sizes=(64, 32), n_examples=500, batch_size=32, epochs=2, lr=0.01, dropout=0.3, batch_norm=True, label_smoothing=0.1,
    shift=2.0, rotation=10.0, scaling=0.1, label_noise=0.2, start_bias=3.0, schedule="one_cycle",
    activation="gelu", loss="gaussian_spread", optimizer="adamw", precision="bfloat16", device="cpu",
)  # fmt: skip
CONFIGS = [RunConfig(), EVERYTHING, RunConfig(hidden_sizes=(), dropout=0.5, batch_norm=True), RunConfig(loss="gaussian", device="cuda")]


@pytest.mark.parametrize("config", CONFIGS, ids=range(len(CONFIGS)))
def test_the_lectures_program_is_python_with_these_settings(config: RunConfig) -> None:
    text = lecture_program(config)
    compile(text, "lecture", "exec")
    assert text.endswith(lecture_loop(config))
    assert f"batch_size={config.batch_size}" in text
    assert f"lr={config.lr}" in text
    assert max(map(len, text.splitlines())) <= 160


@pytest.mark.parametrize("config", [RunConfig(n_examples=1000, epochs=2), EVERYTHING], ids=["the lecture's", "everything"])
def test_the_lectures_program_learns(
    config: RunConfig, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with torch.random.fork_rng():
        exec(compile(lecture_program(config), "lecture", "exec"), {"__name__": "lecture"})
    epochs, losses, *accuracies = zip(*(map(float, line.split()) for line in capsys.readouterr().out.splitlines()), strict=True)
    assert epochs == (1, 2)
    assert losses[1] < 0.8 * losses[0]
    assert all(0 < accuracy < 1 for of_split in accuracies for accuracy in of_split)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lecture")
    raw = folder / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for packed in mnist.RAW.glob("*.gz"):
        (raw / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    return folder


def test_equal_lines_are_left_unmarked_whatever_their_indentation_comment_and_owner() -> None:
    ours, lectures = marked("a\n    state.b()  # why\n\nc", "x\nb()\nc")
    assert ours.splitlines() == ["+ a", "      state.b()  # why", "", "  c"]
    assert lectures.splitlines() == ["- x", "  b()", "  c"]


def test_both_loops_share_the_step_and_nothing_is_lost_by_marking() -> None:
    ours, lectures = our_loop(), lecture_loop(RunConfig())
    left, right = marked(ours, lectures)
    for shown, text in ((left, ours), (right, lectures)):
        assert [line[2:] for line in shown.splitlines()] == text.rstrip().splitlines()
        shared = [line.strip().replace("state.", "") for line in shown.splitlines() if line.startswith("  ")]
        assert "optimizer.step()" in shared
    assert "mean_loss.backward()" in ours  # with batch norm or dropout
    assert "grad_z = loss.gradient(outputs, targets) / len(x)" in ours


def page(run_id: str) -> None:
    from pages.ui.resources import store
    from pages.ui.run.code import show_code

    show_code(store().run(run_id))  # type: ignore[arg-type]


def test_the_page_shows_both_loops_and_on_request_the_whole_programs(store: RunStore) -> None:
    app = AppTest.from_function(page, args=(trained(store, RunConfig()).id,)).run()
    assert not app.exception
    assert "take_step" in app.code[0].value
    assert "loss_sum += loss\n" in app.code[1].value
    app.button_group(key="our_code").set_value("reproduce.py").run()
    assert not app.exception
    assert "import argparse" in app.code[0].value
    assert "DataLoader" in app.code[1].value


def test_the_page_says_what_the_lectures_loop_lacks(store: RunStore) -> None:
    app = AppTest.from_function(page, args=(trained(store, RunConfig(stroke=0.5)).id,)).run()
    assert "stroke widths" in app.caption[0].value
