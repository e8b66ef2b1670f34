"""What a student reads: the mistake, where and why, and no right number unless it is wanted."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.classroom.feedback.markdown_page import markdown_page
from nnstep.classroom.feedback.student_page import student_page
from nnstep.grading.asked_numbers import asked_on_blank
from nnstep.grading.grader import Grader
from nnstep.grading.marks import marks_of
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.reports.sheet_findings import findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.blank_sheet import sheet_text
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.verdict import Explanation, Verdict
from tests.grading.made_mistakes import is_possible, ways_of
from tests.grading.reports.reported import PROGRAM, explained
from tests.grading.reports.test_text_report import (
    no_known_kind,
    one_mistake_and_what_follows,
    one_mistake_in_many_numbers,
    rivals,
)
from tests.grading.worked import worked


def feedback(result: GradingResult, *, answers: bool = False) -> str:
    marks = marks_of(result, asked_on_blank(PROGRAM))
    return markdown_page(student_page(result, findings_of(result), marks, PROGRAM, answers=answers))


def test_a_mistake_is_named_with_where_and_why_and_a_question() -> None:
    text = feedback(one_mistake_in_many_numbers().result)
    assert "### 1. `z1[0]`: the bias is left out in the forward pass (at z1)" in text
    assert "You wrote `0.0275`, which is exactly what comes out then." in text
    assert "The same in z1[1]." in text.replace("\\", "")
    assert "**Think:** What is added to the weighted sum?" in text
    assert "Read again: biases." in text
    assert "**Worked out rightly from your own numbers, and wrong only because of z1\\[0\\]:** a1" in text


@pytest.mark.parametrize("sheet", [one_mistake_in_many_numbers, one_mistake_and_what_follows, no_known_kind, rivals])
def test_right_numbers_are_there_only_where_they_are_wanted(sheet: object) -> None:
    result = sheet().result  # type: ignore[operator]
    assert "is right" not in feedback(result)
    assert "The right numbers" not in feedback(result)
    assert "The right numbers" in feedback(result, answers=True)


def test_a_hidden_number_is_named_without_its_value() -> None:
    text = feedback(no_known_kind().result)
    assert "comes from another value of z2\\[0\\] than the right one" in text
    assert "1.106" not in text
    assert "1.106 is right" in feedback(no_known_kind().result, answers=True)


def test_exchanged_digits_are_not_given_away() -> None:
    text = feedback(one_mistake_and_what_follows().result)
    assert "two digits are exchanged\n" in text


@pytest.mark.thorough
def test_no_mistake_that_is_known_gives_a_right_number_away() -> None:
    """Of every fourth mistake the first way to make it: all is worked on rightly from there."""
    right = worked(PROGRAM, steps=1)
    grader = Grader(PROGRAM)
    tried = 0
    for mistake in MISTAKES[::4]:
        ways = (values for _, values in ways_of(PROGRAM, mistake) if is_possible(values))
        values = next(({key: value for key, value in way.items() if key[0] == 1} for way in ways), None)
        if values is None or values.keys() != right.keys():
            continue
        texts = {
            key: {at: f"{float(value[at]):.5f}" for at in np.ndindex(value.shape)} for key, value in values.items()
        }
        written = {text.lstrip("-") for cells in texts.values() for text in cells.values()}
        answers = {f"{float(value[at]):.5f}".lstrip("-") for value in right.values() for at in np.ndindex(value.shape)}
        result = grader.grade(parse_sheet(sheet_text(PROGRAM, texts, ""), "anna.toml", PROGRAM))
        text = feedback(result)
        tried += 1
        assert not [answer for answer in answers - written if answer in text], mistake.id
    assert tried > 8


def test_a_right_sheet_is_called_that() -> None:
    right = worked(PROGRAM, steps=1)
    texts = {key: {at: f"{float(value[at]):.5f}" for at in np.ndindex(value.shape)} for key, value in right.items()}
    result = Grader(PROGRAM).grade(parse_sheet(sheet_text(PROGRAM, texts, ""), "anna.toml", PROGRAM))
    count = len(result.verdicts)
    text = feedback(result)
    assert f"**{count} of {count} points (100 %)**. {count} of {count} numbers on the sheet are right." in text
    assert "What to look at" not in text


def test_of_very_many_findings_the_first_ones_are_told_and_the_others_named() -> None:
    values = ", ".join(["7.1234", "8.2345"])
    text = "\n".join(f"[step.{step}]\nz1 = [{values}]\nz2 = [{values}]" for step in range(2, 14))
    sheet = parse_sheet(text, "anna.toml", PROGRAM)
    verdicts = tuple(
        Verdict("mistake", step, id, index, f"{id}[{index[0]}]", written, 0.5, explanations=(bias_missing(),))
        for (step, id), given in sheet.answers.items()
        for index, written in given.cells.items()
    )
    result = GradingResult(sheet, verdicts)
    text = feedback(result, answers=True)
    assert text.count("### ") == 20
    assert f"And {len(verdicts) - 20} more, in" in text


def bias_missing() -> Explanation:
    return explained("bias-missing", 7.1234)
