"""The unit tests of the pure JavaScript: each test of js/*.test.js is one of pytest's, run in Chromium without any server."""

import re

import pytest

from tests.e2e.driving import ROOT

FOLDER = "tests/e2e/js"
NAME = re.compile(r'^  (?:async )?"(.+)"\(\) \{', re.MULTILINE)
TESTS = [(path.name, name) for path in sorted((ROOT / FOLDER).glob("*.test.js")) for name in NAME.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_javascript(modules, file, name):
    modules.evaluate("async ([path, name]) => (await import(path)).tests[name]()", [f"/{FOLDER}/{file}", name])


@pytest.mark.parametrize("file", [path.name for path in sorted((ROOT / FOLDER).glob("*.test.js"))])
def test_every_test_of_the_file_is_run(modules, file):
    names = modules.evaluate("async (path) => Object.keys((await import(path)).tests)", f"/{FOLDER}/{file}")
    assert names == [name for other, name in TESTS if other == file]
