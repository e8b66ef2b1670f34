"""Runs the compiled NumPy lines of a program: one operation, or a whole training step. Keeps no history.

Every operation is run by the very line that is shown for it. Floating-point warnings are silent here: what becomes
infinite or not a number is to be seen in the values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnstep.expr.source import compiled, namespace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType

    from nnstep.expr.array import Array
    from nnstep.program.types import Program


class Executor:
    """The program's lines, compiled once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._globals = namespace()
        self._codes = tuple(compiled([op.source], f"operation {op.target}") for op in program.ops)
        self._forward = compiled([op.source for op in program.ops if op.phase == "forward"], "forward propagation")
        forward = [op.source for op in program.ops if op.phase in ("forward", "error")]
        self._to_error = compiled(forward, "forward propagation and error")

    def start_values(self, step: int, parameters: Mapping[str, Array]) -> dict[str, Array]:
        """Return what training step `step` starts from: constants, parameters, its input and target."""
        return {**self._program.schedule.feeds(step), **self._program.start, **parameters}

    def run_op(self, op: int, values: dict[str, Array]) -> Array:
        """Run operation `op` on `values`, put its result there, and return it, read-only."""
        target = self._program.ops[op].target
        self._execute(self._codes[op], values)
        result = _frozen(values[target])
        values[target] = result
        return result

    def run_step(self, values: dict[str, Array]) -> dict[str, Array]:
        """Run a whole training step on `values`, operation by operation, and return them, read-only."""
        for op in range(len(self._codes)):
            self.run_op(op, values)
        return values

    def run_forward(self, values: dict[str, Array]) -> dict[str, Array]:
        """Run the forward operations on `values`, and return them."""
        self._execute(self._forward, values)
        return values

    def run_to_error(self, values: dict[str, Array]) -> dict[str, Array]:
        """Run the forward operations and the error on `values`, and return them."""
        self._execute(self._to_error, values)
        return values

    def _execute(self, code: CodeType, values: dict[str, Any]) -> None:
        with np.errstate(all="ignore"):
            # Generated from validated expression trees, never text of a file; it sees NumPy and no built-ins.
            exec(code, self._globals, values)  # noqa: S102


def _frozen(value: Array) -> Array:
    """Return a result as a read-only array: a line between numbers gives a scalar of NumPy or of Python."""
    array = np.asarray(value, dtype=np.float64)
    array.flags.writeable = False
    return array
