"""Works operations out as a story has them done, with the person's rounding, and counts how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnstep.engine.fastpath.build import FastPath
from nnstep.expr.array import Array
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.true_run import entered
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.evidence import Evidence
from nnstep.grading.diagnose.plan import Plan

MOST_LOOPED = 400
"""So many training steps without an answer are gone through one by one; beyond, by generated code, where that can."""
_BUILD_WORK = 10_000
"""Generating code for other operations takes as long as so many operations."""


_MOST_REMEMBERED = 100
"""So many ends of long runs are kept, since stories and habits often have the same."""


class NotTold(Exception):  # noqa: N818 - no error: this story can't be told over so many training steps
    """Raised where a story would have to be gone through step by step for too long."""


class Workings:
    """The operations of one exercise, for the stories of one sheet."""

    def __init__(self, context: GradingContext, evidence: Evidence) -> None:
        self.context = context
        self.evidence = evidence
        self.lines: tuple[CompiledOp, ...] = context.variants.lines
        """The exercise's own operations."""
        self.targets = frozenset(line.target for line in self.lines)
        """What operations give."""
        self.days = sorted({step for step, _ in evidence.answers}) or [1]
        """The training steps that have answers."""
        self.work = 0
        """How many operations were run so far."""

    def value(self, plan: Plan, line: CompiledOp, values: Mapping[str, Any], step: int) -> Array:
        """Return what an operation gives: the right value where the mistake can't be made, as in the first step.

        A mistake that mixes batches of different sizes, as before an epoch's smaller last one, gives no numbers. Nor
        does one that trains what has no state of the optimizer, such as frozen biases.
        """
        self.work += 1
        hidden = self.evidence.hidden
        try:
            value = plan.value(self.context.compiler, line, values)
            if hidden is not None and (step, line.target) not in self.evidence.answers:
                value = hidden.rounded(value)
            return value
        except NameError:
            right = next((own for own in self.lines if own.target == line.target), None)
            if right is None or not all(id in values for id in right.reads):
                return np.full(np.shape(values.get(line.target, 0.0)), np.nan)
            return self.context.compiler.value(right.code, values)
        except (ValueError, IndexError):  # as NumPy says of shapes that do not fit
            return np.full(self.context.program.shapes_in(step - 1)[line.target], np.nan)

    def started(self, step: int, plan: Plan, earlier: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a training step starts from when the one before left `earlier` behind."""
        program = self.context.program
        moved = {line.target for line in plan.lines if line.target in program.start} | {*plan.start}
        parameters = {id: earlier[id] for id in (*program.parameters, *moved) if id in earlier}
        previous = earlier if plan.reads_previous else {}
        values = entered(program, step - 1, parameters, previous)
        if plan.feeds is not None:
            values |= plan.feeds(step - 1)
        return values

    def between(self, values: Mapping[str, Any], plan: Plan, done: int, step: int) -> dict[str, Any]:
        """Return everything after training step `step`, where those after `done` have no answers.

        Raise NotTold where they are too many to be gone through.
        """
        if self.is_plain(plan) or step - done > MOST_LOOPED:
            return {**values, **self._carried_on(values, plan, done, step)}
        found = {**values}
        for number in range(done + 1, step + 1):
            found = {**self.started(number, plan, found), **plan.constants}
            for line in plan.lines:
                found[line.target] = self.value(plan, line, found, number)
        return found

    def is_plain(self, plan: Plan) -> bool:
        """Return whether a plan is that of the exercise."""
        return plan.first >= len(self.lines) and not plan.feeds

    def _carried_on(self, values: Mapping[str, Any], plan: Plan, done: int, step: int) -> dict[str, Any]:
        """Return everything after training step `step`, run on from the end of step `done` by generated code."""
        start = {id: np.asarray(values[id]) for id in self.context.program.parameters}
        begun = b"".join(value.tobytes() for value in start.values())
        key = _lines_of(plan), done, step, begun
        if key not in self.context.carried_on:
            fast = self._generated(plan)
            fast.start(start, {})
            fast.run(done, step, [])
            self.work += step - done
            if len(self.context.carried_on) >= _MOST_REMEMBERED:
                self.context.carried_on.clear()
            self.context.carried_on[key] = {id: np.array(value) for id, value in fast.values().items()}
        return {id: value for id, value in self.context.carried_on[key].items() if id in values}

    def _generated(self, plan: Plan) -> FastPath:
        program = self.context.program
        if self.is_plain(plan):
            if () not in self.context.generated:
                self.context.generated[()] = FastPath(program)
                self.work += _BUILD_WORK
            return self.context.generated[()]
        if plan.elements or plan.numbers or plan.after or plan.feeds or plan.reads_previous or plan.constants:
            raise NotTold
        key = _lines_of(plan)
        if key not in self.context.generated:
            by_target = {op.target: op for op in program.ops}
            if len(plan.lines) != len(program.ops) or any(line.target not in by_target for line in plan.lines):
                raise NotTold
            ops = tuple(replace(by_target[line.target], expression=line.expression) for line in plan.lines)
            self.context.generated[key] = FastPath(replace(program, ops=ops))
            self.work += _BUILD_WORK
        return self.context.generated[key]


def _lines_of(plan: Plan) -> tuple[str, ...]:
    """Return what tells a plan's operations from another's."""
    return tuple(line.code.co_code.hex() + str(line.code.co_names) + str(line.code.co_consts) for line in plan.lines)
