"""The errata of a printed solution, JSON and the table of grades say the same of a sheet as its report does."""

from __future__ import annotations

import pytest

from nnstep.classroom.gradebooks.grades_table import grade_cells
from nnstep.grading.marks import marks_of
from nnstep.grading.reports.errata import corrected, corrected_sheet, errata_lines
from nnstep.grading.reports.json_report import result_facts
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import NOT_LOOKED_FURTHER
from tests.grading.reports.reported import PROGRAM, Reported
from tests.grading.reports.test_text_report import (
    EXCHANGED,
    no_known_kind,
    one_mistake_and_what_follows,
    one_mistake_in_many_numbers,
    rivals,
)


def test_numbers_of_one_cause_stand_together_with_their_reason() -> None:
    assert list(errata_lines(one_mistake_in_many_numbers().result)) == [
        "anna: 5 errata in 6 numbers",
        "",
        "z1[0]: for 0.0275 read 0.3775",
        "z1[1]: for 0.0425 read 0.3925",
        "  the bias is left out in the forward pass (at z1)  [bias-missing]",
        "",
        "a1[0]: for 0.5933 read 0.5933",
        "a1[1]: for 0.5969 read 0.5969",
        "  follows from z1[0]",
        "",
        "z2[0]: for 1.106 read 1.106",
        "  right, but for rounding on the way",
    ]


def test_what_may_be_the_cause_is_listed() -> None:
    lines = list(errata_lines(rivals().result))
    assert lines[0] == "anna: 1 erratum in 1 numbers"
    assert lines[3:] == [
        "  this may come of one of:",
        "  - another learning rate is used than the one stated (5, at W2 or everywhere)  [other-rate]",
        "  - the weights are left as they were before the update (at W2)  [update-forgotten]",
    ]


def test_a_sheet_without_errata() -> None:
    assert list(errata_lines(Reported("E = 0.298371\n").result)) == ["anna: no errata in 1 numbers"]


def test_json_has_each_finding_once() -> None:
    assert result_facts(one_mistake_in_many_numbers().result)["findings"] == [
        {
            "verdict": "mistake",
            "mistakes": 1,
            "statement": "the bias is left out in the forward pass (at z1)",
            "questions": ["What is added to the weighted sum?"],
            "possible": ["the bias is left out in the forward pass (at z1)"],
            "places": ["z1[0]", "z1[1]"],
        }
    ]


def row(sheet: Reported) -> list[str]:
    return list(grade_cells(sheet.result, marks_of(sheet.result))[-4:])


def test_the_table_names_the_first_finding() -> None:
    exchanged = ["digits-exchanged", "two digits are exchanged", "digits-exchanged"]
    assert row(one_mistake_and_what_follows()) == ["a1[0]", *exchanged]
    unknown = "comes from z2[0] = 1.206, where 1.106 is right; no known mistake explains that"
    assert row(no_known_kind()) == ["W2[0,0]", "", unknown, ""]
    assert row(Reported("E = 0.298371\n")) == ["", "", "", ""]


@pytest.mark.parametrize(
    ("written", "read"), [("0.3", "0.5"), ("3e-9", "5e-1"), ("3.00e-9", "5.00e-1"), ("1/3", "1/2"), ("30", "0")]
)
def test_the_right_number_is_written_with_the_digits_and_in_the_form_of_the_wrong_one(written: str, read: str) -> None:
    assert corrected(0.5, Written.of(written)) == read


def test_a_corrected_sheet_has_the_right_numbers_and_leaves_the_others() -> None:
    text = corrected_sheet(one_mistake_and_what_follows().result, PROGRAM)
    again = parse_sheet(text, "corrected.toml", PROGRAM)
    assert [str(written) for written in again.answers[1, "a1"].cells.values()] == ["0.5933", "0.5969"]
    assert str(again.answers[1, "z1"].cells[0, 0]) == "0.3775"


def test_what_was_printed_with_another_shape_is_said_to_be() -> None:
    sheet = Reported("E = 0.3\n").set("E", "shape", 0, written=None, typed_shape=(3,))
    assert "E: printed with a wrong shape" in list(errata_lines(sheet.result))


def test_an_erratum_says_how_many_digits_tell_and_where_the_search_ended() -> None:
    sheet = Reported("a1[0] = 0.5393\n")
    lines = list(errata_lines(sheet.set("a1[0]", "mistake", 0, explanations=(EXCHANGED,), digits=1).result))
    assert lines[-1] == "  1 significant digit tells it from the right value"
    lines = list(errata_lines(sheet.set("a1[0]", "wrong", 0, explanations=(), cut_short=True).result))
    assert lines[-1].strip() == NOT_LOOKED_FURTHER
