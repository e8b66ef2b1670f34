"""Sheets as LibreOffice saved them, in its own format and in Excel's: the files were made with LibreOffice 7.4."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from nnstep.errors import NNStepError
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

SAVED = Path(__file__).with_name("saved")


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("zheng-exercise-1")))


@pytest.mark.parametrize("name", ["sheet.ods", "sheet.xlsx"])
def test_numbers_gaps_and_repeated_cells_are_read(name: str, program: Program) -> None:
    sheet = read_sheet(SAVED / name, program)
    found = {id: [str(cell) for _, cell in sorted(given.cells.items())] for (_, id), given in sheet.answers.items()}
    assert found == {
        "E": ["16553.5"],
        "dW2": ["2645", "1725", "7", "7", "7", "-0.125"],
        "W1": ["1E-7"],
        "z1": ["0.12", "16553"],
    }
    assert sheet.answers[1, "dW2"].blank == [(0, 1), (0, 3)]
    assert sheet.remarks == ()


@pytest.mark.parametrize("name", ["dates.ods", "dates.xlsx"])
def test_a_date_is_no_number(name: str, program: Program) -> None:
    with pytest.raises(NNStepError) as caught:
        read_sheet(SAVED / name, program)
    assert f'{name}:1: E is the string "2026-01-03", which looks like a date' in caught.value.message
    assert f'{name}:2: "z1[0]" is the string "2026-01-03", which looks like a date' in caught.value.message


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [("99999999", "1", "more than 1,600,000 cells"), ("1", "99999999", "more than 1,600,000 cells")],
)
def test_a_document_takes_no_more_than_it_may(
    rows: str, columns: str, message: str, program: Program, tmp_path: Path
) -> None:
    cell = f"<table-cell number-columns-repeated='{columns}'><p>E</p></table-cell>"
    with ZipFile(tmp_path / "bad.ods", "w") as file:
        file.writestr(
            "content.xml", f"<a><table><table-row number-rows-repeated='{rows}'>{cell}</table-row></table></a>"
        )
    with pytest.raises(NNStepError, match=message):
        read_sheet(tmp_path / "bad.ods", program)


def test_a_document_without_a_table_is_refused(program: Program, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "text.ods", "w") as file:
        file.writestr("content.xml", "<a/>")
    with pytest.raises(NNStepError, match="there is no table in it"):
        read_sheet(tmp_path / "text.ods", program)
