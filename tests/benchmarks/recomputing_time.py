"""How long it takes to recompute a training step without NumPy, beside the time in which NumPy computes it.

Run by hand: ``python tests/benchmarks/recomputing_time.py``. Each time is the best of several training steps.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from nnstep.engine.executor import Executor
from nnstep.expr.tree import names
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from tests.conftest import build_scenario

STEPS = 5


def times(program: Program) -> tuple[float, float]:
    """Return the milliseconds of a training step: in NumPy, and recomputed."""
    executor, every = Executor(program), []
    for step in range(STEPS):
        values, computing, recomputing = executor.start_values(step, program.start), 0.0, 0.0
        for number, op in enumerate(program.ops):
            read = {id: Numbers.of(values[id]) for id in names(op.expression)}
            began = perf_counter()
            again = recomputed(op.expression, read, program.precision)
            recomputing += perf_counter() - began
            began = perf_counter()
            recorded = executor.run_op(number, values)
            computing += perf_counter() - began
            assert again.first_outside(recorded.ravel().tolist()) is None
        every.append((computing * 1000, recomputing * 1000))
    return min(ms for ms, _ in every), min(ms for _, ms in every)


def main() -> None:
    for sizes in ((2, 2, 2), (64, 32, 10), (784, 32, 10)):
        for optimizer, batch in (("gradient-descent", 1), ("adam", 1), ("gradient-descent", 32)):
            scenario = build_scenario(sizes, ("sigmoid", "sigmoid"), samples=batch, epochs=STEPS)
            scenario = replace(scenario, batch_size=batch, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings)
            computing, recomputing = times(compile_program(scenario))
            name = "-".join(map(str, sizes))
            print(f"{name:10} {optimizer:16} batch {batch:2}: {recomputing:8.2f} ms, NumPy {computing:6.3f} ms")


if __name__ == "__main__":
    main()
