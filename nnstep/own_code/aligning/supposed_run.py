"""Runs of the exercise as they would be if something were done otherwise: the values of the first training steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from nnstep.errors import ProgramError
from nnstep.expr.array import Array, Shape
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Call, Expr
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.substeps import substeps
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.true_run import TrueRun, entered
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.plan import Plan
from nnstep.program.program import Program

HeldKey: TypeAlias = tuple[int, int, str, str]
"""A training step, an operation's number, a quantity, and what on the way to it: what tells a value from all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A value of a supposed run: of an operation of a training step, or of what a step starts from."""

    step: int
    """The training step, from 1."""
    number: int
    """The operation's number, from 0; -1 for what the step starts from."""
    id: str
    value: Array
    part: str = ""
    """What of the operation it is, where it is a result on the way to its value: ``W2.T @ delta2``."""

    @property
    def key(self) -> HeldKey:
        """What tells it from all others of the run."""
        return self.step, self.number, self.id, self.part


@dataclass(frozen=True, slots=True, eq=False)
class SupposedRun:
    """The values of the first training steps under a supposition."""

    held: tuple[Held, ...]
    before: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """By training step: all values that it starts from."""

    def values_before(self, step: int, number: int) -> dict[str, Any]:
        """Return all values as operation `number` of a training step finds them."""
        here = (held for held in self.held if held.step == step and 0 <= held.number < number and not held.part)
        return {**self.before.get(step, {}), **{held.id: held.value for held in here}}

    def value(self, step: int, id: str) -> Array | None:
        """Return what an operation of a training step gave, or what the first one started from."""
        found = None
        for held in self.held:
            if held.id == id and not held.part and (held.step == step or (held.step < step and found is None)):
                found = held.value
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Supposition:
    """What is done otherwise than the exercise asks."""

    plan: Plan
    lines: tuple[CompiledOp, ...] = ()
    """The operations that slips are made in, where they are not the exercise's own."""
    plans: Sequence[Plan] = ()
    """The plan of each training step, where they differ."""
    put: Mapping[tuple[int, str], Array] = field(default_factory=dict)
    """Values in place of what an operation gives, by training step, from 1, and quantity; step 0: of the start."""
    summed: frozenset[str] = frozenset()
    """Quantities that grow from training step to training step, since they are never set back to 0."""
    feeds: Sequence[Mapping[str, Array]] = ()
    """What the training steps are given, in place of what the exercise gives them."""

    def plan_of(self, step: int) -> Plan:
        """Return what is computed in a training step, from 1."""
        return self.plans[step - 1] if self.plans else self.plan

    def given(self, program: Program, plan: Plan, step: int) -> dict[str, Any]:
        """Return what a training step starts from otherwise than in the exercise."""
        again = program.schedule.feeds(0) if program.schedule.samples is None else {}
        values: dict[str, Any] = dict(plan.feeds(step - 1)) if plan.feeds is not None else {}
        if step <= len(self.feeds):
            values |= self.feeds[step - 1]
        if step == 1:
            values |= plan.start
        values |= {id: value for (at, id), value in self.put.items() if at == 0 and (step == 1 or id in again)}
        values |= plan.constants
        return values


@np.errstate(all="ignore")
def run_one_step(
    context: GradingContext, supposition: Supposition, step: int, before: Mapping[str, Any]
) -> tuple[SupposedRun, Mapping[str, Any]]:
    """Return the values of training step `step` alone, and what the next one starts from.

    What grows from training step to training step has only this one's share.
    """
    program = context.program
    values = {**before, **supposition.given(program, supposition.plan_of(step), step)}
    held, _ = _operations(context, supposition, step, values)
    parameters = {id: values[id] for id in program.parameters}
    return SupposedRun(tuple(held)), entered(program, step, parameters, values)


