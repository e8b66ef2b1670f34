"""Operations compiled one by one, to be run on any values: those of the run, or a person's own.

Each is run by the very line that is shown for it. Knows expressions and values; knows no sheet and no mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.numpy_line import namespace, source
from nnstep.program.program import Op

Values = dict[str, Any]
"""Quantities by id. A number may be a plain float here."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledOp:
    """One operation, compiled."""

    target: str
    code: CodeType
    reads: tuple[str, ...]
    expression: Expr


class OpCompiler:
    """Compiles expressions, each once, and works them out."""

    def __init__(self) -> None:
        self._globals = namespace()
        self._codes: dict[str, CodeType] = {}

    def line(self, op: Op) -> CompiledOp:
        """Return an operation, compiled."""
        return self.compiled(op.target, op.expression)

    def compiled(self, target: str, expression: Expr) -> CompiledOp:
        """Return what gives `target`, compiled."""
        return CompiledOp(target, self.code(expression), names(expression), expression)

    def code(self, expr: Expr) -> CodeType:
        """Return an expression, compiled."""
        text = source(expr)
        if text not in self._codes:
            self._codes[text] = _compiled(text)
        return self._codes[text]

    def value(self, code: CodeType, values: Mapping[str, Any]) -> Array:
        """Return the value of a compiled expression; call it where floating-point warnings are silent.

        Raise NameError where it reads what there is not, as of a training step before the first.
        """
        found = np.asarray(eval(code, self._globals, values))  # noqa: S307 - see above
        return found if found.dtype == np.float32 else np.asarray(found, dtype=np.float64)

    def number(self, code: CodeType, values: Mapping[str, Any]) -> float:
        """Return the value of a compiled scalar expression."""
        try:
            return float(eval(code, self._globals, values))  # noqa: S307 - see above
        except (NameError, IndexError, ZeroDivisionError):
            # No step before, no such sample in a smaller last batch, or a division of Python's own numbers by 0.
            return float("nan")


@lru_cache(maxsize=8192)
def _compiled(text: str) -> CodeType:
    """Return the code of an expression, which exercises of the same form share."""
    # Generated from a validated tree, never text of a file; it sees NumPy and no built-ins.
    return compile(text, "<expression>", "eval")
