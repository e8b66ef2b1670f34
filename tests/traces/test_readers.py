"""Traces read with other libraries: with types, bit by bit, as docs/traces.md says."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from nnstep.expr.array import Array
from nnstep.session.opening import open_program
from nnstep.traces.contents.conversion import convert
from nnstep.traces.contents.trace_schema import trace_schema
from nnstep.traces.reading.trace_file import TraceFile
from tests.traces.recorded import lines_of, record
from tests.traces.varied import VARIED

PAGE = Path(__file__).parents[2] / "docs" / "traces.md"
EXAMPLES = dict(re.findall(r"^```python\n# (\w+)\.py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S))
TEXTS = ("kind", "phase", "target", "nonfinite", "text", "hash")
NUMBERS = ("n", "epoch", "step", "op", "position", "layer")


def bits(values: Any) -> list[bytes]:
    """Return each list of numbers as bytes, null as NaN."""
    return [np.array([np.nan if number is None else number for number in value], float).tobytes() for value in values]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
@pytest.mark.parametrize("name", VARIED)
def test_polars_gives_every_column_its_type(name: str, ending: str, tmp_path: Path) -> None:
    pl = pytest.importorskip("polars")
    path = VARIED[name](tmp_path / f"t{ending}")
    convert(path, tmp_path / "plain.jsonl", print)
    lines = lines_of(tmp_path / "plain.jsonl")
    for table in (pl.read_ndjson(path), pl.scan_ndjson(path).collect()):
        kinds = dict.fromkeys(NUMBERS, pl.Int64) | dict.fromkeys(TEXTS, pl.String)
        assert dict(table.schema) == {**kinds, "shape": pl.List(pl.Int64), "value": pl.List(pl.Float64)}
        assert bits(table["value"].to_list()) == bits(line["value"] for line in lines)
        for key in (*NUMBERS, *TEXTS, "shape"):
            assert table[key].to_list() == [line[key] for line in lines]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
@pytest.mark.parametrize("name", VARIED)
def test_duckdb_gives_every_column_its_type(name: str, ending: str, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = VARIED[name](tmp_path / f"t{ending}")
    convert(path, tmp_path / "plain.jsonl", print)
    lines = lines_of(tmp_path / "plain.jsonl")
    table = duckdb.sql(f"from read_json_auto('{path}') order by n")
    kinds = dict(zip(table.columns, map(str, table.types), strict=True))
    expected = dict.fromkeys(NUMBERS, "BIGINT") | dict.fromkeys(TEXTS, "VARCHAR")
    assert kinds == {**expected, "shape": "BIGINT[]", "value": "DOUBLE[]"}
    columns = dict(zip(table.columns, zip(*table.fetchall(), strict=True), strict=True))
    assert bits(columns["value"]) == bits(line["value"] for line in lines)
    for key in (*NUMBERS, *TEXTS, "shape"):
        assert list(columns[key]) == [line[key] for line in lines]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
@pytest.mark.parametrize("name", VARIED)
def test_pandas_gives_every_column_its_type(name: str, ending: str, tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    path = VARIED[name](tmp_path / f"t{ending}")
    convert(path, tmp_path / "plain.jsonl", print)
    lines = lines_of(tmp_path / "plain.jsonl")
    table = pd.read_json(path, lines=True, precise_float=True)
    assert {key for key in table.columns if table[key].dtype == np.int64} == set(NUMBERS)
    assert {key for key in table.columns if pd.api.types.is_string_dtype(table[key])} >= set(TEXTS)
    assert bits(table["value"]) == bits(line["value"] for line in lines)
    for key in (*NUMBERS, *TEXTS, "shape"):
        assert table[key].tolist() == [line[key] for line in lines]


def test_a_hundred_lines_without_a_value_do_not_hide_its_type(tmp_path: Path) -> None:
    """Polars looks at the first 100 lines, and others at the first few thousand."""
    pl = pytest.importorskip("polars")
    first, *lines = VARIED["small"](tmp_path / "t.jsonl").read_bytes().splitlines(keepends=True)
    facts = next(json.loads(line) for line in lines if b'"kind":"op"' in line)
    empty = {**facts, "kind": "note", "phase": "", "layer": 0, "target": "", "shape": [0], "value": [], "text": "so"}
    notes = [orjson.dumps({**empty, "n": n}) + b"\n" for n in range(1, 300)]
    (tmp_path / "t.jsonl").write_bytes(b"".join([first, *notes, *lines]))
    table = pl.read_ndjson(tmp_path / "t.jsonl")
    assert table.schema["value"] == pl.List(pl.Float64)
    assert table.schema["shape"] == pl.List(pl.Int64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a recording in the formats that the page reads."""
    folder = tmp_path_factory.mktemp("reading")
    path = record(folder / "run.jsonl", open_program("zheng-exercise-1", 4))
    for ending in (".csv", ".npz", ".parquet"):
        convert(path, folder / f"run{ending}", print)
    return folder


