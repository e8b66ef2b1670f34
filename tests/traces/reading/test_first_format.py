"""Format 1: its header and lines are held to the same as those of format 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from nnstep.cli import main
from tests.traces.loading.test_trace import first_format

DEEP = "lists in lists"
"""Stands for 900 lists inside one another."""


def changed(path: Path, number: int, key: str, value: Any) -> Path:
    """Return a trace of format 1 with something else in one line, counted from 0."""
    lines = first_format(path, "xor", 2).read_bytes().splitlines(keepends=True)
    facts = orjson.loads(lines[number])
    facts[key] = value
    deep = b"[" * 900 + b"1.0" + b"]" * 900
    lines[number] = orjson.dumps(facts).replace(orjson.dumps(DEEP), deep) + b"\n"
    path.write_bytes(b"".join(lines))
    return path


WRONG_HEADERS = [
    ("steps_per_epoch", 0),
    ("ops", []),
    ("ops", 5),
    ("ops", [1]),
    ("epochs", [1]),
    ("epochs", 10**12),
    ("first_position", 10**9),
    ("title", 1),
    ("version", None),
    ("precision", "float8"),
    ("precision", []),
    ("start", [1]),
    ("start", {"W1": DEEP}),
    ("start", {"W1": {}}),
]


@pytest.mark.parametrize(("key", "value"), WRONG_HEADERS)
def test_a_header_that_is_none_is_an_error_of_line_1(key: str, value: Any, tmp_path: Path) -> None:
    path = changed(tmp_path / "old.jsonl", 0, key, value)
    result = CliRunner().invoke(main, ["run", str(path), "--brief"])
    assert result.exit_code == 2
    assert f"{path}:1: " in result.output


WRONG_LINES = [
    ("position", 10**15),
    ("position", "a"),
    ("epoch", "1"),
    ("target", []),
    ("value", DEEP),
    ("layer", "x"),
]


@pytest.mark.parametrize(("key", "value"), WRONG_LINES)
def test_a_line_that_is_none_is_an_error_with_its_number(key: str, value: Any, tmp_path: Path) -> None:
    path = changed(tmp_path / "old.jsonl", -1, key, value)
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code in (1, 2)
    assert f"{path}:31: this is no record of a trace" in result.output
