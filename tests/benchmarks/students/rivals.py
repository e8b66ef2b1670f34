"""Other explanations that fit every number of a sheet, found by working the exercise with each of them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.students.cases import Case, worked
from tests.benchmarks.students.exercise import Cell
from tests.benchmarks.students.hand import HABITS, Hand
from tests.benchmarks.students.mistakes import SLIPS, WEIGHTS, Mistake, ways
from tests.benchmarks.students.slips import slipped
from tests.benchmarks.students.student import LATE, DiffersError, Student
from tests.benchmarks.students.true_ids import alike

ROUNDING = "rounding"
"""Stands for a sheet whose numbers are all right but for roundings."""


def rivals(case: Case) -> frozenset[str]:
    """Return the students' mistakes, other than the one made, that give every written number of a sheet."""
    (made,) = case.mistakes
    found = {ROUNDING} if _rounded(case) else set[str]()
    whole, _ = worked(case.exercise, case.habit, case.digits, significant=case.significant)
    for id in WEIGHTS:
        if id == "arithmetic-slip" or alike(id, made.id):
            continue
        if any(_fits(case, way) for way in _candidates(case, id, whole)):
            found.add(id)
    return frozenset(found)


def _rounded(case: Case) -> bool:
    """Return whether all numbers are right but for roundings: those of any habit, or of a unit of the last place."""
    if all(abs(float(text) - float(case.right[cell])) < 1.5 * _unit(text) for cell, text in case.shown.items()):
        return True
    for habit in HABITS:
        texts, _ = worked(case.exercise, habit, case.digits, significant=case.significant)
        if all(texts.get(cell) == text for cell, text in case.shown.items()):
            return True
    return False


def _unit(text: str) -> float:
    return 10.0 ** -len(text.partition(".")[2])


def _fits(case: Case, way: Mistake) -> bool:
    hand = Hand(case.habit, case.digits, case.significant)
    try:
        texts = Student(case.exercise, hand, (way,), None if way.id in LATE else case.shown).work()
    except (DiffersError, ArithmeticError):
        return False
    return all(texts[cell] == text for cell, text in case.shown.items())


def _candidates(case: Case, id: str, whole: dict[Cell, str]) -> Iterator[Mistake]:
    """Yield the ways that can fit; slips that show and do not give what stands there are left out unworked."""
    changed = case.changed
    for way in ways(case.exercise, id, tuple(whole)):
        if id in SLIPS:
            text = whole[way.cell] if way.cell else ""
            source = whole[way.source] if way.source else ""
            wrong = slipped(text, way, source)
            if wrong == text or case.shown.get(way.cell or (0, "", ()), wrong) != wrong:
                continue
            if not way.carried and changed != {way.cell}:
                continue
        yield way
