"""A person's way of rounding as the sheet shows it. The sheets are worked by NumPy, cut or rounded line by line."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence, evidence_of
from nnstep.grading.diagnose.habits import Habit, habits_of
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.sheet.working_precision import WorkingPrecision
from nnstep.grading.tolerance import Tolerance
from tests.grading.diagnose.exercises import TWO_LAYERS, graded, grader_of

X, W1, B1 = np.array([0.5, 1.0]), np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0.1, 0.2])
W2, B2, RATE = np.array([0.1, 0.2]), 0.3, 0.5


def kept(value: np.ndarray | float, decimals: int, cuts: bool) -> np.ndarray:
    """Return a value as one goes on with it who rounds, or cuts off, all else."""
    units = np.round(np.asarray(value) * 10.0**decimals, 6)
    whole: np.ndarray = np.trunc(units) if cuts else np.round(units)
    return whole / 10.0**decimals


def worked(decimals: int, *, cuts: bool, chosen: tuple[str, ...] = ()) -> str:
    """Return the exercise worked with so many decimals: everything, or a part of it."""

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    def keep(value: np.ndarray | float) -> np.ndarray:
        return kept(value, decimals, cuts)

    z1 = keep(W1 @ X + B1)
    a1 = keep(sigmoid(z1))
    z2 = keep(W2 @ a1 + B2)
    a2 = keep(sigmoid(z2))
    delta2 = keep((a2 - 1) * a2 * (1 - a2))
    delta1 = keep(W2 * delta2 * a1 * (1 - a1))
    found = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "delta2": delta2, "delta1": delta1}
    found |= {"W2": keep(W2 - RATE * delta2 * a1), "W1": keep(W1 - RATE * np.outer(delta1, X))}
    lines = []
    for id, value in found.items():
        texts = ", ".join(f"{number:.{decimals}f}" for number in np.atleast_1d(value).ravel())
        rows = texts.split(", ")
        text = f"[[{rows[0]}, {rows[1]}], [{rows[2]}, {rows[3]}]]" if len(rows) == 4 else f"[{texts}]"
        lines += [f"{id} = [{text}]" if id == "W2" else f"{id} = {text}"] if not chosen or id in chosen else []
    return "\n".join(lines) + "\n"


def habits(text: str, grader: Grader | None = None) -> tuple[Habit, ...]:
    grader = grader or grader_of(TWO_LAYERS)
    return habits_of(grader.context, evidence(text, grader))


def evidence(text: str, grader: Grader) -> Evidence:
    return evidence_of(grader.context, parse_sheet(text, "sheet.toml", grader.program))


@pytest.mark.parametrize("decimals", [3, 4, 5])
@pytest.mark.parametrize("cuts", [False, True])
@pytest.mark.parametrize("chosen", [(), ("W1", "W2")])
def test_a_sheet_worked_with_cut_or_rounded_digits_is_right(decimals: int, cuts: bool, chosen: tuple[str, ...]) -> None:
    result = graded(TWO_LAYERS, worked(decimals, cuts=cuts, chosen=chosen))
    assert result.is_right, result.summary


def test_a_sheet_that_needs_no_habit_has_none() -> None:
    (habit,) = habits("z1 = [0.35, -0.05]\na1 = [0.58662, 0.48750]\n")
    assert (habit.bits, habit.evidence.hidden, habit.evidence.precision) == (0, None, WorkingPrecision(None, 2))


def test_a_person_who_has_to_round_has_the_plain_habit_alone() -> None:
    (habit,) = habits("a1 = [0.58672, 0.48750]\n", Grader(grader_of(TWO_LAYERS).program, Tolerance(accepts_cut=False)))
    assert habit.bits == 0


def test_cut_digits_are_a_habit_where_many_numbers_show_them() -> None:
    """With two decimals cut off, the numbers after it leave what rounding allows."""
    best, *_ = habits(worked(2, cuts=True))
    assert best.evidence.precision is not None
    assert best.bits in (0, bits.CUTS, bits.CUTS + bits.ROUNDS_HIDDEN)


def test_the_evidence_of_cut_digits_cuts_the_arrays_and_the_precision() -> None:
    plain = evidence("a1 = [0.5866, 0.4875]\n", grader_of(TWO_LAYERS))
    cut = plain.with_cut_digits()
    value = np.array([[0.58669], [0.48749]])
    assert cut.answers[1, "a1"].near(value).ravel().tolist() == [True, False]
    assert plain.answers[1, "a1"].near(value).ravel().tolist() == [False, True]
    assert cut.precision == WorkingPrecision(4, 4, cuts=True)
    assert cut.right is plain.right
