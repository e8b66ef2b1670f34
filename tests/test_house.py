"""How the package is laid out: one name for one thing, small rooms, small files, and a map that is up to date."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from website.consoles import instructions
from website.pictures import picture_of

import nnstep

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nnstep"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
ROOMS = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))
PLUG_INS = {
    "activations",
    "array_files/formats",
    "classroom/platforms",
    "cli/subcommands",
    "exports/formats",
    "grading/mistakes",
    "grading/sheet/formats",
    "initializers",
    "losses",
    "notations",
    "optimizers",
    "own_code/code_mistakes",
    "scenario/tables",
    "schedules",
    "session/commands",
    "traces/formats",
    "importers/sources",
    "tui/panes",
}
"""Folders with one file for each thing. The file has the thing's name, which may be used elsewhere too."""
MOST_MODULES = 14
MOST_LINES = 320


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def definitions(path: Path) -> list[str]:
    """Return the classes and type aliases that a module defines."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name):
                found.append(name)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                found.append(name)
    return found


def test_no_two_modules_share_a_file_name() -> None:
    by_name = defaultdict(list)
    for path in MODULES:
        if name_of(path.parent) not in PLUG_INS:
            by_name[path.name].append(name_of(path))
    assert not {name: paths for name, paths in by_name.items() if len(paths) > 1}


def test_no_two_classes_or_type_aliases_share_a_name() -> None:
    by_name = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        for name in definitions(path):
            by_name[name].append(name_of(path))
    assert len(by_name) > 100
    assert not {name: paths for name, paths in by_name.items() if len(paths) > 1}


def test_no_public_name_is_that_of_a_sub_package() -> None:
    """Importing the sub-package would put the module in the place of the function."""
    inside = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert "grading" in inside
    assert not set(nnstep.__all__) & inside


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_each_sub_package_says_its_job_in_a_sentence(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    first = docstring.splitlines()[0]
    assert first.endswith(".")
    assert 15 < len(first) < 120


@pytest.mark.parametrize("room", [room for room in ROOMS if name_of(room) not in PLUG_INS], ids=name_of)
def test_no_sub_package_has_more_modules_than_can_be_looked_over(room: Path) -> None:
    own = [path.name for path in room.glob("*.py") if path.name != "__init__.py"]
    assert len(own) <= MOST_MODULES, own


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_the_import_contract_names_every_sub_package() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name.strip().removeprefix("nnstep.") for layer in layers for name in layer.split("|")}
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    # A test adds a nested sub-package to no layer: its first-level room stands for it.
    assert named == rooms | modules


def test_the_tree_in_the_docs_lists_the_rooms_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = re.search(r"```text\nnnstep/\n(.*?)```", text, re.DOTALL)
    assert tree is not None
    listed = set()
    parents: list[str] = []
    for line in tree[1].splitlines():
        match = re.match(r"( *)(\w+)/", line)
        if match is None:
            continue
        depth = len(match[1]) // 2 - 1
        parents = [*parents[:depth], match[2]]
        listed.add("/".join(parents))
    assert listed == {name_of(room) for room in ROOMS} - {"."}


DOCS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "scenarios" / "README.md", *(ROOT / "docs").rglob("*.md")]
)


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_a_page_names_exist(page: Path) -> None:
    """Hold the paths in code spans, and links between pages, against the folders; pictures are drawn with the site."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:nnstep|tests|docs|scenarios)/[\w/.-]*)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    drawn = {picture_of(command) for command in instructions(text).pictures}
    missing += [link for link in links if link not in drawn and not (page.parent / link).exists()]
    assert not missing
