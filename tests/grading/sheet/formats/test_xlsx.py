"""Sheets that a spreadsheet saved as a workbook, as openpyxl writes one: numbers, texts, dates, and gaps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from nnstep.errors import NNStepError
from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from tests.grading.sheet.formats.filled import filled_table

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("zheng-exercise-1")))


def saved(folder: Path, rows: list[list[Any]], formats: dict[str, str] | None = None) -> Path:
    """Save rows as a workbook; None and an empty row leave gaps. `formats` are by cell."""
    book = openpyxl.Workbook()
    book.create_sheet("other").append(["E", 7])
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                book.worksheets[0].cell(row, column, value)
    for place, kind in (formats or {}).items():
        book.worksheets[0][place].number_format = kind
    path = folder / "sheet.xlsx"
    book.save(path)
    return path


def numbers(path: Path, program: Program) -> dict[str, list[str]]:
    return {
        id: [str(cell) for _, cell in sorted(given.cells.items())]
        for (_, id), given in read_sheet(path, program).answers.items()
    }


def test_a_filled_in_table_is_read_from_its_first_sheet(program: Program, tmp_path: Path) -> None:
    form = blank_form(program)
    names = [cell.name for field in form.fields for row in field.rows for cell in row]
    typed = {name: f"{number / 7:.6f}" for number, name in enumerate(names, start=1)}
    table = filled_table(BLANK_FORMATS["csv"].text(form), typed)
    rows = [row[:1] + [float(cell) if cell[:1].isdigit() else cell or None for cell in row[1:]] for row in table]
    answers = read_sheet(saved(tmp_path, rows), program).answers
    for field in form.fields:
        given = answers[1, field.id]
        for cell in (cell for row in field.rows for cell in row):
            assert given.cells[cell.index].number == float(typed[cell.name])


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        (0.6897, "General", "0.6897"),
        (0.1 + 0.2, "General", "0.3"),
        (2.645, "0,000", "2.645"),
        (16553, "#,##0", "16553"),
        (0.5, "0 %", "0.5"),
        (-1.5, '"day" 0.0;[Red]-0.0', "-1.5"),
        ("0.50", "@", "0.50"),
        ("16 553,5", "@", "16553.5"),
        ("1/3", "@", "1/3"),
        (1e-9, "General", "1e-9"),
    ],
)
def test_a_cell_has_the_number_that_was_typed(
    program: Program, tmp_path: Path, value: object, kind: str, found: str
) -> None:
    path = saved(tmp_path, [[], [], ["E", value], ["z1[0]", None, 0.25]], {"B3": kind})
    (written,) = read_sheet(path, program).answers[1, "E"].cells.values()
    assert str(written.typed).lower().replace("e-", "e-") in (found, found.replace("1e-9", "1e-09"))


def test_gaps_are_left_open_and_notes_say_nothing(program: Program, tmp_path: Path) -> None:
    rows = [["# mine"], [], [None, "[0]"], ["dW2[0]", 1, None, 3], ["dW2[1]", 5], ["z1[0]", None], [None, "note", 5]]
    assert numbers(saved(tmp_path, rows), program) == {"dW2": ["1", "3", "5"]}


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (
            datetime(2026, 1, 3),
            "d-mmm",
            'sheet.xlsx:4: E is the string "2026-01-03", which looks like',
        ),
        (46025, "[$-409]dd\\.mm\\.yyyy", "looks like a date"),
        (True, "General", "must be a number, but it is true"),
        ("#DIV/0!", "General", "shows an error"),
        ("=A1", "General", ""),
    ],
)
def test_what_is_no_number_is_named_with_its_row(
    program: Program, tmp_path: Path, value: object, kind: str, message: str
) -> None:
    path = saved(tmp_path, [[], [], [], ["E", value], ["z1[0]", "x"]], {"B4": kind})
    with pytest.raises(NNStepError) as caught:
        read_sheet(path, program)
    assert message in caught.value.message


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"E,1\n"])
def test_what_is_no_workbook_is_refused(program: Program, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(data)
    with pytest.raises(NNStepError, match="this is no spreadsheet file"):
        read_sheet(path, program)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("part", "text", "message"),
    [
        ("xl/worksheets/sheet1.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>", "document type"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "the file is damaged"),
        ("xl/worksheets/sheet1.xml", f"<worksheet>{' ' * 40_000_000}</worksheet>", "at most 32 MB are read"),
        (
            "xl/worksheets/sheet1.xml",
            '<worksheet><row r="99999999"><c><v>1</v></c></row></worksheet>',
            "more than 1,600,000",
        ),
        ("xl/workbook.xml", "<workbook/>", "there is no table in it"),
    ],
)
def test_a_workbook_takes_no_more_than_it_may(
    program: Program, tmp_path: Path, part: str, text: str, message: str
) -> None:
    good, bad = saved(tmp_path, [["E", 1]]), tmp_path / "bad.xlsx"
    with ZipFile(good) as source, ZipFile(bad, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, text if name == part else source.read(name))
    with pytest.raises(NNStepError, match=message):
        read_sheet(bad, program)


def test_many_cells_that_name_one_long_text_take_no_more_than_it_may(program: Program, tmp_path: Path) -> None:
    good, bad = saved(tmp_path, [["E", 1]]), tmp_path / "bad.xlsx"
    cells = '<c t="s"><v>0</v></c>' * 2000
    with ZipFile(good) as source, ZipFile(bad, "w", 8) as target:
        for name in source.namelist():
            is_table = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, f"<worksheet><row>{cells}</row></worksheet>" if is_table else source.read(name))
        target.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'E' * 20_000}</t></si></sst>")
    with pytest.raises(NNStepError, match="more than 32 MB, and at most 32 MB are read"):
        read_sheet(bad, program)
