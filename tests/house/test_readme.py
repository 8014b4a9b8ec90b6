"""The README's tree is the repository's, and what it names is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def tree() -> dict[str, str]:
    """Path -> comment, from the block under "Where things are": four spaces a level, then name and comment."""
    block = README.split("## Where things are")[1].split("```")[1].strip("\n")
    folders: list[str] = []
    entries = {}
    for line in block.splitlines():
        indent, name, comment = re.fullmatch(r"( *)(\S+) *(.*)", line).groups()
        folders[len(indent) // 4 :] = [name]
        entries["".join(folders)] = comment
    return entries


def tracked() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return {path for path in listed if (ROOT / path).exists()}


def test_the_tree_names_every_source_and_config_file():
    sources = {path for path in tracked() if path.endswith(".py") and not path.startswith(("tests/", "docs/", "pages/ui/components/"))}
    configs = {path for path in tracked() if "/" not in path} - {"README.md"}
    configs |= {path for path in tracked() if path.startswith((".ci/", ".streamlit/"))}
    named = {path.removesuffix("__init__.py") for path in sources | configs}  # a package's folder stands for its __init__.py
    assert named - tree().keys() == set()


@pytest.mark.parametrize("path", tree())
def test_what_the_tree_names_is_there_and_has_a_comment(path):
    assert tree()[path]
    assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file()


def test_every_command_of_make_that_it_names_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`[^`]*`|^    .*$", README, re.MULTILINE)))) <= targets


def test_every_picture_and_file_that_it_links_is_there():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)
