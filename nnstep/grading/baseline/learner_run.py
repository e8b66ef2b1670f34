"""The run worked out again with a person's numbers put in where they were given. Knows no mistake and no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnstep.engine.fastpath.build import FastPath
from nnstep.expr.array import Array
from nnstep.grading.baseline.true_run import StepValues, TrueRun, entered
from nnstep.grading.sheet.answer_sheet import Given, Index
from nnstep.program.program import Program


@dataclass(slots=True, eq=False)
class LearnerRun:
    """One such run, as far as it has come."""

    program: Program
    exact: TrueRun
    put_in: dict[tuple[int, str], dict[Index, float]] = field(default_factory=dict)
    """What stands in for what was worked out, by training step, counted from 1, and id."""
    ahead: Mapping[tuple[int, str], dict[Index, float]] = field(default_factory=dict)
    """The same of what is given for later operations: for who worked in another order, as with weights updated first.
    """
    whole: dict[int, frozenset[str]] = field(default_factory=dict)
    """By training step: the quantities of which every element was put in."""
    steps: dict[int, StepValues] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """Everything as it is now."""

    def enter(self, step: int) -> None:
        """Begin training step `step`, with what the one before left behind."""
        if self.steps and (self.put_in or step - 1 in self.steps):
            values = self._carried_on(max(self.steps), step - 1)
            parameters = {id: values[id] for id in self.program.parameters}
            before = entered(self.program, step - 1, parameters, values)
        else:
            before = dict(self.exact.step(step).before)
        self.steps[step] = StepValues(before, {})
        self.values = dict(before)

    def _carried_on(self, last: int, step: int) -> dict[str, Any]:
        """Return everything after training step `step`, run on from the end of step `last`."""
        if last == step:
            return self.values
        fast = FastPath(self.program)
        fast.start({id: np.asarray(self.values[id]) for id in self.program.parameters}, {})
        fast.run(last, step, [])
        return {id: np.array(value) for id, value in fast.values().items() if id in self.values}

    def given(self, step: int, id: str, numbers: Mapping[Index, float]) -> None:
        """Put in numbers for a quantity that no operation gives, or that an operation has just given."""
        self.put_in[step, id] = {**self.put_in.get((step, id), {}), **numbers}
        value = self.laid_over(step, id, self.values[id])
        if len(self.put_in[step, id]) == value.size:
            self.whole[step] = self.whole.get(step, frozenset()) | {id}
        self.values[id] = value
        record = self.steps[step]
        (record.after if id in record.after else record.before)[id] = value

    def result(self, step: int, id: str, value: Array) -> None:
        """Note what an operation gives."""
        self.values[id] = value
        self.steps[step].after[id] = value

    def laid_over(self, step: int, id: str, value: Array) -> Array:
        """Return `value` with the numbers that were put in for it."""
        numbers = self.put_in.get((step, id)) or self.ahead.get((step, id))
        if not numbers:
            return value
        result = value.copy()
        for index, number in numbers.items():
            result[index] = number
        return result


def numbers_of(given: Given) -> dict[Index, float]:
    """Return the numbers of an answer."""
    return {index: written.number for index, written in given.cells.items()}
