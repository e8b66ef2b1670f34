"""Run the compiled NumPy lines of a program: one operation, a training step, or the forward pass.

Every operation is run by the very line that is shown for it. Floating-point warnings are silent here: what becomes
infinite or not a number is to be seen in the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import lru_cache
from types import CodeType
from typing import Any, TypeAlias

import numpy as np

from nnstep.expr.array import NUMBER_TYPES, Array
from nnstep.expr.walks.numpy_line import namespace
from nnstep.program.program import Op, Phase, Program, Role

OpFunction: TypeAlias = Callable[[dict[str, Array]], Array]


class Executor:
    """The program's lines, each compiled once into a function of the values by id."""

    def __init__(self, program: Program) -> None:
        self._program = program
        variables = {**namespace(), "_array": np.asarray, "_type": NUMBER_TYPES[program.precision]}
        self._functions: tuple[OpFunction, ...] = tuple(
            _compiled(op, variables, is_array=program.shapes[op.target] != ()) for op in program.ops
        )
        # A context of its own, in which NumPy is silent: entering it takes a tenth of the time of np.errstate.
        self._silent = copy_context()
        self._silent.run(np.seterr, all="ignore")

    def start_values(self, step: int, parameters: Mapping[str, Array]) -> dict[str, Array]:
        """Return what training step `step` starts from: constants, parameters, its input and target."""
        return {**self._program.schedule.feeds(step), **self._program.start, **parameters}

    def run_op(self, op: int, values: dict[str, Array]) -> Array:
        """Run operation `op` on `values`, put its result there, and return it, read-only."""
        return self._silent.run(self._functions[op], values)

    def run(self, values: dict[str, Array], *phases: Phase, skipping: Role | None = None) -> dict[str, Array]:
        """Run a training step on `values`, or only its operations of some phases, and return them, read-only.

        Operations with the role `skipping` are left out.
        """
        for function, op in zip(self._functions, self._program.ops, strict=True):
            if (not phases or op.phase in phases) and op.role != skipping:
                self._silent.run(function, values)
        return values


def _compiled(op: Op, variables: dict[str, Any], *, is_array: bool) -> OpFunction:
    """Return an operation as a function that puts its result, read-only, to the values that it gets.

    A line between numbers gives a scalar of NumPy or of Python, which becomes an array of rank 0.
    """
    target = op.target
    lines = [
        "def run(_values):",
        *(f"    {id} = _values[{id!r}]" for id in op.reads),
        f"    {op.source}",
        *([] if is_array else [f"    {target} = _array({target}, dtype=_type)"]),
        # Three times as fast as setting flags.writeable, and done for every result.
        f"    {target}.setflags(False)",
        f"    _values[{target!r}] = {target}",
        f"    return {target}",
    ]
    known = dict(variables)
    # Generated from a validated expression tree, never text of a file; it sees NumPy and no built-ins.
    exec(_code("\n".join(lines), target), known)  # noqa: S102
    run: OpFunction = known["run"]
    return run


@lru_cache(maxsize=1024)
def _code(lines: str, target: str) -> CodeType:
    """Return compiled lines; kept, since variants of a scenario have most of their operations alike."""
    return compile(lines, f"<operation {target}>", "exec")
