"""The recipes of CONTRIBUTING.md, carried out in a copy of the repository: what they say is enough is enough."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPE = re.compile(r"```python\n# (?P<path>\S+): (?P<place>[^\n]+)\n(?P<code>.*?)```", re.DOTALL)

PLACES = {  # place -> how the line begins where it is looked for, and the line before which the code goes
    "a row of ACTIVATIONS": ("ACTIVATIONS:", "}"),
    "a row of REFERENCES": ("REFERENCES", "}"),
    "before LOSSES": ("", "LOSSES:"),
    "a row of LOSSES": ("LOSSES:", "}"),
    "in reference, before mean": ("def reference", "    mean, "),
    "a field of RunConfig": ("class RunConfig", "    # fmt: on"),
    "in take_step, before loss =": ("def take_step", "    loss = "),
    "a row of FORM": ("FORM:", "}"),
    "a row of st.navigation": ("page = st.navigation", "    ],"),
    "a row of ACTIVATION": ("ACTIVATION:", "}"),
}

FIELD = """
import torch
from dataclasses import replace
from core import mnist
from core.config import RunConfig
from core.training.loop import take_step
from core.training.state import State

def weights(noise):
    state = State.at_start(RunConfig(hidden_sizes=(8,), noise=noise), 64, "cpu")
    state.set_step()
    take_step(state, mnist.synthetic(64, 10).train, torch.arange(64))
    return state.model.layers[0].weight
assert torch.equal(weights(0.0), weights(0.0))
assert not torch.equal(weights(0.0), weights(0.5))
config = RunConfig(noise=0.5)
assert RunConfig.from_query({"noise": "0.5"}) == RunConfig.from_json(config.to_json()) == config
"""
PAGES = """
import secrets
from streamlit.testing.v1 import AppTest
from core.activations import ACTIVATIONS

def opened(page):
    app = AppTest.from_file("pages/router.py", default_timeout=60)
    app.session_state["visitor"] = secrets.token_hex(8)
    app.run().switch_page(page).run()
    assert not app.exception, app.exception[0].message
    return app
widget = opened("train.py").number_input(key="noise")
assert (widget.label, widget.max) == ("Noise", 1.0)
(metric,) = opened("hello.py").metric
assert metric.value == str(len(ACTIVATIONS))
layers = opened("layers.py")
layers.button(key="try sigmoid where it is flat").click().run()
assert not layers.exception
assert layers.pills(key="rho").value == "sigmoid"
assert layers.session_state["z"] == -4.0
"""


def carry_out(folder: Path, path: str, place: str, code: str) -> None:
    """Put the code of one block where its first line says."""
    file = folder / path
    if place == "a new file":
        assert not file.exists()
        file.write_text(code, encoding="utf-8")
        return
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    start, before = PLACES[place]
    begin = next(i for i, line in enumerate(lines) if line.startswith(start))
    at = next(i for i, line in enumerate(lines) if i >= begin and line.startswith(before))
    gap = "\n\n" if place == "before LOSSES" else ""
    file.write_text("".join([*lines[:at], code, gap, *lines[at:]]), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with every recipe carried out."""
    folder = tmp_path_factory.mktemp("recipes")
    for path in subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines():
        if path.startswith(("core/", "pages/", "tests/", "pyproject.toml", ".streamlit/")) and (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            if path.startswith("core/assets/"):
                (folder / path).symlink_to(ROOT / path)
            else:
                (folder / path).write_bytes((ROOT / path).read_bytes())
    for recipe in RECIPE.finditer(CONTRIBUTING):
        carry_out(folder, recipe["path"], recipe["place"], recipe["code"])
    return folder


def run(copy: Path, *arguments: str) -> str:
    """What Python says in the copy, which must end well."""
    environment = os.environ | {"DATA_DIR": str(copy / "data"), "PYTHONPATH": str(copy)}
    ran = subprocess.run([sys.executable, *arguments], check=False, cwd=copy, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_every_block_of_code_is_carried_out() -> None:
    assert len(RECIPE.findall(CONTRIBUTING)) == CONTRIBUTING.count("```python")


def test_the_new_activation_and_the_new_loss_pass_the_tests_that_every_row_passes(copy: Path) -> None:
    files = [f"tests/core/test_{name}.py" for name in ("activations", "losses", "backprop", "registries")]
    said = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "softplus or log_cosh", *files)
    passed = re.search(r"(\d+) passed", said)
    assert passed
    assert int(passed[1]) > 30


def test_the_new_field_changes_a_step_and_is_in_the_link_and_the_store(copy: Path) -> None:
    run(copy, "-c", FIELD)


def test_the_new_widget_the_new_page_and_the_new_experiment_are_there(copy: Path) -> None:
    run(copy, "-c", PAGES)
