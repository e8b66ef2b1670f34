"""How far combinations of conventions come with the numbers of a sheet: the few that come farthest, simplest first.

All departures are tried alone; those that change any number of the sheet, in pairs; and each of the combinations that
come farthest is then extended by one more departure. So what no pair brings nearer is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations as pairs_of

import numpy as np

from nnstep.errors import NNStepError, SheetError
from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.conventions.alternatives import Departure, apply, departures
from nnstep.grading.grader import Grader
from nnstep.grading.reports.number_report import shape_phrase
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import RAGGED
from nnstep.program.addresses import address
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario

_GRADED = 4
"""So many combinations are looked at number by number, where none gives all of them exactly."""
_EXTENDED = 4
"""So many combinations are extended by one more departure."""
_MOST_DEPARTURES = 5
_MOST_RUNS = 1_000
"""After so many combinations the search ends: about two seconds for a small network."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a combination comes."""

    departures: dict[str, str]
    """What is other than in the scenario, by key."""
    right: int
    total: int
    first_off: str
    """The first number that it does not give: where it stands, what was written, and what comes out; may be empty."""
    same: tuple[dict[str, str], ...] = ()
    """Other combinations that give the very same numbers wherever the sheet has one."""

    @property
    def reproduces(self) -> bool:
        """Whether it gives every number."""
        return self.right == self.total

    @property
    def name(self) -> str:
        """What is other, in words."""
        return named(self.departures) or "as the scenario states it"


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """One combination with what it gives where the sheet has numbers."""

    combination: Mapping[str, Departure]
    scenario: Scenario
    values: bytes
    outcome: Outcome


def named(departures: Mapping[str, str]) -> str:
    """Return departures in words."""
    return ", ".join(f"{key} {value}" for key, value in departures.items())


def outcomes(program: Program, sheet: Sheet, tolerance: Tolerance) -> list[Outcome]:
    """Return how far combinations of conventions come with the numbers of a sheet, the best and simplest first.

    Those that give the same numbers are one outcome. Where none gives every number, what follows from the sheet's own
    rounded ones is counted as right for those that come farthest. Raise SheetError where the sheet has no numbers, or
    some in another shape than their quantity's.
    """
    _check_numbers(sheet)
    search = _Search(program.scenario, sheet, tolerance)
    search.run()
    found = search.grouped()
    if not found[0].outcome.reproduces:
        found[:_GRADED] = [replace(each, outcome=_graded(each, sheet, tolerance)) for each in found[:_GRADED]]
    return sorted((each.outcome for each in found), key=_order)


def _order(outcome: Outcome) -> tuple[int, int]:
    return -outcome.right, len(outcome.departures)


