"""All records as a table: in every library the same columns, of the same types, with the numbers of the lines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnstep
from nnstep.errors import DataError
from tests.conftest import BuildProgram
from tests.traces.recorded import lines_of, record

INTEGERS = ["n", "epoch", "step", "op", "position", "layer"]
TEXTS = ["kind", "phase", "target", "text", "hash"]
COLUMNS = ["n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target", "shape", "value", "text", "hash"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the records as JSON has them, with the numbers that are not finite put in."""
    rows = lines_of(path)
    for row in rows:
        for entry in row.pop("nonfinite").split():
            index, _, name = entry.partition(":")
            row["value"][int(index)] = float(name)
    return rows


def from_arrow(trace: nnstep.Trace) -> list[dict[str, Any]]:
    arrow = pytest.importorskip("pyarrow")
    table = trace.to_arrow()
    assert table.column_names == COLUMNS
    types = {field.name: field.type for field in table.schema}
    assert {types[name] for name in INTEGERS} == {arrow.int64()}
    assert {types[name] for name in TEXTS} == {arrow.string()}
    assert types["shape"].value_type == arrow.int64()
    assert types["value"].value_type == arrow.float64()
    table.validate(full=True)
    return table.to_pylist()


def from_polars(trace: nnstep.Trace) -> list[dict[str, Any]]:
    polars = pytest.importorskip("polars")
    frame = trace.to_polars()
    assert frame.columns == COLUMNS
    assert {frame.schema[name] for name in INTEGERS} == {polars.Int64}
    assert {frame.schema[name] for name in TEXTS} == {polars.String}
    assert frame.schema["shape"] == polars.List(polars.Int64)
    assert frame.schema["value"] == polars.List(polars.Float64)
    return frame.to_dicts()


def from_pandas(trace: nnstep.Trace) -> list[dict[str, Any]]:
    pytest.importorskip("pandas")
    frame = trace.to_pandas()
    assert list(frame.columns) == COLUMNS
    assert {str(frame[name].dtype) for name in INTEGERS} == {"int64"}
    assert {type(value) for name in TEXTS for value in frame[name]} == {str}
    assert {type(value) for value in frame["shape"]} == {tuple}
    assert {value.dtype for value in frame["value"]} == {np.dtype(float)}
    rows = frame.to_dict("records")
    return [{**row, "shape": list(row["shape"]), "value": row["value"].tolist()} for row in rows]


LIBRARIES = [from_arrow, from_polars, from_pandas]


@pytest.mark.parametrize("rows", LIBRARIES)
@pytest.mark.parametrize("name", ["xor", "kapur-chain", "digits"])
def test_a_table_has_a_row_a_record(
    name: str, rows: Callable[[nnstep.Trace], list[dict[str, Any]]], tmp_path: Path
) -> None:
    path = nnstep.record(name, tmp_path / "t.jsonl", epochs=1, every=3)
    with nnstep.open_trace(path) as trace:
        assert rows(trace) == rows_of(path)


@pytest.mark.parametrize("rows", LIBRARIES)
def test_numbers_that_are_not_finite_are_among_the_values(
    rows: Callable[[nnstep.Trace], list[dict[str, Any]]], program_of: BuildProgram, tmp_path: Path
) -> None:
    path = record(tmp_path / "t.jsonl", program_of((2, 2), ("linear",), learning_rate=1e200, epochs=4))
    with nnstep.open_trace(path) as trace:
        for mine, theirs in zip(rows(trace), rows_of(path), strict=True):
            np.testing.assert_array_equal(mine.pop("value"), theirs.pop("value"))
            assert mine == theirs


@pytest.mark.parametrize("rows", LIBRARIES)
def test_values_of_single_precision_are_rounded_as_the_run_has_them(
    rows: Callable[[nnstep.Trace], list[dict[str, Any]]], tmp_path: Path
) -> None:
    operations = list(nnstep.run("single-precision"))
    with nnstep.open_trace(nnstep.record("single-precision", tmp_path / "t.jsonl")) as trace:
        mine = [row["value"] for row in rows(trace) if row["kind"] == "op"]
    assert mine == [operation.value.astype(float).ravel().tolist() for operation in operations]
    assert mine != [[float(str(np.float32(number))) for number in value] for value in mine]


def test_pandas_and_polars_work_with_the_table(tmp_path: Path) -> None:
    """As the documentation shows it: the error after each training step."""
    polars = pytest.importorskip("polars")
    pytest.importorskip("pandas")
    errors = [float(op.value) for op in nnstep.run("xor", epochs=5) if op.target == "E"]
    with nnstep.open_trace(nnstep.record("xor", tmp_path / "t.jsonl", epochs=5)) as trace:
        of_e = trace.to_polars().filter(polars.col("kind") == "op", polars.col("target") == "E")
        assert of_e["value"].list.first().to_list() == errors
        frame = trace.to_pandas()
        assert frame[(frame["kind"] == "op") & (frame["target"] == "E")]["value"].str[0].tolist() == errors


@pytest.mark.parametrize("package", ["pyarrow", "pandas", "polars"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with nnstep.open_trace(nnstep.record("xor", tmp_path / "t.jsonl", epochs=1)) as trace:
        read = {"pyarrow": trace.to_arrow, "pandas": trace.to_pandas, "polars": trace.to_polars}[package]
        with pytest.raises(DataError, match=f"package {package} is needed") as caught:
            read()
    assert caught.value.hint == f"pip install {package}"
