"""Which given answers an element is worked out from."""

from __future__ import annotations

import pytest

from nnstep.grading.baseline import answer_dependencies
from nnstep.grading.baseline.answer_dependencies import AnswerDependencies, Cell
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.grading.reports.reported import PROGRAM


def nearest(text: str, step: int, id: str, index: Index = ()) -> set[Cell]:
    return set(AnswerDependencies(PROGRAM, parse_sheet(text, "anna.toml", PROGRAM)).direct(step, id, index))


def test_the_nearest_answers_count_and_not_what_is_behind_them() -> None:
    text = "z1 = [0.3775, 0.3925]\na1 = [0.5933, 0.5969]\n"
    assert nearest(text, 1, "z2", (0, 0)) == {(1, "a1", (0, 0)), (1, "a1", (1, 0))}
    assert nearest(text, 1, "a1", (1, 0)) == {(1, "z1", (1, 0))}


def test_through_what_was_not_given_the_answers_behind_it_count() -> None:
    assert nearest("z1 = [0.3775, 0.3925]\n", 1, "a2", (0, 0)) == {(1, "z1", (0, 0)), (1, "z1", (1, 0))}


def test_nothing_is_behind_the_first_answer() -> None:
    assert nearest("z1 = [0.3775, 0.3925]\n", 1, "z1", (0, 0)) == set()


def test_a_training_step_after_one_that_was_left_out_starts_from_all_that_was_given_before() -> None:
    text = "[step.1]\nb2 = [0.5, 0.6]\n[step.3]\nz1 = [0.3, 0.4]\n"
    assert nearest(text, 3, "z1", (0, 0)) == {(1, "b2", (0, 0)), (1, "b2", (1, 0))}


def test_a_large_operation_is_looked_at_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_dependencies, "_MOST_ELEMENTS", 1)
    text = "z1 = [0.3775, 0.3925]\na1 = [0.5933, 0.5969]\n"
    assert nearest(text, 1, "a1", (1, 0)) == {(1, "z1", (0, 0)), (1, "z1", (1, 0))}