class _Search:
    """The combinations tried for one sheet."""

    def __init__(self, scenario: Scenario, sheet: Sheet, tolerance: Tolerance) -> None:
        self._scenario = scenario
        self._tolerance = tolerance
        self._given = sorted(sheet.answers.items(), key=lambda item: item[0][0])
        self._total = sum(len(given.cells) for given in sheet.answers.values())
        self._single = list(departures(scenario))
        self._sample_axis = compile_program(scenario).sample_axis
        self._tried: dict[frozenset[Departure], _Tried | None] = {}

    def run(self) -> None:
        """Try the scenario itself, every departure alone, pairs, and extensions of the best."""
        self._try({})
        self._try_each({each.key: each} for each in self._single)
        if self._is_found():
            return
        telling = self._telling()
        self._try_each({a.key: a, b.key: b} for a, b in pairs_of(telling, 2) if a.key != b.key)
        for _ in range(_MOST_DEPARTURES - 2):
            best = self.grouped()[:_EXTENDED]
            if self._is_found() or len(self._tried) >= _MOST_RUNS:
                return
            before = len(self._tried)
            self._try_each({**each.combination, one.key: one} for each in best for one in telling)
            if len(self._tried) == before:
                return

    def grouped(self) -> list[_Tried]:
        """Return what was tried, the best first; what gives the same numbers stands with the simplest of it."""
        groups: dict[bytes, list[_Tried]] = {}
        for each in self._tried.values():
            if each is not None:
                groups.setdefault(each.values, []).append(each)
        first = []
        for first_one, *others in (sorted(group, key=lambda each: _order(each.outcome)) for group in groups.values()):
            simplest = [each for each in others if not _contains(each, first_one)]
            same = tuple(each.outcome.departures for each in simplest)
            first.append(replace(first_one, outcome=replace(first_one.outcome, same=same)))
        return sorted(first, key=lambda each: _order(each.outcome))

    def _telling(self) -> list[Departure]:
        """Return the departures that change a number of the sheet, one of those that change all in the same way."""
        found: dict[bytes, Departure] = {}
        for each in self._single:
            tried = self._tried[frozenset([each])]
            if tried is not None:
                found.setdefault(tried.values, each)
        own = self._tried[frozenset()]
        return [each for values, each in found.items() if own is None or values != own.values]

    def _is_found(self) -> bool:
        return any(each is not None and each.outcome.reproduces for each in self._tried.values())

    def _try_each(self, combinations: Iterable[Mapping[str, Departure]]) -> None:
        for combination in combinations:
            if len(self._tried) >= _MOST_RUNS:
                return
            self._try(combination)

    def _try(self, combination: Mapping[str, Departure]) -> None:
        key = frozenset(combination.values())
        if key in self._tried:
            return
        self._tried[key] = None
        scenario = apply(self._scenario, combination)
        if scenario is None:
            return
        try:
            program = compile_program(scenario)
        except NNStepError:  # a combination that does not exist
            return
        with np.errstate(all="ignore"):
            self._tried[key] = self._compared(combination, scenario, program)

    def _compared(self, combination: Mapping[str, Departure], scenario: Scenario, program: Program) -> _Tried:
        exact = TrueRun(program)
        numbers: list[float] = []
        right, first_off = 0, ""
        for (step, id), given in self._given:
            value = _value(program, exact, step, given, turned=program.sample_axis != self._sample_axis)
            for index, written in given.cells.items():
                number = float(value[index])
                numbers.append(number)
                if self._tolerance.accepts(number, written):
                    right += 1
                elif not first_off:
                    first_off = _off(step, address(id, index, program), written, number)
        names = {key: value for departure in combination.values() for key, value in departure.names.items()}
        # What differs by the rounding of another order of operations is the same.
        values = np.array([float(f"{number:.12g}") for number in numbers]).tobytes()
        return _Tried(combination, scenario, values, Outcome(names, right, self._total, first_off))


def _contains(larger: _Tried, smaller: _Tried) -> bool:
    return smaller.outcome.departures.items() <= larger.outcome.departures.items()


def _check_numbers(sheet: Sheet) -> None:
    problems = []
    for (step, id), given in sheet.answers.items():
        name = id if step == 1 else f"step.{step}.{id}"
        if given.fault == "ragged":
            problems.append(f"{name}: {RAGGED}")
        elif given.fault == "shape":
            problems.append(f"{name} is {shape_phrase(given.typed_shape)}, but must be {shape_phrase(given.shape)}")
    if problems:
        raise SheetError("\n".join(f"{sheet.name}: {text}" for text in problems), "correct the shape, or leave it out")
    if not any(given.cells for given in sheet.answers.values()):
        raise SheetError(f"{sheet.name}: no number is filled in", "fill in at least one, such as E = 0.29")


def _graded(tried: _Tried, sheet: Sheet, tolerance: Tolerance) -> Outcome:
    """Return how far a combination comes where what follows from the sheet's own rounded numbers counts as right."""
    program = compile_program(tried.scenario)
    if any(program.shapes_in(step - 1).get(id) != given.shape for (step, id), given in sheet.answers.items()):
        return tried.outcome
    verdicts = Grader(program, tolerance).grade(sheet).verdicts
    off = next((v for v in verdicts if not v.is_right and v.written is not None and v.exact is not None), None)
    first_off = "" if off is None or off.written is None else _off(off.step, off.address, off.written, off.exact or 0.0)
    return replace(tried.outcome, right=sum(verdict.is_right for verdict in verdicts), first_off=first_off)


def _value(program: Program, exact: TrueRun, step: int, given: Given, *, turned: bool) -> Array:
    """Return a quantity of a run, NaN throughout where it has none of this shape.

    It is `turned` where samples lie along the other axis.
    """
    values = exact.step(step)
    value = np.asarray(values.value(given.id)) if given.id in values.after or given.id in values.before else None
    if turned and value is not None and given.id in program.columns:
        value = value.T
    return np.full(given.shape, np.nan) if value is None or value.shape != given.shape else value


def _off(step: int, place: str, written: Written, number: float) -> str:
    where = place if step == 1 else f"step.{step}.{place}"
    digits = max(6, written.significant + 1)
    there = "there is none here" if np.isnan(number) else f"here {number:.{min(digits, 17)}g}"
    return f"{where} {written}, {there}"
