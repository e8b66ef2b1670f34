"""A mistake run: on a person's own earlier numbers, on their slips alone, or on the true values.

Knows candidates and reruns; judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import names
from nnstep.grading.baseline.compiled_ops import CompiledLine
from nnstep.grading.baseline.learner_run import Rerun
from nnstep.grading.baseline.true_run import ExactRun, entered
from nnstep.grading.context import Basis
from nnstep.grading.diagnose.budget import Budget
from nnstep.grading.diagnose.variants import Candidate

Ground: TypeAlias = Literal["true", "typed", "slips"]
"""What a mistake is made on: the true values, the person's own, or the true ones but for the person's slips."""
_MOST_KEPT = 5000
"""Of an exercise with more numbers a training step, what the mistakes give is not kept."""
MOST_STEPS = 20
"""A mistake is run from so many training steps back at most; before that, from the true values."""
_ELEMENTS = 250
"""An operation on so many elements takes about twice as long as one on single numbers."""


class Replay:
    """Runs candidates, and keeps what they give on the true values."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._needed: dict[tuple[int, str, frozenset[str]], frozenset[int]] = {}
        self._alone: dict[tuple[int, int], tuple[dict[str, Any], int]] = {}
        self._relevant: dict[Any, tuple[Candidate, ...]] = {}
        sizes = {id: int(np.prod(shape, dtype=int)) for id, shape in basis.program.shapes.items()}
        self._is_small = sum(sizes.values()) <= _MOST_KEPT
        self._work = {
            op.target: 1 + sum(sizes[id] for id in (op.target, *names(op.expression)) if id in sizes) // _ELEMENTS
            for op in basis.program.ops
        }
        """What an operation costs, by its target."""
        self._others: dict[int, ExactRun] = {}
        self._targets = frozenset(op.target for op in basis.program.ops)
        self._parameters = frozenset(basis.program.parameters)
        self._base = Rerun(basis.program, basis.exact)

    def relevant(
        self, candidates: tuple[Candidate, ...], rerun: Rerun, step: int, target: str
    ) -> tuple[Candidate, ...]:
        """Return the candidates that change anything in `target`, given what of this training step was put in."""
        whole = rerun.whole.get(step, frozenset())
        key = id(candidates), target, whole, self._first_step(rerun, step) == step
        if key not in self._relevant:
            self._relevant[key] = tuple(c for c in candidates if self._changes(c, target, whole, within=key[3]))
        return self._relevant[key]

    def _changes(self, candidate: Candidate, target: str, whole: frozenset[str], *, within: bool) -> bool:
        """Return whether `target` depends on every part of a mistake, `within` the training step or through others."""
        needed = candidate.needed(target, whole - {target})
        if not candidate.is_replayed or not needed:
            return False
        parts = candidate.parts or (candidate.changed,)
        return not within or bool(candidate.start) or all(needed & part for part in parts)

    def on(self, candidate: Candidate, rerun: Rerun, step: int, target: str, budget: Budget) -> Array:
        """Return what a relevant `candidate` gives for `target` on the numbers of `rerun`."""
        needed = self._slice(candidate, target, rerun.whole.get(step, frozenset()))
        first = self._first_step(rerun, step)
        values = self._entered(candidate, first, rerun.steps[first].before, {})
        for number in range(first, step + 1):
            if number > first:
                values = self._entered(candidate, number, rerun.steps[number].before, values)
                values |= {id: rerun.laid_over(number, id, values[id]) for id in self._handed_in(rerun, number)}
            last = number == step
            affected = candidate.affected if number == first and not candidate.start else None
            budget.spend(self._run(candidate, rerun, number, values, needed if last else None, affected))
        return np.asarray(values[target])

    def table(
        self, candidates: Iterator[Candidate], step: int, target: str, budget: Budget
    ) -> tuple[list[Candidate], Array]:
        """Return what each candidate gives for `target` from the start of the run on, one after the other.

        Those that change nothing there, or give another shape, are left out.
        """
        shape = self._basis.program.shapes_in(step - 1)[target]
        kept: list[Candidate] = []
        values: list[Array] = []
        for candidate in candidates:
            value = self.alone(candidate, step, target, budget)
            if value is not None and value.shape == shape:
                kept.append(candidate)
                values.append(value)
        return kept, np.array(values).reshape(len(kept), *shape)

    def _handed_in(self, rerun: Rerun, step: int) -> list[str]:
        """Return what a person gave that no operation gives, such as another input."""
        return [id for number, id in rerun.put_in if number == step and id not in rerun.steps[step].after]

    def alone(self, candidate: Candidate, step: int, target: str, budget: Budget) -> Array | None:
        """Return what `candidate` gives for `target` from the start of the run on; None where it gives nothing."""
        key = id(candidate), step
        found = self._alone.get(key)
        if found is None:
            found = self._on_its_own(candidate, step)
            if self._is_small:
                self._alone[key] = found
        values, work = found
        if self._is_small:
            budget.spend_once(key, work)
        else:
            budget.spend(work)
        value = values.get(target)
        return None if value is None else np.asarray(value)

    def _on_its_own(self, candidate: Candidate, step: int) -> tuple[dict[str, Any], int]:
        """Return all that a candidate gives from the start of the run on, and what that costs."""
        exact = self._basis.exact
        # What other runs cost depends on how far they have come; so it is counted as if they began some steps before.
        usual = min(step, MOST_STEPS) * sum(self._work.values())
        if candidate.program is not None:
            return self._of_other_program(candidate, step), usual
        if candidate.shift:
            at = step + candidate.shift
            return dict(exact.step(1).before if at < 1 else exact.step(at).after), 1
        if step > MOST_STEPS and candidate.is_another_order(self._targets):
            return dict(self._all_along(candidate, step)), usual
        first = max(1, step - MOST_STEPS)
        values: dict[str, Any] = {}
        work = 0
        for number in range(first, step + 1):
            values = self._entered(candidate, number, exact.step(number).before, values)
            work += self._run(candidate, self._base, number, values, None, None)
        return values, work

    def _all_along(self, candidate: Candidate, step: int) -> dict[str, Any]:
        """Return what other operations give after very many training steps."""
        if id(candidate) not in self._others:
            exercise = self._basis.exercise
            ops = tuple(replace(op, expression=exercise.oriented(op.expression)) for op in candidate.ops)
            self._others[id(candidate)] = ExactRun(replace(self._basis.program, ops=ops))
        return self._others[id(candidate)].step(step).after

    def _of_other_program(self, candidate: Candidate, step: int) -> dict[str, Any]:
        program = candidate.program
        if program is None:
            return {}
        if id(candidate) not in self._others:
            self._others[id(candidate)] = ExactRun(program)
        values = self._others[id(candidate)].step(step * candidate.steps)
        every = {**values.before, **values.after}
        shapes = self._basis.program.shapes
        return {name: value for name, value in every.items() if np.shape(value) == shapes.get(name, None)}

    def _entered(
        self, candidate: Candidate, step: int, before: dict[str, Any], earlier: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what a training step starts from when the one before left `earlier` behind."""
        program = self._basis.program
        if earlier:
            moved = {line.target for line in candidate.lines if line.target in program.start}
            parameters = {id: earlier[id] for id in (*program.parameters, *moved) if id in earlier}
            stale = {id: earlier[id] for id in candidate.stale if id in earlier}
            values = entered(program, step - 1, parameters, stale)
        else:
            values = {**before, **(candidate.start if step == 1 else {})}
        if candidate.feeds is not None:
            values |= candidate.feeds(step - 1)
        return values

    def _run(
        self,
        candidate: Candidate,
        rerun: Rerun,
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
        for number, line in enumerate(candidate.lines):
            known = line.target in record and affected is not None and number not in affected
            if known or (needed is not None and number not in needed):
                if line.target in record and number != last:
                    values[line.target] = record[line.target]
                continue
            value = self._value(line, values, step)
            work += self._work.get(line.target, 1)
            if number in candidate.after:
                value = candidate.after[number](value)
            values[line.target] = value if number == last else rerun.laid_over(step, line.target, value)
            if number == last:
                break
        return work

    def _value(self, line: CompiledLine, values: dict[str, Any], step: int) -> Array:
        """Return what an operation gives: the right value where the mistake can't be made, as in the first step.

        A mistake that mixes batches of different sizes, as before an epoch's smaller last one, gives no numbers.
        """
        try:
            return self._basis.arithmetic.value(line.code, values)
        except NameError:
            right = next(own for own in self._basis.lines if own.target == line.target)
            return self._basis.arithmetic.value(right.code, values)
        except ValueError:  # as NumPy says of shapes that do not fit
            return np.full(self._basis.program.shapes_in(step - 1)[line.target], np.nan)

    def _slice(self, candidate: Candidate, target: str, whole: frozenset[str]) -> frozenset[int]:
        key = id(candidate), target, whole
        if key not in self._needed:
            self._needed[key] = candidate.needed(target, whole - {target})
        return self._needed[key]

    def _first_step(self, rerun: Rerun, step: int) -> int:
        """Return from which training step on a mistake must be run: back to where all parameters were given."""
        first = step
        earliest = max(min(rerun.steps), step - MOST_STEPS)
        while first > earliest and first - 1 in rerun.steps:
            if self._parameters <= rerun.whole.get(first - 1, frozenset()):
                break
            first -= 1
        return first
