"""Slips in single elements, tried on the values behind them; and the other numbers that one could have copied.

Knows one element's expression and the runs' values.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.tree import Expr
from nnstep.grading.context import Basis
from nnstep.grading.diagnose.replay import Ground
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import ElementMistake, Mistake
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Index

Made: TypeAlias = "tuple[Mistake, str, Ground, float]"
"""A mistake, how it was made, on which values, and what it gives."""
_MOST_COPIED = 400
"""Of larger quantities one does not look for copies."""
_MISTAKES = tuple(mistake for mistake in MISTAKES if isinstance(mistake, ElementMistake))


class Elements:
    """Tries the slips in single elements."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._ready: dict[Any, tuple[tuple[Mistake, str, CodeType], ...]] = {}

    def values(
        self, progress: GradingProgress, step: int, id: str, index: Index
    ) -> Iterator[tuple[Mistake, str, Ground, float]]:
        """Yield each slip with its detail and what it gives, on the true values, then on the person's own."""
        ready = self._ways(progress, step, id, index)
        if not ready:
            return
        exact, done = self._basis.exact.step(step), progress.typed.steps[step].after
        true = {**exact.before, **{name: exact.after[name] for name in done}}
        grounds: list[tuple[Ground, dict[str, Any]]] = [
            ("true", _read(true, exact.before, id)),
            ("typed", _read(progress.typed.values, progress.typed.steps[step].before, id)),
            ("slips", _read(progress.slips.values, progress.slips.steps[step].before, id)),
        ]
        for mistake, detail, code in ready:
            for name, ground in grounds:
                yield mistake, detail, name, self._basis.arithmetic.number(code, ground)

    def others(self, step: int, id: str, index: Index) -> Iterator[tuple[str, Index, float]]:
        """Yield the true values of all other elements of a training step."""
        exact = self._basis.exact.step(step)
        names = [*self._basis.program.shapes]
        for name in names:
            value = np.asarray(exact.value(name)) if name in exact.before or name in exact.after else np.zeros(0)
            if 0 < value.size <= _MOST_COPIED:
                for other in np.ndindex(value.shape):
                    if (name, other) != (id, index):
                        yield name, other, float(value[other])

    def _compiled(self, scalar: Expr) -> Iterator[tuple[Mistake, str, CodeType]]:
        for mistake in _MISTAKES:
            for rewriting in mistake.rework(scalar, self._basis.exercise):
                if rewriting.expression != scalar:
                    yield mistake, rewriting.detail, self._basis.arithmetic.code(rewriting.expression)

    def _ways(
        self, progress: GradingProgress, step: int, id: str, index: Index
    ) -> tuple[tuple[Mistake, str, CodeType], ...]:
        key = self._basis.scalars.key(progress.sheet, step, id, index)
        if key not in self._ready:
            scalar = self._basis.scalars.of(progress.sheet, step, id, index)
            self._ready[key] = () if scalar is None else tuple(self._compiled(scalar))
        return self._ready[key]


def _read(values: dict[str, Any], before: dict[str, Any], id: str) -> dict[str, Any]:
    """Return the values that an operation reads: of what it overwrites, the old one."""
    return {**values, id: before[id]} if id in before else values
