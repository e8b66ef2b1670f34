"""A mistake run: on a person's own earlier numbers, on their mistakes alone, or on the true values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import names
from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.baseline.learner_run import LearnerRun
from nnstep.grading.baseline.true_run import TrueRun, entered
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.variants import Variant

Baseline: TypeAlias = Literal["true", "own", "mistakes"]
"""What a mistake is made on: the true values, the person's own, or the true ones but for the person's mistakes."""
_MOST_KEPT = 5000
"""Of an exercise with more numbers a training step, what the mistakes give is not kept."""
MOST_STEPS = 20
"""A mistake is run from so many training steps back at most; before that, from the true values."""
_ELEMENTS = 250
"""An operation on so many elements takes about twice as long as one on single numbers."""


class Replay:
    """Runs variants, and keeps what they give on the true values."""

    def __init__(self, context: GradingContext) -> None:
        self._context = context
        self._needed: dict[tuple[Variant, str, frozenset[str]], frozenset[int]] = {}
        self._alone: dict[tuple[Variant, int], tuple[dict[str, Any], int]] = {}
        self._relevant: dict[Any, tuple[Variant, ...]] = {}
        sizes = {id: int(np.prod(shape, dtype=int)) for id, shape in context.program.shapes.items()}
        self._is_small = sum(sizes.values()) <= _MOST_KEPT
        self._work = {
            op.target: 1 + sum(sizes[id] for id in (op.target, *names(op.expression)) if id in sizes) // _ELEMENTS
            for op in context.program.ops
        }
        """What an operation costs, by its target."""
        self._others: dict[Variant, TrueRun] = {}
        self._targets = frozenset(op.target for op in context.program.ops)
        self._parameters = frozenset(context.program.parameters)
        self._base = LearnerRun(context.program, context.exact)

    def relevant(self, variants: tuple[Variant, ...], rerun: LearnerRun, step: int, target: str) -> tuple[Variant, ...]:
        """Return the variants that change anything in `target`, given what of this training step was put in."""
        whole = rerun.whole.get(step, frozenset())
        key = variants, target, whole, self._first_step(rerun, step) == step
        if key not in self._relevant:
            self._relevant[key] = tuple(c for c in variants if self._changes(c, target, whole, within=key[3]))
        return self._relevant[key]

    def _changes(self, variant: Variant, target: str, whole: frozenset[str], *, within: bool) -> bool:
        """Return whether `target` depends on every part of a mistake, `within` the training step or through others."""
        needed = variant.needed(target, whole - {target})
        if not variant.is_replayed or not needed:
            return False
        parts = variant.parts or (variant.changed,)
        return not within or bool(variant.start) or all(needed & part for part in parts)

    def on(self, variant: Variant, rerun: LearnerRun, step: int, target: str, budget: Budget) -> Array:
        """Return what a relevant `variant` gives for `target` on the numbers of `rerun`."""
        needed = self._slice(variant, target, rerun.whole.get(step, frozenset()))
        first = self._first_step(rerun, step)
        values = self._entered(variant, first, rerun.steps[first].before, {})
        for number in range(first, step + 1):
            if number > first:
                values = self._entered(variant, number, rerun.steps[number].before, values)
                values |= {id: rerun.laid_over(number, id, values[id]) for id in self._handed_in(rerun, number)}
            last = number == step
            affected = variant.affected if number == first and not variant.start else None
            budget.spend(self._run(variant, rerun, number, values, needed if last else None, affected))
        return np.asarray(values[target])

    def table(self, variants: Iterator[Variant], step: int, target: str, budget: Budget) -> tuple[list[Variant], Array]:
        """Return what each variant gives for `target` from the start of the run on, one after the other.

        Those that change nothing there, or give another shape, are left out.
        """
        shape = self._context.program.shapes_in(step - 1)[target]
        kept: list[Variant] = []
        values: list[Array] = []
        for variant in variants:
            value = self.alone(variant, step, target, budget)
            if value is not None and value.shape == shape:
                kept.append(variant)
                values.append(value)
        return kept, np.array(values).reshape(len(kept), *shape)

    def _handed_in(self, rerun: LearnerRun, step: int) -> list[str]:
        """Return what a person gave that no operation gives, such as another input."""
        return [id for number, id in rerun.put_in if number == step and id not in rerun.steps[step].after]

    def alone(self, variant: Variant, step: int, target: str, budget: Budget) -> Array | None:
        """Return what `variant` gives for `target` from the start of the run on; None where it gives nothing."""
        key = variant, step
        found = self._alone.get(key)
        if found is None:
            found = self._on_its_own(variant, step)
            if self._is_small:
                self._alone[key] = found
        values, work = found
        if self._is_small:
            budget.spend_once(key, work)
        else:
            budget.spend(work)
        value = values.get(target)
        return None if value is None else np.asarray(value)

    def _on_its_own(self, variant: Variant, step: int) -> tuple[dict[str, Any], int]:
        """Return all that a variant gives from the start of the run on, and what that costs."""
        exact = self._context.exact
        # What other runs cost depends on how far they have come; so it is counted as if they began some steps before.
        usual = min(step, MOST_STEPS) * sum(self._work.values())
        if variant.program is not None:
            return self._of_other_program(variant, step), usual
        if variant.shift:
            at = step + variant.shift
            return dict(exact.step(1).before if at < 1 else exact.step(at).after), 1
        if step > MOST_STEPS and variant.is_another_order(self._targets):
            return dict(self._all_along(variant, step)), usual
        first = max(1, step - MOST_STEPS)
        values: dict[str, Any] = {}
        work = 0
        for number in range(first, step + 1):
            values = self._entered(variant, number, exact.step(number).before, values)
            work += self._run(variant, self._base, number, values, None, None)
        return values, work

    def _all_along(self, variant: Variant, step: int) -> dict[str, Any]:
        """Return what other operations give after very many training steps."""
        if variant not in self._others:
            exercise = self._context.exercise
            ops = tuple(replace(op, expression=exercise.oriented(op.expression)) for op in variant.ops)
            self._others[variant] = TrueRun(replace(self._context.program, ops=ops))
        return self._others[variant].step(step).after

    def _of_other_program(self, variant: Variant, step: int) -> dict[str, Any]:
        program = variant.program
        if program is None:
            return {}
        if variant not in self._others:
            self._others[variant] = TrueRun(program)
        values = self._others[variant].step(step * variant.steps)
        every = {**values.before, **values.after}
        shapes = self._context.program.shapes
        return {name: value for name, value in every.items() if np.shape(value) == shapes.get(name, None)}

    def _entered(self, variant: Variant, step: int, before: dict[str, Any], earlier: dict[str, Any]) -> dict[str, Any]:
        """Return what a training step starts from when the one before left `earlier` behind."""
        program = self._context.program
        if earlier:
            moved = {line.target for line in variant.lines if line.target in program.start}
            parameters = {id: earlier[id] for id in (*program.parameters, *moved) if id in earlier}
            stale = {id: earlier[id] for id in variant.stale if id in earlier}
            values = entered(program, step - 1, parameters, stale)
        else:
            values = {**before, **(variant.start if step == 1 else {})}
        if variant.feeds is not None:
            values |= variant.feeds(step - 1)
        return values

    def _run(
        self,
        variant: Variant,
        rerun: LearnerRun,
        step: int,
        values: dict[str, Any],
        needed: frozenset[int] | None,
        affected: frozenset[int] | None,
    ) -> int:
        """Run one training step, and return what that costs.

        What is `needed` is run, and of that what is `affected` by the mistake; None: all of it.
        """
        work = 0
        record = rerun.steps[step].after if step in rerun.steps else {}
        last = max(needed) if needed else -1
        for number, line in enumerate(variant.lines):
            known = line.target in record and affected is not None and number not in affected
            if known or (needed is not None and number not in needed):
                if line.target in record and number != last:
                    values[line.target] = record[line.target]
                continue
            value = self._value(line, values, step)
            work += self._work.get(line.target, 1)
            if number in variant.after:
                value = variant.after[number](value)
            values[line.target] = value if number == last else rerun.laid_over(step, line.target, value)
            if number == last:
                break
        return work

    def _value(self, line: CompiledOp, values: dict[str, Any], step: int) -> Array:
        """Return what an operation gives: the right value where the mistake can't be made, as in the first step.

        A mistake that mixes batches of different sizes, as before an epoch's smaller last one, gives no numbers. Nor
        does one that trains what has no state of the optimizer, such as frozen biases.
        """
        try:
            return self._context.compiler.value(line.code, values)
        except NameError:
            right = next((own for own in self._context.lines if own.target == line.target), None)
            if right is None:
                return np.full(np.shape(values.get(line.target, 0.0)), np.nan)
            return self._context.compiler.value(right.code, values)
        except ValueError:  # as NumPy says of shapes that do not fit
            return np.full(self._context.program.shapes_in(step - 1)[line.target], np.nan)

    def _slice(self, variant: Variant, target: str, whole: frozenset[str]) -> frozenset[int]:
        key = variant, target, whole
        if key not in self._needed:
            self._needed[key] = variant.needed(target, whole - {target})
        return self._needed[key]

    def _first_step(self, rerun: LearnerRun, step: int) -> int:
        """Return from which training step on a mistake must be run: back to where all parameters were given."""
        first = step
        earliest = max(min(rerun.steps), step - MOST_STEPS)
        while first > earliest and first - 1 in rerun.steps:
            if self._parameters <= rerun.whole.get(first - 1, frozenset()):
                break
            first -= 1
        return first