def run(example: str, folder: Path) -> dict[str, Any]:
    """Run an example of the page, and return its variables."""
    names: dict[str, Any] = {}
    with contextlib.chdir(folder):
        exec(compile(EXAMPLES[example], f"{example}.py", "exec"), names)
    return names


def values_in(folder: Path, target: str) -> dict[int, Array]:
    with TraceFile(folder / "run.jsonl") as trace:
        records = [row for row in trace.records() if row.kind == "op" and row.target == target]
    return {row.place.position: row.value for row in records}


def test_the_page_has_these_examples() -> None:
    readers = {"with_pandas", "with_polars", "with_duckdb", "with_python", "other_formats"}
    assert set(EXAMPLES) == {"hashes", "write", *readers}


def test_the_example_with_pandas(folder: Path) -> None:
    pytest.importorskip("pandas")
    found = run("with_pandas", folder)
    assert found["error"].to_dict() == {at: float(value) for at, value in values_in(folder, "E").items()}
    assert found["weights"].tobytes() == np.array(list(values_in(folder, "W1").values())).tobytes()


def test_the_example_with_polars(folder: Path) -> None:
    pytest.importorskip("polars")
    found = run("with_polars", folder)
    assert dict(found["error"].iter_rows()) == {at: float(value) for at, value in values_in(folder, "E").items()}
    assert dict(found["largest"].iter_rows())["dW1"] == np.abs(list(values_in(folder, "dW1").values())).max()


def test_the_example_with_duckdb(folder: Path) -> None:
    pytest.importorskip("duckdb")
    with contextlib.chdir(folder):
        found = dict(run("with_duckdb", folder)["error"].fetchall())
    assert found == {at: float(value) for at, value in values_in(folder, "E").items()}


def test_the_example_with_python_alone(folder: Path) -> None:
    found = run("with_python", folder)
    assert found["header"]["name"] == "zheng-exercise-1"
    assert found["values"][4, 1, "W1"].tobytes() == list(values_in(folder, "W1").values())[-1].tobytes()


def test_the_example_with_other_formats(folder: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    found = run("other_formats", folder)
    weights = values_in(folder, "W1")
    assert (found["steps"], found["rows"], found["columns"]) == (1 + len(weights), 4, 3)
    assert found["positions"].tolist() == [0, *weights]
    biases = values_in(folder, "b1")
    assert found["biases"].index.tolist() == list(biases)
    assert found["biases"].to_numpy().tolist() == [value.ravel().tolist() for value in biases.values()]
    assert len(biases) == 4
    assert [float(*value) for value in found["packed"]["value"]] == [*map(float, values_in(folder, "E").values())]


def test_the_example_of_hashes_checks_all_of_them(folder: Path) -> None:
    assert run("hashes", folder)["checked"] == sum(1 for line in lines_of(folder / "run.jsonl") if line["hash"]) == 5


@pytest.mark.thorough
def test_the_example_that_writes_a_trace_writes_one(folder: Path) -> None:
    from jsonschema import Draft202012Validator

    run("write", folder)
    mine, theirs = lines_of(folder / "mine.jsonl", "op"), lines_of(folder / "run.jsonl", "op")
    for line in lines_of(folder / "mine.jsonl"):
        Draft202012Validator(trace_schema()).validate(line)
    assert [line["target"] for line in mine] == [line["target"] for line in theirs]
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one["value"], other["value"], rtol=1e-12)
    with TraceFile(folder / "mine.jsonl") as trace:
        assert trace.last_position == len(theirs)
