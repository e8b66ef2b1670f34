"""Runs operation by operation, as they would be recorded: what each reads, and the value that it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np

from nnstep.engine.executor import Executor
from nnstep.expr.array import Array, RunPrecision
from nnstep.expr.tree import names
from nnstep.program.compile import compile_program
from nnstep.program.program import Op, Program
from nnstep.scenario.model import Scenario
from nnstep.traces.recomputing.recompute import Numbers, Recomputed, recomputed

RunOp: TypeAlias = Callable[[Op, Mapping[str, Array]], Array]


class Recorded(NamedTuple):
    """An operation that was run."""

    op: Op
    read: Mapping[str, Array]
    value: Array
    program: Program

    @property
    def numbers(self) -> list[float]:
        return [float(number) for number in self.value.ravel()]

    def recomputed(self) -> Recomputed:
        return recomputed(
            self.op.expression, {id: Numbers.of(array) for id, array in self.read.items()}, self.program.precision
        )

    def __str__(self) -> str:
        return f"{self.program.name}: {self.op.source}"


def program_in(scenario: Scenario, precision: RunPrecision) -> Program:
    return compile_program(replace(scenario, conventions=replace(scenario.conventions, precision=precision)))


def recorded(program: Program, steps: int, run_op: RunOp | None = None) -> Iterator[Recorded]:
    """Run some training steps, by the NumPy lines of the program or by `run_op`."""
    executor = Executor(program)
    parameters = {id: program.start[id] for id in program.parameters}
    for step in range(min(steps, program.schedule.steps)):
        values = executor.start_values(step, parameters)
        for number, op in enumerate(program.ops):
            read = {id: values[id] for id in names(op.expression)}
            if run_op is None:
                executor.run_op(number, values)
            else:
                values[op.target] = np.asarray(run_op(op, read))
            yield Recorded(op, read, values[op.target], program)
        parameters = {id: values[id] for id in program.parameters}


def outside(found: Iterator[Recorded]) -> list[str]:
    """Return what was recorded and is not within its bound."""
    return [
        f"{each}: {each.numbers[place]!r} is not {again.values[place]!r} ± {again.bounds[place]:.2g}"
        for each in found
        if (place := (again := each.recomputed()).first_outside(each.numbers)) is not None
    ]
