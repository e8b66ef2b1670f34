"""A program as it runs in double precision, whatever its own is: for what is to be checked, not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nnstep.expr.array import Array, in_precision
from nnstep.expr.walks.precision import untyped
from nnstep.program.program import Program


def in_double(program: Program) -> Program:
    """Return the program with float64 throughout; its start has the numbers that it has in its own precision."""
    if program.precision == "float64":
        return program
    conventions = replace(program.scenario.conventions, precision="float64")
    return replace(
        program,
        ops=tuple(replace(op, expression=untyped(op.expression)) for op in program.ops),
        start=doubled(program.start),
        schedule=replace(program.schedule, precision="float64"),
        scenario=replace(program.scenario, conventions=conventions),
    )


def doubled(values: Mapping[str, Array]) -> dict[str, Array]:
    """Return the very same numbers as float64."""
    return {id: in_precision(value, "float64") for id, value in values.items()}
