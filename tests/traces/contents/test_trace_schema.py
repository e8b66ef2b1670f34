"""The schema of a line: real traces fit it, and mistakes do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from nnstep.cli import main
from nnstep.traces.contents.trace_schema import trace_key_table, trace_schema
from tests.traces.recorded import lines_of
from tests.traces.varied import VARIED

ARRAY = {"path": "x.npz", "name": "x", "sha256": "0" * 64, "dtype": "float64", "shape": [64], "first": [1.0]}
SCHEMA = trace_schema()
LINE = Draft202012Validator(SCHEMA)
TEXTS = {kind: Draft202012Validator(SCHEMA["$defs"][kind]) for kind in ("header", "end")}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(CliRunner().invoke(main, ["schema", "trace"]).stdout) == SCHEMA


@pytest.mark.thorough
@pytest.mark.parametrize("name", VARIED)
def test_every_line_of_a_real_trace_fits(name: str, tmp_path: Path) -> None:
    lines = lines_of(VARIED[name](tmp_path / "t.jsonl"))
    for line in lines[:: max(1, len(lines) // 200)] + lines[-1:]:
        LINE.validate(line)
        if line["kind"] in TEXTS:
            TEXTS[line["kind"]].validate(json.loads(line["text"]))
    assert list(lines[0]) == list(SCHEMA["properties"])


def test_every_kind_of_line_was_among_them(tmp_path: Path) -> None:
    kinds = {line["kind"] for line in lines_of(VARIED["remarks"](tmp_path / "t.jsonl"))}
    assert kinds == set(SCHEMA["properties"]["kind"]["enum"])


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("op", {"kind": "operation"}),
        ("op", {"phase": "forwards"}),
        ("op", {"phase": ""}),
        ("op", {"target": ""}),
        ("op", {"epoch": 0}),
        ("op", {"op": 0}),
        ("op", {"position": "3"}),
        ("op", {"n": 0}),
        ("op", {"value": []}),
        ("op", {"value": [[1.0]]}),
        ("op", {"value": 1.0}),
        ("op", {"value": ["nan"]}),
        ("op", {"nonfinite": "0:NaN"}),
        ("op", {"nonfinite": "nan"}),
        ("op", {"shape": [2.5]}),
        ("op", {"shape": [-1, 2]}),
        ("op", {"hash": "1234"}),
        ("op", {"hash": "0123456789ABCDEF0123456789ABCDEF"}),
        ("op", {"name": "z1"}),
        ("header", {"n": 1}),
        ("header", {"value": [1.0]}),
        ("batch", {"target": ""}),
        ("batch", {"op": 1}),
        ("epoch", {"target": "E"}),
        ("note", {"phase": "forward"}),
        ("end", {"hash": ""}),
    ],
)
def test_a_mistake_in_a_line_is_found(kind: str, change: dict[str, Any], tmp_path: Path) -> None:
    line = lines_of(VARIED["remarks"](tmp_path / "t.jsonl"), kind)[0]
    assert LINE.is_valid(line)
    assert not LINE.is_valid({**line, **change})


@pytest.mark.parametrize("key", SCHEMA["properties"])
def test_a_key_that_is_missing_is_found(key: str, tmp_path: Path) -> None:
    line = lines_of(VARIED["small"](tmp_path / "t.jsonl"), "op")[0]
    assert not LINE.is_valid({name: value for name, value in line.items() if name != key})


@pytest.mark.parametrize(
    "change",
    [
        {"nnstep_trace": "2"},
        {"precision": "float16"},
        {"ops": [{"op": 1}]},
        {"epochs": -1},
        {"selection": {"every": "2"}},
        {"arrays": [{"path": "x.csv"}]},
        {"arrays": [{**ARRAY, "shape": "64"}]},
        {"ops": [{"op": 1, "phase": "forward", "layer": 1, "target": "z1", "numpy": "z1 = W1 @ x", "text": ""}]},
    ],
)
def test_a_mistake_in_a_header_is_found(change: dict[str, Any], tmp_path: Path) -> None:
    facts = json.loads(lines_of(VARIED["part"](tmp_path / "t.jsonl"), "header")[0]["text"])
    assert TEXTS["header"].is_valid(facts)
    assert not TEXTS["header"].is_valid({**facts, **change})
    assert TEXTS["header"].is_valid({**facts, "arrays": [ARRAY], "said_by_a_later_version": 1})


def test_every_key_has_a_description() -> None:
    assert all(rule["description"].endswith((".", '".')) for rule in SCHEMA["properties"].values())


def test_the_page_on_traces_has_the_table_of_keys() -> None:
    page = Path(__file__).parents[3] / "docs" / "traces.md"
    assert trace_key_table() in page.read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["schema", "trace", "--table"]).stdout == trace_key_table() + "\n"
