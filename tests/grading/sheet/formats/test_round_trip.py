"""A blank sheet of each bundled exercise in each format, filled in with the right numbers: all are read back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.form.sheet_form import SheetForm
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from tests.exercises import READY
from tests.grading.sheet.formats.filled import FILLED, SPREADSHEETS, filled_table

DIGITS = 9
"""As many as each number is written with."""


@cache
def exercise(name: str) -> tuple[Program, SheetForm, Mapping[str, str]]:
    """Return an exercise's program, its blank sheet, and the right numbers by the names of their places."""
    program = compile_program(load(READY[name]))
    form = blank_form(program)
    frame = Timeline(program).seek(len(program.ops))
    numbers = {
        cell.name: np.format_float_positional(frame.values[field.id][cell.index], DIGITS, fractional=False, trim="-")
        for field in form.fields
        for row in field.rows
        for cell in row
    }
    return program, form, numbers


def read(folder: Path, name: str, data: bytes, program: Program) -> Sheet:
    path = folder / name
    path.write_bytes(data)
    return read_sheet(path, program)


def values(sheet: Sheet) -> dict[tuple[str, tuple[int, ...]], float]:
    return {(id, at): cell.number for (_, id), given in sheet.answers.items() for at, cell in given.cells.items()}


def right(form: SheetForm, numbers: Mapping[str, str]) -> dict[tuple[str, tuple[int, ...]], float]:
    cells = [(field.id, cell) for field in form.fields for row in field.rows for cell in row]
    return {(id, cell.index): float(numbers[cell.name]) for id, cell in cells}


@pytest.mark.parametrize("name", READY)
def test_what_is_filled_in_is_read_back_from_every_format(name: str, tmp_path: Path) -> None:
    program, form, numbers = exercise(name)
    for kind, fill in FILLED.items():
        text = fill(BLANK_FORMATS[kind].text(form), numbers)
        sheet = read(tmp_path, f"sheet.{kind}", text.encode(), program)
        assert values(sheet) == right(form, numbers), kind
        assert sheet.remarks == ()


@pytest.mark.sweep
@pytest.mark.parametrize("name", READY)
def test_what_is_filled_in_is_read_back_from_what_every_spreadsheet_saves(name: str, tmp_path: Path) -> None:
    program, form, numbers = exercise(name)
    blanks = [BLANK_FORMATS[kind].text(form) for kind in ("csv", "csv-semicolon", "tsv")]
    tables = [filled_table(blank, numbers) for blank in blanks]
    assert tables[0] == tables[1] == tables[2]
    for at, program_used in SPREADSHEETS.items():
        data = program_used.saved(tables[0])
        sheet = read(tmp_path, f"sheet{program_used.ending}", data, program)
        assert values(sheet) == right(form, numbers), at


@pytest.mark.parametrize("name", [name for name in READY if name != "digits"])
def test_the_numbers_of_the_run_are_right_on_the_sheet(name: str, tmp_path: Path) -> None:
    program, form, numbers = exercise(name)
    table = filled_table(BLANK_FORMATS["csv"].text(form), numbers)
    result = Grader(program).grade(read(tmp_path, "sheet.csv", SPREADSHEETS["Numbers, Germany"].saved(table), program))
    assert result.is_right
    assert len(result.verdicts) == len(numbers)


@pytest.mark.parametrize("kind", [*FILLED, "csv"])
def test_what_is_left_blank_is_left_open(kind: str, tmp_path: Path) -> None:
    program, form, numbers = exercise("zheng-exercise-1")
    few = {place: number for place, number in numbers.items() if place in ("z1[1]", "dW2[1,2]", "E")}
    blank = BLANK_FORMATS[kind].text(form)
    if kind == "csv":
        data = SPREADSHEETS["Excel, CSV UTF-8, Germany"].saved(filled_table(blank, few))
    else:
        data = FILLED[kind](blank, {place: few.get(place, "") for place in numbers}).encode()
    result = Grader(program).grade(read(tmp_path, f"sheet.{kind}", data, program))
    assert result.count("correct") == 3
    assert result.count("missing") == len(result.verdicts) - 3 == len(numbers) - 3
