"""How long it takes to recompute a training step without NumPy, beside the time in which NumPy computes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import process_time

from nnstep.engine.executor import Executor
from nnstep.expr.tree import names
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from tests.benchmarks.benchmark import Benchmark, Figure
from tests.benchmarks.nets import sigmoid_net

NETS = ("2-2-2", "784-32-10")
TRAININGS = {"": ("gradient-descent", 1), " Adam": ("adam", 1), " batch 32": ("gradient-descent", 32)}
RIVAL = "NumPy, operation by operation"


def times(program: Program, steps: int) -> tuple[float, float]:
    """Return the least seconds of a training step: in NumPy, and recomputed."""
    executor, every = Executor(program), []
    for step in range(steps):
        values, computing, recomputing = executor.start_values(step, program.start), 0.0, 0.0
        for number, op in enumerate(program.ops):
            read = {id: Numbers.of(values[id]) for id in names(op.expression)}
            began = process_time()
            again = recomputed(op.expression, read, program.precision)
            recomputing += process_time() - began
            began = process_time()
            recorded = executor.run_op(number, values)
            computing += process_time() - began
            assert again.first_outside(recorded.ravel().tolist()) is None
        every.append((computing, recomputing))
    return min(computing for computing, _ in every), min(recomputing for _, recomputing in every)


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Compute and recompute operation after operation."""
    for net in NETS:
        for training, (optimizer, batch) in TRAININGS.items():
            scenario = sigmoid_net(tuple(map(int, net.split("-"))), steps=10, batch=batch)
            scenario = replace(scenario, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings)
            computing, recomputing = times(compile_program(scenario), 2 if quick else 5)
            yield f"recompute, {net}{training} / {RIVAL}", recomputing / computing


BENCHMARK = Benchmark(
    tuple(Figure(f"recompute, {net}{training}", RIVAL) for net in NETS for training in TRAININGS), measure
)
