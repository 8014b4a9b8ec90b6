"""docs/architecture.md says what is so: its walks are followed through the code."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
STEP = re.compile(r"\d+\. (?P<back>back in )?`(?P<path>[^`]+)` `(?P<name>[^`]+)`(?: by `(?P<by>[^`]+)`)?: (?P<words>.+)\.")


class Step(NamedTuple):
    """A place on a walk. `back`: a call returns here. `by`: the name that it shares with the step before, where that does not call it."""

    back: str | None
    path: str
    name: str
    by: str | None
    words: str


def walks() -> dict[str, list[Step]]:
    """Title of each walk -> its steps, from the document."""
    sections = re.split(r"^### ", ARCHITECTURE.split("## Three walks")[1], flags=re.MULTILINE)[1:]
    return {title: [as_step(line) for line in lines if line] for title, *lines in (section.splitlines() for section in sections)}


def as_step(line: str) -> Step:
    match = STEP.fullmatch(line)
    assert match, f"no step of a walk: {line}"
    return Step(**match.groupdict())


def source(path: str, name: str) -> str:
    """The text of a function, method, class or constant of a file; empty if there is none of that name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return of_javascript(text, name) if path.endswith(".js") else of_python(text, name.split("."))


def of_python(text: str, names: list[str]) -> str:
    """The definition of names[-1], in the class names[0] if there are two."""
    scope: list[ast.stmt] = ast.parse(text).body
    found = ""
    for name in names:
        node = next((node for node in scope if name in defined(node)), None)
        if node is None:
            return ""
        found, scope = ast.get_source_segment(text, node) or "", getattr(node, "body", [])
    return found


def defined(node: ast.stmt) -> set[str]:
    """The names that a statement defines."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def of_javascript(text: str, name: str) -> str:
    """A function, or a method in an object, as the formatter lays it out: up to the closing brace under its first letter."""
    head = "export default function" if name == "default" else rf"(export )?(async )?function {name}\b|{name}(?=\([^\n]*\) \{{$)"
    match = re.search(rf"^( *)({head}).*?^\1}}", text, re.MULTILINE | re.DOTALL)
    return match.group() if match else ""


def mentions(step: Step, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", source(step.path, step.name)))


WALKS = walks()
STEPS = [(title, step) for title, steps in WALKS.items() for step in steps]
HOPS = [(before, after) for steps in WALKS.values() for before, after in pairwise(steps) if not after.back]


def test_there_are_three_walks_of_many_steps() -> None:
    assert len(WALKS) == 3
    assert all(len(steps) >= 6 for steps in WALKS.values())


def test_the_steps_of_a_walk_are_counted() -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", ARCHITECTURE, re.MULTILINE)]
    assert numbers == [i for steps in WALKS.values() for i in range(1, len(steps) + 1)]


@pytest.mark.parametrize(("title", "step"), STEPS, ids=[f"{step.path} {step.name}" for _, step in STEPS])
def test_every_step_of_a_walk_is_in_the_code(title: str, step: Step) -> None:
    assert source(step.path, step.name), f"{title}: {step.path} has no {step.name}"


@pytest.mark.parametrize(("before", "after"), HOPS, ids=[f"{before.name} to {after.name}" for before, after in HOPS])
def test_every_step_of_a_walk_leads_to_the_next(before: Step, after: Step) -> None:
    shared = after.by or after.name.rpartition(".")[2]
    assert mentions(before, shared), f"{before.path} {before.name} does not mention {shared}"
    assert mentions(after, shared) or not after.by, f"{after.path} {after.name} does not mention {shared}"


def test_a_call_returns_to_a_step_that_the_walk_has_passed() -> None:
    for title, steps in WALKS.items():
        for i, step in enumerate(steps):
            assert not step.back or (step.path, step.name) in [(earlier.path, earlier.name) for earlier in steps[:i]], f"{title}: {step}"


def test_a_name_that_is_not_there_is_not_found() -> None:
    assert not source("core/training/loop.py", "no_such_function")
    assert not source("core/runner/local.py", "LocalBackend._listen")  # _Worker has it
    assert not source("pages/ui/components/canvas/pad.js", "visible")
    assert source("pages/ui/components/canvas/pad.js", "follow").count("\n") < 8
