"""What a combination of departures gives where a sheet has numbers, and how far it comes with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstep.errors import NNStepError
from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.conventions.alternatives import apply
from nnstep.grading.conventions.departure import Departure
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.tolerance import Tolerance
from nnstep.grading.verdict import place_name
from nnstep.program.addresses import address
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario

_NEAR = 20
"""So many units of its last digit may be off what follows from numbers that were rounded on the way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a combination comes."""

    departures: dict[str, str]
    """What is other than in the scenario, by key."""
    right: int
    """How many numbers of the sheet it gives."""
    total: int
    """How many numbers the sheet has."""
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

    @property
    def order(self) -> tuple[int, int]:
        """What outcomes are sorted by: the best first, of them the simplest."""
        return -self.right, len(self.departures)


def named(departures: Mapping[str, str]) -> str:
    """Return departures in words."""
    return ", ".join(f"{key} {value}" for key, value in departures.items())


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """One combination with what it gives where the sheet has numbers."""

    combination: Mapping[str, Departure]
    scenario: Scenario
    numbers: tuple[float, ...]
    """In the order of the operations, to 12 digits: what differs by another order of operations is the same."""
    first_wrong: int
    """The place of the first of them that is not what was written; their count where there is none."""
    near: int
    """How many of them are what was written, but for what rounding on the way can add up to."""
    outcome: Outcome

    @property
    def key(self) -> bytes:
        """What those with the same numbers have alike."""
        return np.array(self.numbers).tobytes()


class Comparison:
    """Compares combinations with one sheet."""

    def __init__(self, scenario: Scenario, sheet: Sheet, tolerance: Tolerance) -> None:
        program = compile_program(scenario)
        self._scenario = scenario
        self._tolerance = tolerance
        self._sample_axis = program.sample_axis
        places = {op.target: number for number, op in enumerate(program.ops)}
        self._given = sorted(sheet.answers.items(), key=lambda item: (item[0][0], places.get(item[0][1], -1)))
        self._total = sum(len(given.cells) for given in sheet.answers.values())

    def tried(self, combination: Mapping[str, Departure]) -> Tried | None:
        """Return what a combination gives; None where there is no such program."""
        scenario = apply(self._scenario, combination)
        if scenario is None:
            return None
        try:
            program = compile_program(scenario)
        except NNStepError:  # a combination that does not exist
            return None
        with np.errstate(all="ignore"):
            return self._compared(combination, scenario, program)

    def _compared(self, combination: Mapping[str, Departure], scenario: Scenario, program: Program) -> Tried:
        exact = TrueRun(program)
        numbers: list[float] = []
        right, near, first_wrong, first_off = 0, 0, self._total, ""
        for (step, id), given in self._given:
            value = _value(program, exact, step, given, turned=program.sample_axis != self._sample_axis)
            for index, written in given.cells.items():
                number = float(value[index])
                if self._tolerance.accepts(number, written):
                    right += 1
                elif not first_off:
                    first_wrong = len(numbers)
                    first_off = off_text(step, address(id, index, program), written, number)
                near += abs(number - written.number) <= _NEAR * written.unit
                numbers.append(float(f"{number:.12g}"))
        names = {key: value for departure in combination.values() for key, value in departure.names.items()}
        outcome = Outcome(names, right, self._total, first_off)
        return Tried(combination, scenario, tuple(numbers), first_wrong, near, outcome)


def _value(program: Program, exact: TrueRun, step: int, given: Given, *, turned: bool) -> Array:
    """Return a quantity of a run, NaN throughout where it has none of this shape.

    It is `turned` where samples lie along the other axis.
    """
    values = exact.step(step)
    value = np.asarray(values.value(given.id)) if given.id in values.after or given.id in values.before else None
    if turned and value is not None and given.id in program.columns:
        value = value.T
    return np.full(given.shape, np.nan) if value is None or value.shape != given.shape else value


def off_text(step: int, place: str, written: Written, number: float) -> str:
    """Return where a number stands, what was written, and what comes out."""
    digits = max(6, written.significant + 1)
    there = "there is none here" if np.isnan(number) else f"here {number:.{min(digits, 17)}g}"
    return f"{place_name(step, place)} {written}, {there}"
