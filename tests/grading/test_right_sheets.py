"""A correct sheet is never called a mistake, however it was rounded; nor is what follows from one mistake."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnstep.grading.sheet.answer_sheet import Sheet
from tests.grading.made_mistakes import SETTINGS, is_possible
from tests.grading.test_mistakes import engine_of
from tests.grading.worked import at_decimals, rounded, sheet_of, worked

SETTING = st.sampled_from(list(SETTINGS))
SEED = st.integers(0, 2)
WRITE = st.tuples(st.sampled_from([rounded, at_decimals]), st.integers(1, 9))


@pytest.mark.thorough
@given(SETTING, SEED, WRITE, st.booleans())
def test_right_numbers_are_right_with_rounded_ones_carried_on_or_not(
    setting: str, seed: int, how: tuple, carried: bool
) -> None:
    grader, (write, digits) = engine_of(setting, seed), how

    def written(_step: int, _id: str, value: np.ndarray) -> np.ndarray:
        result = np.array(value)
        for index in np.ndindex(result.shape):
            result[index] = write(float(value[index]), digits).number
        return result

    values = worked(grader.program, steps=2, **({"change": written} if carried else {}))
    assume(is_possible(values))  # a square of what was rounded to 0 can be divided by
    result = grader.grade(sheet_of(values, lambda value: write(value, digits)))
    assert not result.new_mistakes
    assert {v.kind for v in result.verdicts} <= {"correct", "rounded", "single", "ambiguous"}


@given(SETTING, SEED, st.data())
def test_right_numbers_on_a_partial_sheet_of_any_digits_are_right(setting: str, seed: int, data: st.DataObject) -> None:
    grader = engine_of(setting, seed)
    values = worked(grader.program, steps=2)
    chosen = data.draw(st.lists(st.sampled_from(list(values)), min_size=1, unique=True))
    sheet = sheet_of({key: values[key] for key in chosen}, lambda v: rounded(v, data.draw(st.integers(1, 12))))
    assert grader.grade(sheet).is_right


@pytest.mark.sweep
@pytest.mark.parametrize("setting", ["sigmoids", "three layers", "rows", "stepwise", "square"])
def test_one_wrong_number_and_all_else_worked_from_it_is_one_mistake(setting: str) -> None:
    grader = engine_of(setting, 1)
    mistake = 0.4321

    def change(step: int, id: str, value: np.ndarray) -> np.ndarray:
        if (step, id) != (1, "z1"):
            return value
        result = np.array(value)
        result.flat[0] = mistake
        return result

    result = grader.grade(sheet_of(worked(grader.program, steps=2, change=change), lambda v: rounded(v, 8)))
    kinds = {verdict.place: verdict.kind for verdict in result.verdicts}
    first = result.first_mistake
    assert first is not None
    assert first.id == "z1"
    assert len(result.new_mistakes) == 1
    assert set(kinds.values()) <= {"wrong", "mistake", "ambiguous", "correct", "carried"}
    assert result.count("carried") > 10
    assert all(first.place in v.origins for v in result.verdicts if v.kind == "carried")
    where = f"first at {first.place}; of no known kind" if first.kind == "wrong" else f"first at {first.place}"
    assert f", 1 mistake ({where}), {result.count('carried')} carried" in result.summary


def test_what_follows_from_a_mistake_with_more_digits_than_are_written_is_carried_by_its_interval() -> None:
    grader = engine_of("sigmoids", 0)

    def change(step: int, id: str, value: np.ndarray) -> np.ndarray:
        return value + 0.1 if (step, id) == (1, "z1") else value

    sheet = sheet_of(worked(grader.program, change=change), lambda v: rounded(v, 3))
    kinds = [verdict.kind for verdict in grader.grade(sheet).verdicts if verdict.id != "z1"]
    assert set(kinds) <= {"carried", "correct"}


def test_an_empty_sheet_has_nothing_wrong() -> None:
    assert engine_of("sigmoids", 0).grade(Sheet("empty", {})).is_right
