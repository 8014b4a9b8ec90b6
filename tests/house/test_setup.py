"""The set-up files say what is installed, and everything that is imported."""

import ast
import functools
import re
import sys
from collections.abc import Mapping
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[\w+\])?==([^\s;]+)(?:; .*)?")
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
BENCH = "tests/bench/requirements.txt"  # installed by `make bench` only


def lines(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*places: str) -> set[str]:
    """Top-level names of other people's packages."""
    files = [path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text()))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"app", "core", "pages", "tests", "docs"}


@functools.cache
def installed() -> Mapping[str, list[str]]:
    """Name that is imported -> the packages that bring it."""
    return packages_distributions()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_to_the_version_that_is_installed(name):
    for line in lines(name):
        pin = PIN.fullmatch(line)
        assert pin, f"{name}: {line} is not pinned"
        assert version(pin[1]).partition("+")[0] == pin[2], f"{name}: {pin[1]} {version(pin[1])} is installed"


@pytest.mark.parametrize(
    ("places", "files"),
    [(("app.py", "core", "pages"), REQUIREMENTS[:1]), (("tests", "docs"), (*REQUIREMENTS, BENCH))],
    ids=["runtime", "tests"],
)
def test_every_package_that_is_imported_is_a_requirement(places, files):
    required = {normal(PIN.fullmatch(line)[1]) for name in files for line in lines(name)}
    distributions = installed()
    missing = {name for name in imported(*places) if not required & {normal(one) for one in distributions.get(name, [name])}}
    assert missing == set()
