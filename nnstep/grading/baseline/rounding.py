"""Whether a number is consistent with the earlier ones, each of which may be rounded to what was written.

Where the true value has no more digits than were written, as the 23 of an exercise in whole numbers or the 0 of a shut
rectifier, nothing was rounded: such a number stands for itself alone.
"""

from __future__ import annotations

import numpy as np

from nnstep.grading.baseline.intervals import Interval, bounds
from nnstep.grading.baseline.true_run import entered
from nnstep.grading.context import GradingContext
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.tolerance import is_written_out

_MOST_STEPS = 20
"""Over more training steps bounds grow beyond all use."""


class RoundingIntervals:
    """The intervals of a run in which every given number stands for what it can have been rounded from."""

    def __init__(self, context: GradingContext, sheet: Sheet) -> None:
        self._context = context
        self._sheet = sheet
        self._step = sheet.steps[0] - 1
        self._done = 0
        self._values: dict[str, Interval] = {}
        self._worked: dict[tuple[int, str], Interval] = {}

    def of(self, step: int, id: str) -> Interval | None:
        """Return the interval of a quantity as it is worked out in a training step; None where there is none."""
        ops = self._context.program.ops
        number = next((n for n, op in enumerate(ops) if op.target == id), None)
        if number is None or step - self._step > _MOST_STEPS:
            return None
        with np.errstate(all="ignore"):
            while (step, id) not in self._worked:
                self._advance()
        return self._worked[step, id]

    def _advance(self) -> None:
        program = self._context.program
        if self._step < self._sheet.steps[0] or self._done == len(program.ops):
            self._enter(self._step + 1)
        op = program.ops[self._done]
        value = bounds(op.expression, self._values)
        self._worked[self._step, op.target] = value
        given = self._sheet.at(self._step, op.target)
        self._values[op.target] = value if given is None else self._laid_over(self._step, value, given)
        self._done += 1

    def _enter(self, step: int) -> None:
        program = self._context.program
        if self._values:
            parameters = {id: self._values[id] for id in program.parameters}
            given = {id: Interval.of(value) for id, value in entered(program, step - 1, {}, {}).items()}
            self._values = {**given, **parameters}
        else:
            before = self._context.exact.step(step).before
            self._values = {id: Interval.of(value) for id, value in before.items()}
        self._step, self._done = step, 0
        targets = {op.target for op in program.ops}
        for (number, id), answer in self._sheet.answers.items():
            if number == step and id not in targets:
                self._values[id] = self._laid_over(step, self._values[id], answer)

    def _laid_over(self, step: int, value: Interval, given: Given) -> Interval:
        """Return what the given numbers can stand for: what was worked out, as far as it is rounded to them, or itself.

        A number that what was worked out is not rounded to is a mistake: that can be any number which is.
        """
        exact = np.asarray(self._context.exact.step(step).value(given.id))
        low, high = np.array(value.low), np.array(value.high)
        for index, written in given.cells.items():
            half = 0.0 if is_written_out(float(exact[index]), written) else written.half
            least, most = written.number - half, written.number + half
            if self._context.tolerance.is_cut_off(float(exact[index]), written):
                least, most = min(least, written.number - 2 * half), max(most, written.number + 2 * half)
            within = max(float(value.low[index]), least), min(float(value.high[index]), most)
            if within[0] <= within[1]:
                least, most = min(written.number, within[0]), max(written.number, within[1])
            low[index], high[index] = least, most
        return Interval(low, high)
