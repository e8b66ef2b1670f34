"""Finds the mistakes behind a number: those that the nearest given answers are, or follow from."""

from __future__ import annotations

from collections.abc import Collection

from nnstep.grading.baseline.answer_dependencies import AnswerDependencies, Cell
from nnstep.grading.diagnose.told_run import Place
from nnstep.grading.verdict import Verdict


class Origins:
    """The mistakes of one sheet so far, in the order in which its numbers are worked out."""

    def __init__(self, dependencies: AnswerDependencies, unused: Collection[Cell]) -> None:
        """`unused`: the numbers that the person did not go on with."""
        self._dependencies = dependencies
        self._unused = unused
        self._verdicts: dict[Cell, Verdict] = {}
        self._misshapen: dict[Place, Verdict] = {}

    def note(self, cell: Cell, verdict: Verdict) -> None:
        """Note the verdict on a number."""
        self._verdicts[cell] = verdict

    def note_misshapen(self, place: Place, verdict: Verdict) -> None:
        """Note the verdict on a quantity of a wrong shape."""
        self._misshapen[place] = verdict

    def nearest(self, cell: Cell, *, is_used: bool = False) -> tuple[str, ...]:
        """Return the places of the mistakes that the nearest given answers behind an element are, or follow from.

        `is_used`: this number shows that the person did go on with all of them.
        """
        found: dict[str, None] = {}
        for other in sorted(self._dependencies.direct(*cell)):
            verdict = self._of(other)
            if verdict is not None and (is_used or other not in self._unused):
                found |= dict.fromkeys([verdict.place] if verdict.is_mistake else verdict.origins)
        return tuple(found)

    def mistakes_behind(self, cell: Cell) -> tuple[str, ...]:
        """Return the places of the nearest mistakes behind an element, through all answers that are none."""
        found: dict[str, None] = {}
        seen: set[Cell] = set()
        pending = sorted(self._dependencies.direct(*cell))
        while pending:
            other = pending.pop(0)
            verdict = self._of(other)
            if other in seen or verdict is None:
                continue
            seen.add(other)
            if verdict.is_mistake and other not in self._unused:
                found[verdict.place] = None
            else:
                pending += sorted(self._dependencies.direct(*other))
        return tuple(found)

    def _of(self, cell: Cell) -> Verdict | None:
        return self._verdicts.get(cell) or self._misshapen.get(cell[:2])
