"""The numbers that you keep: your own where they were not replaced by the right ones."""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.expr.array import Array
from nnstep.grading.sheet.answer_sheet import Given
from nnstep.program.program import Program
from nnstep.session.practice.answer_grading import AnswerPlace


class KeptNumbers:
    """The numbers kept, by training step and quantity."""

    def __init__(self, program: Program) -> None:
        self._ops = {op.target: number for number, op in enumerate(program.ops)}
        self._all: dict[AnswerPlace, Given] = {}

    def order(self, place: AnswerPlace) -> tuple[int, int]:
        """Return where a place comes in the order of the run."""
        step, id = place
        return step, self._ops[id]

    def keep(self, place: AnswerPlace, given: Given | None) -> None:
        """Keep numbers, or none."""
        self._all.pop(place, None)
        if given is not None:
            self._all[place] = given

    def laid_over(
        self, values: Mapping[str, Array], before: AnswerPlace | None, step: int, done: int
    ) -> dict[str, Array]:
        """Return values with the numbers kept `before` a place, `done` operations into training step `step`, from 0.

        A quantity whose operation comes later in the training step has its value of the step before.
        """
        kept = self._all if before is None else self._earlier(before)
        found = dict(values)
        for id, value in values.items():
            given = kept.get((step + (self._ops.get(id, 0) < done), id))
            if given is not None:
                found[id] = given.laid_over(value)
        return found

    def _earlier(self, place: AnswerPlace) -> dict[AnswerPlace, Given]:
        """Return the numbers kept before a place, in the order of the run, back to the first training step left out.

        Going further in another way leaves your own numbers behind.
        """
        first = place[0]
        steps = {step for step, _ in self._all}
        while first - 1 in steps:
            first -= 1
        before = [at for at in self._all if first <= at[0] and self.order(at) < self.order(place)]
        return {at: self._all[at] for at in sorted(before, key=self.order)}
