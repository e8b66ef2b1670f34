"""Where a run meets a quantity of the sheet: it is held against the sheet, or, to probe, only one quantity is.

Either way the run goes on with the person's numbers.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import Array, Mask
from nnstep.grading.diagnose.telling.judging import Judging
from nnstep.grading.diagnose.told_run import Judged, Place, ToldRun
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_arrays import WrittenArrays

_NEAR = 5.0
"""Within so many halves of the last digit's unit rounding on the way may explain a number."""
_AROUND = 30.0
"""Within so many another habit of rounding may."""
_SHARE = 0.01
"""What is further off than so much of a number itself says nothing."""

Values: TypeAlias = dict[str, Any]
"""Quantities by id, as a training step goes on."""


class Holding:
    """Holds each quantity against the sheet, and notes what there is to say of it."""

    def __init__(self, judging: Judging, judged: dict[Place, Judged]) -> None:
        self._judging = judging
        self._judged = judged

    def meet(self, answer: WrittenArrays, alone: Values, own: Values, miswritten: tuple[Index, ...]) -> None:
        """Hold a quantity against the sheet, and go on with the person's numbers."""
        mine, theirs = np.asarray(own[answer.id]), np.asarray(alone[answer.id])
        if mine.shape != answer.number.shape or theirs.shape != answer.number.shape:
            mine = theirs = np.full(answer.number.shape, np.nan)
        judged = self._judging.judged(answer, mine, theirs, miswritten)
        self._judged[answer.step, answer.id] = judged
        own[answer.id] = _meant(answer, mine, miswritten)
        if judged.open.any():
            alone[answer.id] = np.where(judged.open, answer.number, theirs)

    def meet_again(self, answer: WrittenArrays, alone: Values, own: Values, miswritten: tuple[Index, ...]) -> None:
        """Hold a second value of a quantity against the sheet, as of an error after the update: the better counts."""
        place = answer.step, answer.id
        before, first, second = self._judged[place], alone[answer.id], own[answer.id]
        self.meet(answer, alone, own, miswritten)
        if self._judged[place].bits >= before.bits:
            self._judged[place], alone[answer.id], own[answer.id] = before, first, second


class Probing:
    """Looks at what a story explains of one quantity, and takes the rest as the story before has it."""

    def __init__(self, base: ToldRun, until: Place) -> None:
        self._base = base
        self._until = until
        self._open = base.judged[until].open
        self.finds_more = False
        """Whether it explains more there than the story before."""
        self.comes_near = False
        """Whether it comes so near to more there that rounding on the way may do the rest."""
        self.comes_around = False
        """Whether it comes so near to more there that another habit of rounding may do the rest."""

    def meet(self, answer: WrittenArrays, alone: Values, own: Values, miswritten: tuple[Index, ...]) -> None:
        """Go on with the person's numbers; look at what explains them at the one place only."""
        place, mine, theirs = (answer.step, answer.id), np.asarray(own[answer.id]), np.asarray(alone[answer.id])
        if place == self._until:
            self._look(answer, mine, theirs, miswritten)
        if mine.shape != answer.number.shape:
            return
        own[answer.id] = _meant(answer, mine, miswritten)
        judged = self._base.judged.get(place)
        if judged is not None and judged.open.any():
            alone[answer.id] = np.where(judged.open, answer.number, theirs)

    def _look(self, answer: WrittenArrays, mine: Array, theirs: Array, miswritten: tuple[Index, ...]) -> None:
        if mine.shape != answer.number.shape or theirs.shape != answer.number.shape:
            return
        self.finds_more |= any(bool(self._open[index]) for index in miswritten)
        for value in (mine, theirs):
            off, share = np.abs(value - answer.middle), _SHARE * np.abs(answer.middle)
            self.finds_more |= self._has_open(answer.near(value) | answer.loose(value))
            self.comes_near |= self._has_open(off <= np.fmin(_NEAR * answer.half, share))
            self.comes_around |= self._has_open(off <= np.fmin(_AROUND * answer.half, share))

    def _has_open(self, mask: Mask) -> bool:
        return bool((self._open & mask).any())


def _meant(answer: WrittenArrays, mine: Array, miswritten: tuple[Index, ...]) -> Array:
    """Return what the person went on with, who meant what follows from the earlier numbers where that is miswritten."""
    return answer.laid_over(answer.rounded(mine), miswritten) if miswritten else answer.laid_over(mine)
