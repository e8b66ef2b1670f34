"""An operation that is partly done: its sub-steps, and the elements of one of them, as far as they are computed.

The values are the same, bit for bit, as the operation's own line computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import ElementTerms, element_terms
from nnstep.expr.walks.substeps import SubStep, substeps
from nnstep.program.program import Op

_OF_A_SUBSTEP = {"terms", "last_unit", "result"}
"""What is the same at each of its terms."""


@dataclass(frozen=True, eq=False)
class PartialOperation:
    """How far one operation is done. Not compared by value, since arrays are not."""

    op: Op
    steps: tuple[SubStep, ...]
    shapes: Mapping[str, Shape]
    """Of the quantities, and of the sub-steps' results."""
    values: Mapping[str, Array]
    """The quantities as they are before the operation, and the results of the sub-steps that are done."""
    done: int = 0
    """Sub-steps done."""
    units: int = 0
    """Terms of the elements of the next sub-step that are done, element by element."""

    @classmethod
    def starting(cls, op: Op, values: Mapping[str, Array], shapes: Mapping[str, Shape]) -> PartialOperation:
        """Return an operation of which nothing is done yet."""
        steps = substeps(op.expression, shapes)
        return cls(op, steps, {**shapes, **{step.name: step.shape for step in steps}}, values)

    @property
    def present(self) -> SubStep:
        """The sub-step that is being done, or comes next; of a finished operation the last one."""
        return self.steps[min(self.done, len(self.steps) - 1)]

    @property
    def at_start(self) -> bool:
        """Whether nothing of the operation is done."""
        return not self.done and not self.units

    @property
    def finished(self) -> bool:
        """Whether the operation's result is there."""
        return self.done == len(self.steps)

    @cached_property
    def terms(self) -> int:
        """How many terms each element of the present sub-step has."""
        return self.element_terms((0,) * len(self.present.shape)).count

    @cached_property
    def last_unit(self) -> int:
        """How many terms all elements of the present sub-step have together."""
        return prod(self.present.shape) * self.terms

    @cached_property
    def result(self) -> Array:
        """The whole result of the present sub-step."""
        return evaluate(self.present.short, self.values)

    def after_steps(self, count: int) -> PartialOperation:
        """Return the operation with so many sub-steps done, no more than there are."""
        count = max(0, min(count, len(self.steps)))
        gone = {step.name for step in self.steps[count:]}
        values = {id: value for id, value in self.values.items() if id not in gone}
        for step in self.steps[self.done : count]:
            values[step.name] = evaluate(step.short, values)
        return replace(self, values=values, done=count, units=0)

    def after_units(self, count: int) -> PartialOperation:
        """Return the operation with so many terms of the present sub-step done; with all of them the sub-step is."""
        if count >= self.last_unit:
            return self.after_steps(self.done + 1)
        later = replace(self, units=max(0, count))
        # The sub-step is the same one: its result is not computed again at every term.
        vars(later).update({name: vars(self)[name] for name in _OF_A_SUBSTEP & vars(self).keys()})
        return later

    @property
    def element(self) -> tuple[tuple[int, ...], int] | None:
        """The element, and its term from 0, that was done last; None where none is."""
        if not self.units:
            return None
        place, term = divmod(self.units - 1, self.terms)
        return tuple(int(part) for part in np.unravel_index(place, self.present.shape)), term

    @property
    def place(self) -> str:
        """The progress, for people: ``sub-step 2 of 3``, and the last term done, of which element."""
        text = f"sub-step {self.done + (self.units > 0)} of {len(self.steps)}"
        if self.element is None:
            return text
        index, term = self.element
        which = f"element [{','.join(map(str, index))}]" if index else "its value"
        return f"{text}, {which}" + (f", term {term + 1} of {self.terms}" if self.terms > 1 else "")

    def element_terms(self, index: tuple[int, ...]) -> ElementTerms:
        """Return what one element of the present sub-step is the sum of, over the elements that it reads."""
        return element_terms(self.present.short, index, self.shapes)

    def term_value(self, index: tuple[int, ...], term: int) -> float:
        """Return one term of an element, from 0."""
        return float(evaluate(self.element_terms(index).term(term), self.values))

    def running_sum(self, index: tuple[int, ...], term: int) -> float:
        """Return the sum of an element's terms up to number `term`, from 0; with the last, what the element is."""
        if term == self.terms - 1:
            return float(self.result[index])
        terms = self.element_terms(index)
        if terms.together is not None:
            parts = np.ravel(evaluate(terms.together, self.values))[: term + 1]
        else:
            parts = np.array([evaluate(terms.term(number), self.values) for number in range(term + 1)])
        # One after the other, and in the precision of the terms; the sum begins at 0, so it is never -0.
        with np.errstate(all="ignore"):
            return float(np.add.accumulate(parts)[-1] + 0.0)
