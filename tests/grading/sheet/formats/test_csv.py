"""Sheets as tables: how a blank one is laid out, and what people and spreadsheets do to it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nnstep.errors import SheetError
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.blank_sheet import blank_form
from nnstep.grading.sheet.form.asked_quantities import asked_quantities
from nnstep.grading.sheet.formats import BLANK_FORMATS
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("zheng-exercise-1")))


def table(program: Program, kind: str = "csv", only: str | None = None, steps: int = 1) -> str:
    program, asked = asked_quantities(program, only, None)
    return BLANK_FORMATS[kind].text(blank_form(program, steps, asked))


def numbers(sheet: Sheet, id: str, step: int = 1) -> list[str | None]:
    given = sheet.answers[step, id]
    return [str(given.cells[at]) if at in given.cells else None for at in sorted({*given.cells, *given.blank})]


def read(text: str, program: Program, name: str = "sheet.csv") -> Sheet:
    return parse_sheet(text, name, program)


def test_a_matrix_is_a_grid_of_cells_with_a_label_at_each_row_and_column(program: Program) -> None:
    heading, *rows = table(program, only="E,delta2,dW2,W1[0,2]").partition("\n\n")[::2]
    assert all(line.lstrip('\ufeff"').startswith("# ") for line in heading.splitlines())
    assert rows[0].splitlines() == [
        "# E = ½ Σ (x₂ − y)²",
        "E,",
        "",
        "# δ₂ = (x₂ − y) ⊙ linear′(z₂)",
        "delta2[0],",
        "delta2[1],",
        "",
        "# ∂E/∂W₂ = δ₂ x₁ᵀ",
        ",[0],[1],[2],[3]",
        "dW2[0],,,,",
        "dW2[1],,,,",
        "",
        "# W₁ = W₁ − α ∂E/∂W₁",
        '"W1[0,2]",',
    ]
    assert table(program, "csv-semicolon", only="dW2").splitlines()[-2:] == ["dW2[0];;;;", "dW2[1];;;;"]
    assert table(program).startswith("\ufeff"), "without it Excel does not take it for UTF-8"


def test_rows_say_themselves_where_they_belong(program: Program) -> None:
    sheet = read("dW2[1],5,6,7,8\ndW2[0],1,,3,\nz1[3],9\n", program)
    assert numbers(sheet, "dW2") == ["1", None, "3", None, "5", "6", "7", "8"]
    assert numbers(sheet, "z1") == ["9"]


def test_a_later_training_step_has_its_number_in_front() -> None:
    program = compile_program(load(find("xor")))
    text = table(program, only="E,W1", steps=2)
    assert "# Training step 2" in text
    sheet = read(text.replace("step.2.W1[0],,", "step.2.W1[0],0.5,"), program)
    assert numbers(sheet, "W1", 2) == ["0.5", None, None, None]
    assert numbers(sheet, "E", 2) == [None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sep=;\nE;16553,5\n", "16553.5"),
        ('"sep=,"\nE,16553.5\n', "16553.5"),
        ("E,=33107/2\n", "33107/2"),
        ('E,"=""16553.50"""\n', "16553.50"),
        ("E,'16553.50\n", "16553.50"),
        ("E,16553.5,,,\n", "16553.5"),
        ('"E","16553.5"\n', "16553.5"),
        ("E;1,65535E+04\n", "16553.5"),
        ('"# a remark\nthat goes on, over lines"\nE,16553.5\n', "16553.5"),
        ('# 3" wide\nE,16553.5\n', "16553.5"),
        (",[0],[1]\n,my workings,7\nE,16553.5\n", "16553.5"),
    ],
)
def test_what_spreadsheets_and_people_make_of_a_cell_is_read(program: Program, text: str, found: str) -> None:
    assert numbers(read(text, program), "E")[0] == (
        found if "/" in found else str(float(found)) + "0" * found.endswith("0")
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("3-Jan", "looks like a date"),
        ("01. Mrz", "looks like a date"),
        ("Mai 05", "looks like a date"),
        ("03.01.2026", "looks like a date"),
        ("2026-01-03", "looks like a date"),
        ("#DIV/0!", "shows an error"),
        ("########", "a narrow column"),
        ("=A1+1", "must be a number"),
    ],
)
def test_what_a_spreadsheet_has_broken_is_named(program: Program, cell: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        read(f"E,{cell}\n", program)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dW2[2],1,2,3,4\n", r"goes up to dW2\[1,3\]"),
        ("dW2[0],1,2,3,4\ndW2[0],1,2,3,4\n", "must be a row of 4 numbers, but has 2×4"),
        ("dW2[0],1,2,3,4,5\n", "must be a row of 4 numbers, but has 5"),
        ('dW2[0],1,2,3,4\n"dW2[0,1]",2\n', "is given twice"),
        ("E,1\nz1[0],0.5,0.25\n", "must be one number"),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(program: Program, text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message) as caught:
        read(text, program)
    assert "sheet.csv:" in str(caught.value.message)


def test_without_an_ending_a_table_is_known_by_its_look(program: Program) -> None:
    filled = table(program, "csv-semicolon").replace("\nE;\n", "\nE;16553\n")
    assert numbers(read(filled, program, "standard input"), "E") == ["16553"]


def test_no_cell_begins_a_formula(tmp_path: Path) -> None:
    """Whatever a scenario calls itself, a spreadsheet runs none of it."""
    text = find("zheng-exercise-1").read_text(encoding="utf-8").partition("[answers]")[0]
    text = text[text.index("\n", text.index("title =")) :]
    scenario = parse(f"title = '''=cmd|' /C calc'!A1, \"@SUM(1)\"'''{text}", "=HYPERLINK(1).toml")
    blank = table(compile_program(scenario))
    cells = [cell for row in csv.reader(blank.removeprefix("\ufeff").splitlines()) for cell in row]
    assert any("calc" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
