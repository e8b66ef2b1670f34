"""Whether a number is consistent with the earlier ones, each of which may be rounded to what was written.

What is not on the sheet, and each product or sum within an operation, may be rounded too, to the digits that the person
works with. Where the true value has no more digits than were written, as the 23 of an exercise in whole numbers or the
0 of a shut rectifier, nothing was rounded: such a number stands for itself alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from nnstep.expr.array import Array, Mask
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.intervals import Interval, bounds
from nnstep.grading.baseline.true_run import entered
from nnstep.grading.context import GradingContext
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.working_precision import WorkingPrecision
from nnstep.grading.sheet.written_arrays import WrittenArrays
from nnstep.grading.tolerance import NOISE

_MOST_STEPS = 20
"""Over more training steps bounds grow beyond all use."""
_MOST_UNITS = 1e9
"""With more units of the last digit the rounding of the calculation can make a number look as if it ended there."""
_NO_UNIT = 1e-9
_MOST_REMEMBERED = 1000
"""Of so many answers it is kept what their numbers can stand for: every story of a sheet asks for the same."""
_HALF = 1e-9
"""So much of a unit about an exact half is one, whatever float64 makes of it."""


class Planned(Protocol):
    """What is done in a training step."""

    @property
    def lines(self) -> tuple[CompiledOp, ...]:
        """The operations."""

    @property
    def miswritten(self) -> Mapping[str, tuple[Index, ...]]:
        """By target: which given numbers are not what the person went on with."""

    def bounds(self, line: CompiledOp, value: Interval, values: Mapping[str, Interval]) -> Interval:
        """Return what an operation gives, where its `value` is altered before it is used."""


class RoundingIntervals:
    """The intervals of a run in which every given number stands for what it can have been rounded from."""

    def __init__(
        self,
        context: GradingContext,
        answers: Mapping[tuple[int, str], WrittenArrays],
        plan: Callable[[int], Planned],
        first: int,
        precision: WorkingPrecision | None,
        *,
        in_any_order: bool,
    ) -> None:
        """`in_any_order`: parts of an operation can be worked out, and rounded, in another order than its formula's."""
        self._context = context
        self._answers = answers
        self._plan = plan
        self._first = first
        self._step = first - 1
        self._done = 0
        self.count = 0
        """How many operations were gone through."""
        self._precision = precision
        self._in_any_order = in_any_order
        self._values: dict[str, Interval] = {}
        self._worked: dict[tuple[int, str], Interval] = {}
        self._targets = {op.target for op in context.program.ops}

    def of(self, step: int, id: str) -> Interval | None:
        """Return the interval of a quantity as it is worked out in a training step; None where there is none."""
        if id not in self._targets or step - self._step > _MOST_STEPS:
            return None
        with np.errstate(all="ignore"):
            while (step, id) not in self._worked:
                if self._step > step:
                    return None
                self._advance()
        return self._worked[step, id]

    def _advance(self) -> None:
        if self._step < self._first or self._done == len(self._plan(self._step).lines):
            self._enter(self._step + 1)
        plan = self._plan(self._step)
        line = plan.lines[self._done]
        try:
            value = bounds(line.expression, self._values, self._rounded)
            value = plan.bounds(line, value, self._values)
        except (KeyError, IndexError, ValueError):  # as of a training step before the first
            # A story can train what the exercise keeps fixed; the state of its optimizer then has no shape here.
            unknown = np.full(self._context.program.shapes_in(self._step - 1).get(line.target, ()), np.nan)
            value = Interval(unknown, unknown)
        self._worked.setdefault((self._step, line.target), value)
        answer = self._answers.get((self._step, line.target))
        self._values[line.target] = self._rounded(value) if answer is None else self._laid_over(value, answer, plan)
        self._done += 1
        self.count += 1

    def _rounded(self, value: Interval) -> Interval:
        """Return the interval of a value that may, or may not, be rounded to the digits that the person works with."""
        if self._precision is None:
            return value
        # Both ends at once: most arrays are so small that a call costs more than what it does.
        low_unit, high_unit = self._precision.unit(np.array((value.low, value.high)))
        if self._in_any_order:
            far = (1.0 if self._precision.cuts else 0.5) * np.fmax(low_unit, high_unit)
            exact = value.low == value.high
            if exact.any():
                far = np.where(exact & (self._precision.rounded(value.low) == value.low), 0.0, far)
            return Interval(value.low - far, value.high + far)
        # An exact half is rounded either way.
        ends = np.array((value.low - _HALF * low_unit, value.high + _HALF * high_unit))
        low, high = self._precision.rounded(ends)
        return Interval(np.fmin(value.low, low), np.fmax(value.high, high))

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
        for (number, id), answer in self._answers.items():
            if number == step and id not in self._targets:
                self._values[id] = self._laid_over(self._values[id], answer, self._plan(step))

    def _laid_over(self, value: Interval, answer: WrittenArrays, plan: Planned) -> Interval:
        """Return what the given numbers can stand for: what was worked out, as far as it is rounded to them, or itself.

        A number that what was worked out is not rounded to is a mistake: that can be any number which is.
        """
        if answer not in self._context.stood_for:
            if len(self._context.stood_for) >= _MOST_REMEMBERED:
                self._context.stood_for.clear()
            exact = np.asarray(self._context.exact.step(answer.step).value(answer.id))
            self._context.stood_for[answer] = _stood_for(exact, answer)
        least, most = self._context.stood_for[answer]
        low, high = np.maximum(value.low, least), np.minimum(value.high, most)
        inside = low <= high
        least = np.where(inside, np.minimum(answer.number, low), least)
        most = np.where(inside, np.maximum(answer.number, high), most)
        used, meant = np.array(answer.given), value
        for index in plan.miswritten.get(answer.id, ()):
            used[index], meant = False, self._rounded(value)
        return Interval(np.where(used, least, meant.low), np.where(used, most, meant.high))


def _stood_for(exact: Array, answer: WrittenArrays) -> tuple[Array, Array]:
    """Return the least and the largest value that each number can have been rounded from."""
    written_out = _is_written_out(exact, answer)
    wide = np.where(answer.loose(exact) & ~answer.near(exact), answer.unit, answer.half)
    return (
        np.where(written_out, answer.number, answer.middle - wide),
        np.where(written_out, answer.number, answer.middle + wide),
    )


def _is_written_out(exact: Array, answer: WrittenArrays) -> Mask:
    """Return where the true value has no more digits than were written, but for the rounding of its calculation."""
    units = exact / answer.unit
    close = np.abs(units - np.round(units)) <= np.maximum(NOISE * np.abs(units), _NO_UNIT)
    return np.asarray(close & (np.abs(units) < _MOST_UNITS))
