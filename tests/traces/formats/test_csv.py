"""CSV: read by Python's own module, and against the lines."""

from __future__ import annotations

import csv
import math
from itertools import groupby
from pathlib import Path

import pytest

from nnstep.errors import DataError
from nnstep.traces.contents.conversion import convert, records_of
from tests.traces.recorded import lines_of
from tests.traces.varied import VARIED, WORDS


def rows_of(name: str, folder: Path) -> list[dict[str, str]]:
    convert(VARIED[name](folder / "t.jsonl"), folder / "t.csv", print)
    with (folder / "t.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_row_a_number_with_its_row_and_column(tmp_path: Path) -> None:
    rows = rows_of("remarks", tmp_path)
    lines = lines_of(tmp_path / "t.jsonl")
    assert len(rows) == sum(max(1, len(line["value"])) for line in lines)
    for line, (_, group) in zip(lines, groupby(rows, key=lambda row: row["n"]), strict=True):
        found = list(group)
        for key in ("n", "kind", "epoch", "step", "op", "position", "phase", "layer", "target"):
            assert {row[key] for row in found} == {str(line[key])}
        assert [float(row["value"]) for row in found if row["value"]] == line["value"]
        if len(line["shape"]) == 2:
            places = [(row, column) for row in range(line["shape"][0]) for column in range(line["shape"][1])]
            assert [(int(row["row"]), int(row["column"])) for row in found] == places
        assert found[0]["hash"] == line["hash"]


def test_text_is_harmless_to_a_spreadsheet_and_comes_back(tmp_path: Path) -> None:
    cells = {row["kind"]: row["text"] for row in rows_of("remarks", tmp_path)}
    assert cells["note"] == WORDS  # begins with a word
    assert cells["move"] == "'-> 1.1.12"
    assert cells["answer"] == ""  # the last of its rows
    texts = {record.kind: record.text for record in records_of(tmp_path / "t.csv", print)}
    assert texts["move"] == "-> 1.1.12"
    assert texts["answer"] == "@z1"


def test_what_is_not_finite_has_its_name(tmp_path: Path) -> None:
    rows = rows_of("nonfinite", tmp_path)
    lines = lines_of(tmp_path / "t.jsonl")
    names = {entry.partition(":")[2] for line in lines for entry in line["nonfinite"].split()}
    assert names == {"nan", "inf", "-inf"}
    assert {row["value"] for row in rows if row["value"] and not math.isfinite(float(row["value"]))} == names


def test_a_table_that_a_spreadsheet_saved_again_is_read(tmp_path: Path) -> None:
    rows_of("small", tmp_path)
    saved = (tmp_path / "t.csv").read_text(encoding="utf-8").replace("\n", "\r\n")
    (tmp_path / "again.csv").write_bytes(b"\xef\xbb\xbf" + saved.encode())
    convert(tmp_path / "again.csv", tmp_path / "back.jsonl", print)
    assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "t.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",hash\n", ",digest\n", "its columns are not n,kind"),
        (",z1,4x1,1,0,", ",z1,4x1,1,", r"t\.csv:36: there are 14 cells, but the first row has 15"),
        (",z1,4x1,1,0,12.0,,\n", ",z1,4x1,1,0,twelve,,\n", "could not convert string to float: 'twelve'"),
        ("8,op,1,1,1,1,forward,1,z1,4x1,1,0,12.0,,\n", "", r"record 8 has 3 rows, but its shape is \(4, 1\)"),
        ("\n8,op", "\n8,operation", 'the kind is the string "operation", which is unknown'),
    ],
)
def test_mistakes_in_a_table_are_found(old: str, new: str, said: str, tmp_path: Path) -> None:
    rows_of("small", tmp_path)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "t.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        list(records_of(tmp_path / "t.csv", print))
