"""The pages that are made from the code say all that the code has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from website.generated_pages import generated_pages

import nnstep
from nnstep.own_code.code_mistakes import CODE_MISTAKES
from nnstep.scenario.bundled import bundled_paths
from nnstep.session.commands import COMMANDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("source")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, str]:
    return generated_pages(folder)


def test_each_command_of_the_debugger_has_one_row_with_its_help(pages: dict[str, str]) -> None:
    rows = [line for line in pages["reference/keys"].splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) == len(COMMANDS)
    for command in COMMANDS:
        (row,) = (row for row in rows if f"| `{command.form}` |" in row)
        assert command.help in row
        assert all(f"`{alias}`" in row for alias in command.aliases)


def test_each_public_name_of_python_and_each_error_is_described(pages: dict[str, str]) -> None:
    page = pages["reference/python"]
    for name in nnstep.__all__:
        assert (f":: nnstep.{name}\n" in page) is not name.startswith("_")
    assert ".. automodule:: nnstep.errors" in page


def test_each_mistake_of_programs_has_its_question(pages: dict[str, str]) -> None:
    rows = pages["program-mistakes"]
    assert len(CODE_MISTAKES) >= 10
    assert all(f"| `{mistake.id}` |" in rows and f"| {mistake.question} |" in rows for mistake in CODE_MISTAKES)


def test_each_exercise_is_listed(pages: dict[str, str]) -> None:
    assert all(f"| `{name}` |" in pages["exercises"] for name in bundled_paths())


def test_each_format_has_its_keys_and_its_schema(pages: dict[str, str], folder: Path) -> None:
    schemas = sorted((folder / "reference").glob("*.schema.json"))
    assert {"scenario", "trace"} <= {path.name.partition(".")[0] for path in schemas}
    for path in schemas:
        assert json.loads(path.read_text(encoding="utf-8"))["$schema"]
        assert f"]({path.name})" in pages["reference/formats"]
    assert "| `training.epochs` |" in pages["reference/formats"]