@np.errstate(all="ignore")  # another operation than the exercise's can divide by 0 or leave all bounds
def run_supposed(
    context: GradingContext, supposition: Supposition, steps: int, *, in_parts: bool = False
) -> SupposedRun:
    """Return the values of the first training steps; the run ends where they can't be computed.

    With `in_parts` what is computed on the way to each value is among them.
    """
    program = context.program
    before: dict[int, Mapping[str, Any]] = {}
    held: list[Held] = []
    parameters: dict[str, Array] = {}
    earlier: dict[str, Any] = {}
    sums: dict[str, Array] = {}
    for step in range(1, steps + 1):
        values = entered(program, step - 1, parameters, earlier)
        values |= supposition.given(program, supposition.plan_of(step), step)
        before[step] = dict(values)
        given = [id for id in program.quantities if id in values and (step == 1 or id in program.schedule.feeds(0))]
        held += [Held(step, -1, id, np.asarray(values[id])) for id in given]
        found, is_whole = _operations(context, supposition, step, values, sums, in_parts=in_parts)
        held += found
        if not is_whole:
            break
        parameters = {id: values[id] for id in program.parameters}
        earlier = values
    return SupposedRun(tuple(held), before)


def _operations(
    context: GradingContext,
    supposition: Supposition,
    step: int,
    values: dict[str, Any],
    sums: dict[str, Array] | None = None,
    *,
    in_parts: bool = False,
) -> tuple[list[Held], bool]:
    """Work out the operations of a training step, which go into `values`; return them, and whether all could be."""
    plan = supposition.plan_of(step)
    held: list[Held] = []
    for number, line in enumerate(plan.lines):
        value = _worked_out(context, plan, line, values)
        if value is None:
            return held, False
        if in_parts:
            held += _parts(context, line, values, step, number)
        value = supposition.put.get((step, line.target), value)
        if sums is not None and line.target in supposition.summed:
            value = sums[line.target] = value + sums.get(line.target, 0.0)
        values[line.target] = value
        held.append(Held(step, number, line.target, value))
    return held, True


def _worked_out(context: GradingContext, plan: Plan, line: CompiledOp, values: Mapping[str, Any]) -> Array | None:
    try:
        return plan.value(context.compiler, line, values)
    except (NameError, IndexError, ValueError, ZeroDivisionError):
        return None


def _parts(
    context: GradingContext, line: CompiledOp, values: Mapping[str, Any], step: int, number: int
) -> Iterator[Held]:
    """Yield what is computed on the way to the result of an operation."""
    shapes = {id: np.shape(values[id]) for id in line.reads if id in values}
    yield from _steps_of(context, line.expression, values, shapes, Held(step, number, line.target, np.zeros(())))
    if isinstance(line.expression, Call) and line.expression.function in PRIMITIVES:
        defined = PRIMITIVES[line.expression.function].defined(line.expression.arguments)
        if defined is not None:
            yield from _steps_of(context, defined, values, shapes, Held(step, number, line.target, np.zeros(())))


def _steps_of(
    context: GradingContext, expression: Expr, values: Mapping[str, Any], shapes: Mapping[str, Shape], of: Held
) -> Iterator[Held]:
    """Yield what is computed on the way to an expression, as parts of the value `of`."""
    results = dict(values)
    try:
        for sub in substeps(expression, shapes)[:-1]:
            value = context.compiler.value(context.compiler.code(sub.short), results)
            results[sub.name] = value
            yield replace(of, value=value, part=source(sub.whole))
    except (NameError, IndexError, ValueError, ZeroDivisionError, ProgramError):
        return


def run_elsewhere(context: GradingContext, run: TrueRun, steps: int, every: int, shift: int) -> SupposedRun:
    """Return the values of another run, of which `every` training steps make one, begun `shift` steps later."""
    held: list[Held] = []
    for step in range(1, steps + 1):
        at = step * every + shift
        if at < 1:
            continue
        values = run.step(at)
        if step == 1:
            held += [
                Held(1, -1, id, np.asarray(value))
                for id, value in values.before.items()
                if id in context.program.shapes
            ]
        held += [
            Held(step, number, op.target, np.asarray(values.value(op.target)))
            for number, op in enumerate(context.program.ops)
            if op.target in values.after
        ]
    return SupposedRun(tuple(held))
