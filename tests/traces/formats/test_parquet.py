"""Parquet: types and encodings as pyarrow reads them, and tables that other programs wrote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnstep import limits
from nnstep.errors import DataError
from nnstep.traces.contents.conversion import convert, records_of
from nnstep.traces.formats import parquet
from tests.traces.recorded import lines_of
from tests.traces.varied import VARIED

pq = pytest.importorskip("pyarrow.parquet")


def converted(name: str, folder: Path) -> Path:
    convert(VARIED[name](folder / "t.jsonl"), folder / "t.parquet", print, overwrite=True)
    return folder / "t.parquet"


def test_a_row_is_a_record_with_its_value_as_doubles(tmp_path: Path) -> None:
    table = pq.read_table(converted("nonfinite", tmp_path))
    lines = lines_of(tmp_path / "t.jsonl")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds["n"] == kinds["position"] == "int64"
    assert kinds["target"] == kinds["text"] == "string"
    assert kinds["value"] == "list<element: double not null>"
    assert kinds["shape"] == "list<element: int64 not null>"
    assert list(kinds) == [key for key in lines[0] if key != "nonfinite"]
    for row, line in zip(table.to_pylist(), lines, strict=True):
        value = [np.nan if number is None else number for number in line["value"]]
        for entry in line["nonfinite"].split():
            index, _, name = entry.partition(":")
            value[int(index)] = float(name)
        assert np.array(row.pop("value")).tobytes() == np.array(value, dtype=float).tobytes()
        assert row == {key: line[key] for key in row}


def test_values_are_packed_byte_by_byte(tmp_path: Path) -> None:
    row_group = pq.ParquetFile(converted("small", tmp_path)).metadata.row_group(0)
    columns = {row_group.column(at).path_in_schema: row_group.column(at) for at in range(row_group.num_columns)}
    assert "BYTE_STREAM_SPLIT" in columns["value.list.element"].encodings
    assert {column.compression for column in columns.values()} == {"ZSTD"}


def test_row_groups_bound_what_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_NUMBERS", 100)
    path = converted("accuracies", tmp_path)
    groups = pq.ParquetFile(path).metadata
    numbers = [groups.row_group(at).column(10).num_values for at in range(groups.num_row_groups)]
    assert len(numbers) > 2
    assert max(numbers) < 200
    convert(path, tmp_path / "back.jsonl", print)
    assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "t.jsonl").read_bytes()


def test_a_row_group_that_would_take_too_much_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = converted("small", tmp_path)
    monkeypatch.setenv(limits.VARIABLE, "arrays=1000")
    with pytest.raises(DataError, match="at most 1000 bytes are read"):
        list(records_of(path, print))


@pytest.mark.thorough
@pytest.mark.parametrize("library", ["polars", "pandas", "duckdb"])
def test_a_table_that_another_library_saved_again_is_read(library: str, tmp_path: Path) -> None:
    path = converted("nonfinite", tmp_path)
    again = tmp_path / "again.parquet"
    package = pytest.importorskip(library)
    if library == "duckdb":
        package.sql(f"copy (from '{path}') to '{again}'")
    elif library == "polars":
        package.read_parquet(path).write_parquet(again)
    else:
        package.read_parquet(path).to_parquet(again)
    convert(again, tmp_path / "back.jsonl", print)
    assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "t.jsonl").read_bytes()


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    path = converted("small", tmp_path)
    pq.write_table(pq.read_table(path).drop_columns(["hash"]), path)
    with pytest.raises(DataError, match="it has no column 'hash'"):
        list(records_of(path, print))
