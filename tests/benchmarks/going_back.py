"""What going back costs: one step back anywhere and the farthest jump, and the memory that the history takes.

Run by hand: ``python tests/benchmarks/going_back.py [TRAINING_STEPS]``; 100,000 training steps of a 2-2-2 net unless
told otherwise.
"""

from __future__ import annotations

import random
import resource
import sys
import time

import numpy as np

from nnstep.expr.array import frozen
from nnstep.machine.debugger import Debugger
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Sample, Samples
from nnstep.scenario.model import Layer, Scenario


def column(*values: float) -> np.ndarray:
    """Return a column of numbers."""
    return frozen([[value] for value in values])


def scenario(epochs: int) -> Scenario:
    """Return the well-known 2-2-2 exercise, trained for so many epochs."""
    first = Layer("sigmoid", frozen([[0.15, 0.20], [0.25, 0.30]]), column(0.35, 0.35))
    second = Layer("sigmoid", frozen([[0.40, 0.45], [0.50, 0.55]]), column(0.60, 0.60))
    return Scenario(
        name="2-2-2",
        path="",
        title="2-2-2",
        source="",
        notes="",
        notation="plain",
        samples=Samples.of(Sample(column(0.05, 0.10), column(0.01, 0.99))),
        learning_rate=0.5,
        layers=(first, second),
        error="half-squared",
        epochs=epochs,
        answers={},
    )


def milliseconds(durations: list[float]) -> str:
    """Return median and worst of some durations."""
    ordered = sorted(1000 * duration for duration in durations)
    return f"{ordered[len(ordered) // 2]:8.3f} {ordered[-1]:8.3f}"


def timed(move: object) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    move()  # type: ignore[operator]
    return time.perf_counter() - begun


def main() -> None:
    """Print the table."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    debugger = Debugger(compile_program(scenario(steps)))
    last, chosen = debugger.program.last_position, random.Random(0)
    run = timed(lambda: debugger.go_to(last))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{steps} training steps run in {run:.1f} s, {1e6 * run / steps:.0f} us each")
    print(f"history {debugger.history_bytes / 2**20:.1f} MiB, whole process grown by {grown / 1024:.1f} MiB")
    print(f"{'':<34} {'median':>8} {'worst':>8} ms")
    back, jumps = [], []
    for _ in range(500):
        jumps.append(timed(lambda: debugger.go_to(chosen.randrange(1, last))))
        back.append(timed(lambda: debugger.step(-1)))
    print(f"{'one step back, anywhere':<34} {milliseconds(back)}")
    print(f"{'jump anywhere':<34} {milliseconds(jumps)}")
    walk = [timed(lambda: debugger.step(-1)) for _ in range(5000)]
    print(f"{'5,000 steps back in a row':<34} {milliseconds(walk)}")
    debugger.go_to(last)
    print(f"{'from the end to the start':<34} {milliseconds([timed(debugger.restart)])}")
    print(f"{'from the start to the end':<34} {milliseconds([timed(lambda: debugger.go_to(last))])}")


if __name__ == "__main__":
    main()
