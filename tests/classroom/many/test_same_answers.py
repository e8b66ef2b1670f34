"""A sheet whose answers came before gets the same verdicts, under its own name; another one its own."""

from __future__ import annotations

import pytest

from nnstep.classroom.many.same_answers import SameAnswers
from nnstep.grading.grader import Grader
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.grading.reports.reported import PROGRAM


@pytest.mark.thorough
def test_same_answers_are_graded_once_and_others_each() -> None:
    graded: list[Sheet] = []
    grader = Grader(PROGRAM)

    def grade(sheet: Sheet) -> GradingResult:
        graded.append(sheet)
        return grader.grade(sheet)

    same = SameAnswers(grade)
    texts = ("E = 0.5\n", "E = 0.50\n", "E = 0.5\nz1 = [0.5, 1]\n", "E = [0.5, 1]\n", "[step.2]\nE = 0.5\n")
    sheets = [parse_sheet(text, f"{name}.toml", PROGRAM) for name in ("anna", "ben") for text in texts]
    results = [same.grade(sheet) for sheet in sheets]
    assert graded == sheets[: len(texts)]
    assert [result.sheet for result in results] == sheets
    for result, own in zip(results, map(Grader(PROGRAM).grade, sheets), strict=True):
        assert (result.verdicts, result.slips) == (own.verdicts, own.slips)
