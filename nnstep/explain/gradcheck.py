"""Backpropagated gradients against central differences: (E(w + h) - E(w - h)) / 2h, weight by weight.

The difference runs the forward operations and the error, and nothing else. A run of single precision is checked in
double precision, at the very numbers that it has: float32 has too few digits left in a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal, TypeAlias

import numpy as np

from nnstep.engine.executor import Executor
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.in_double import doubled, in_double
from nnstep.program.operations.given_quantities import check_all_computed
from nnstep.program.program import Program
from nnstep.progress import Tell, tell_nobody

GradientVerdict: TypeAlias = Literal["right", "wrong", "kink", "no derivative"]

_STEP = float(np.cbrt(np.finfo(float).eps))
"""The relative h at which the errors of truncation and of rounding are balanced."""
_RELATIVE = 1e-6
"""The relative error allowed to a right gradient."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """One parameter's gradient, both ways; all arrays have the parameter's shape."""

    parameter: str
    gradient: Array
    """As backpropagated, with the sign that the run gives it."""
    numerical: Array
    """By central differences, with the same sign."""
    kinks: Array
    """1 where an activation or the error changes sides at a kink between w - h and w + h: the difference tells nothing.
    """
    allowance: float
    """The difference that rounding alone may make."""
    descends: bool = True
    """Whether the update takes the derivative at all."""

    @property
    def relative_errors(self) -> Array:
        """The distance of the two over the larger one.

        A gradient too small to be compared, because of rounding, is measured against the smallest one that can be;
        elements at a kink count as 0.
        """
        distance = np.abs(self.gradient - self.numerical)
        larger = np.maximum(np.abs(self.gradient), np.abs(self.numerical))
        errors = distance / np.maximum(larger, self.allowance / _RELATIVE)
        return np.where(self.kinks > 0, 0.0, errors)

    @property
    def worst(self) -> float:
        """The largest relative error; NaN where a gradient is NaN."""
        return float(self.relative_errors.max())

    @property
    def verdict(self) -> GradientVerdict:
        """Whether the gradient agrees; `kink` where some elements cannot be compared and the others agree.

        There is nothing to compare with `no derivative`.
        """
        if not self.descends:
            return "no derivative"
        if not self.worst <= _RELATIVE:
            return "wrong"
        return "kink" if self.kinks.any() else "right"


@dataclass(frozen=True, slots=True)
class Difference:
    """A central difference of the error by one element."""

    step: float
    """The h in (E(w + h) - E(w - h)) / 2h."""
    up: float
    """E(w + h)."""
    down: float
    """E(w - h)."""
    quotient: float
    """The numerical derivative."""
    kink: bool
    """Whether an activation or the error changes sides at a kink between w - h and w + h, so that it tells nothing."""


def check_gradients(program: Program, step: int = 0, tell: Tell = tell_nobody) -> list[GradientCheck]:
    """Return the check of every parameter's gradient in a training step, from 0, in the order of the parameters.

    Where an update comes before a gradient, as in the order "output-first", the gradient is that of the program and
    the difference is that of the error as computed.
    """
    check_all_computed(program, "the gradients can't be checked")
    double = in_double(program)
    executor = Executor(double)
    start = Timeline(program).seek(step * len(program.ops)).values
    parameters = {id: start[id] for id in program.parameters}
    start = executor.start_values(step, doubled(parameters))
    values = executor.run(dict(start))
    start = executor.run(start, "forward", "error")
    allowance = _allowance(float(start[program.objective]))
    count, done = sum(prod(program.shapes[id]) for id in program.gradients), 0
    checks = []
    for parameter, gradient in program.gradients.items():
        numerical, kinks = np.zeros(start[parameter].shape), np.zeros(start[parameter].shape)
        for index in np.ndindex(numerical.shape):
            difference = central_difference(double, executor, start, parameter, index)
            numerical[index], kinks[index] = program.gradient_sign * difference.quotient, difference.kink
            done += 1
            tell("checking the gradients", done / count)
        checks.append(GradientCheck(parameter, values[gradient], numerical, kinks, allowance, program.descends))
    return checks


def error_position(program: Program) -> int:
    """Return the number of operations of a training step up to the error."""
    return next(number for number, op in enumerate(program.ops, start=1) if op.target == program.objective)


def central_difference(
    program: Program, executor: Executor, values: Mapping[str, Array], parameter: str, index: tuple[int, ...]
) -> Difference:
    """Return the central difference by one element, given the `values` of a training step before any update."""
    weight = float(values[parameter][index])
    step = _STEP * max(1.0, abs(weight))
    up, down = (_with_weight(executor, values, parameter, index, w) for w in (weight + step, weight - step))
    high, low = float(up[program.objective]), float(down[program.objective])
    return Difference(
        step=step,
        up=high,
        down=low,
        quotient=(high - low) / ((weight + step) - (weight - step)),
        kink=any(np.any((evaluate(kink, up) > 0) != (evaluate(kink, down) > 0)) for kink in program.kinks),
    )


def _allowance(error: float) -> float:
    """Return how much rounding of E, some hundred units of its last place, can change a difference quotient."""
    return 100 * float(np.finfo(float).eps) * max(1.0, abs(error)) / _STEP


def _with_weight(
    executor: Executor, start: Mapping[str, Array], parameter: str, index: tuple[int, ...], weight: float
) -> dict[str, Array]:
    """Return the values up to E with one weight changed."""
    changed = np.array(start[parameter])
    changed[index] = weight
    return executor.run({**start, parameter: changed}, "forward", "error")
