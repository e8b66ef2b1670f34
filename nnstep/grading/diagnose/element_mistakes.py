"""Mistakes in single elements, tried on the values behind them; and the other numbers that one could have copied."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

import numpy as np

from nnstep.expr.tree import Expr
from nnstep.grading.context import GradingContext
from nnstep.grading.diagnose.replay import Baseline
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.kinds import ElementMistake, Mistake
from nnstep.grading.progress import GradingProgress
from nnstep.grading.sheet.answer_sheet import Index

_MOST_COPIED = 400
"""Copies of larger quantities are not looked for."""
_MISTAKES = tuple(mistake for mistake in MISTAKES if isinstance(mistake, ElementMistake))


class ElementSearch:
    """Tries the mistakes in single elements."""

    def __init__(self, context: GradingContext) -> None:
        self._context = context
        self._ready: dict[Any, tuple[tuple[Mistake, str, CodeType], ...]] = {}

    def values(
        self, progress: GradingProgress, step: int, id: str, index: Index
    ) -> Iterator[tuple[Mistake, str, Baseline, float]]:
        """Yield each mistake with its detail and what it gives, on the true values, then on the person's own."""
        ready = self._ways(progress, step, id, index)
        if not ready:
            return
        exact, done = self._context.exact.step(step), progress.own.steps[step].after
        true = {**exact.before, **{name: exact.after[name] for name in done}}
        baselines: list[tuple[Baseline, dict[str, Any]]] = [
            ("true", _read(true, exact.before, id)),
            ("own", _read(progress.own.values, progress.own.steps[step].before, id)),
            ("mistakes", _read(progress.mistakes.values, progress.mistakes.steps[step].before, id)),
        ]
        for mistake, detail, code in ready:
            for name, baseline in baselines:
                yield mistake, detail, name, self._context.compiler.number(code, baseline)

    def others(self, step: int, id: str, index: Index) -> Iterator[tuple[str, Index, float]]:
        """Yield the true values of all other elements of a training step."""
        exact = self._context.exact.step(step)
        for name in self._context.program.shapes:
            value = np.asarray(exact.value(name)) if name in exact.before or name in exact.after else np.zeros(0)
            if 0 < value.size <= _MOST_COPIED:
                for other in np.ndindex(value.shape):
                    if (name, other) != (id, index):
                        yield name, other, float(value[other])

    def _compiled(self, scalar: Expr) -> Iterator[tuple[Mistake, str, CodeType]]:
        for mistake in _MISTAKES:
            for rewriting in mistake.rework(scalar, self._context.exercise):
                if rewriting.expression != scalar:
                    yield mistake, rewriting.detail, self._context.compiler.code(rewriting.expression)

    def _ways(
        self, progress: GradingProgress, step: int, id: str, index: Index
    ) -> tuple[tuple[Mistake, str, CodeType], ...]:
        key = self._context.elements.key(progress.sheet, step, id, index)
        if key not in self._ready:
            scalar = self._context.elements.of(progress.sheet, step, id, index)
            self._ready[key] = () if scalar is None else tuple(self._compiled(scalar))
        return self._ready[key]


def _read(values: dict[str, Any], before: dict[str, Any], id: str) -> dict[str, Any]:
    """Return the values that an operation reads: of what it overwrites, the old one."""
    return {**values, id: before[id]} if id in before else values
