"""The verdicts on one person's answers as they come: each on all that was kept before it, nothing looked through twice.

Knows the check; knows no debugger and no face.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nnstep.check.engine import Engine
from nnstep.check.sheet import Given, Sheet
from nnstep.check.written import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nnstep.check.verdict import Verdict
    from nnstep.program.types import Program

Place: TypeAlias = "tuple[int, str]"
"""A training step, counted from 1, and a quantity's id."""


class Judge:
    """Judges the answers to one exercise, one after the other."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._engine = Engine(program)

    def verdicts(
        self, given: Given, step: int, earlier: Mapping[Place, Given], known: Mapping[Place, tuple[Verdict, ...]]
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on one quantity's numbers, by what was `known` of the earlier ones when they were kept.

        From the first earlier number on that is not simply right, whatever was not kept counts as the right value: it
        is what stands on the screen.
        """
        place = step, given.id
        sheet = Sheet("exercise", {**self._filled(earlier, known, place), place: given})
        kept = {
            (*at, verdict.index): verdict
            for at in earlier
            for verdict in known.get(at, ())
            if verdict.index is not None
        }
        return tuple(v for v in self._engine.judge(sheet, kept).verdicts if (v.step, v.id) == place)

    def _filled(
        self, earlier: Mapping[Place, Given], known: Mapping[Place, tuple[Verdict, ...]], now: Place
    ) -> dict[Place, Given]:
        """Return the earlier numbers with the right ones between and among them, from the first that is off."""
        off = [at for at in earlier if any(verdict.kind != "correct" for verdict in known.get(at, ()))]
        if not off:
            return dict(earlier)
        every = [(step, op.target) for step in range(off[0][0], now[0] + 1) for op in self._program.ops]
        between = every[every.index(off[0]) : every.index(now)]
        return {**earlier, **{at: self._whole(at, earlier.get(at)) for at in between}}

    def _whole(self, place: Place, kept: Given | None) -> Given:
        step, id = place
        value = np.asarray(self._engine.exact.step(step).value(id))
        own = {} if kept is None else kept.cells
        right = {index: float(value[index]) for index in np.ndindex(value.shape) if index not in own}
        cells = {index: Written(Decimal(repr(number))) for index, number in right.items() if isfinite(number)}
        return Given(id, value.shape, {**cells, **own})
