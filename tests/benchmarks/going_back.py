"""What going back costs: one step back anywhere and the farthest jump, and the memory that the history takes.

Run by hand: ``python tests/benchmarks/going_back.py [TRAINING_STEPS] [MEGABYTES]``; 1,000,000 training steps of a 2-2-2
net and a twentieth of them of a 784-32-10 net, with the usual budget, unless told otherwise.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from itertools import pairwise

import numpy as np

from nnstep.debugger.debugger import Debugger
from nnstep.engine import history
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario


def scenario(sizes: tuple[int, ...], epochs: int) -> Scenario:
    """Return a net with one sample, trained for so many epochs."""
    random = np.random.default_rng(0)
    layers = tuple(
        Layer("sigmoid", frozen(random.normal(size=(n, m)) / np.sqrt(m)), frozen(random.normal(size=(n, 1))))
        for m, n in pairwise(sizes)
    )
    return Scenario(
        name="going back",
        path="",
        title="going back",
        source="",
        notes="",
        notation="plain",
        samples=Samples(random.uniform(size=(1, sizes[0])), random.uniform(size=(1, sizes[-1]))),
        learning_rate=0.5,
        layers=layers,
        error="half-squared",
        epochs=epochs,
        answers={},
    )


def milliseconds(durations: list[float]) -> str:
    """Return median, 99th percentile and worst of some durations."""
    ordered = sorted(1000 * duration for duration in durations)
    return "".join(f"{ordered[int(part * (len(ordered) - 1))]:>10.3f}" for part in (0.5, 0.99, 1))


def timed(move: object) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    move()  # type: ignore[operator]
    return time.perf_counter() - begun


def measure(sizes: tuple[int, ...], steps: int, budget: int) -> None:
    """Print the table of one net."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    debugger = Debugger(compile_program(scenario(sizes, steps)), budget=budget)
    last, chosen = debugger.program.last_position, random.Random(0)
    run = timed(debugger.run_on)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{'-'.join(map(str, sizes))}: {steps:,} training steps, {last:,} operations, {1e6 * run / steps:.1f} us each"
    )
    print(
        f"history {debugger.run.bytes_used / 2**20:.1f} of {budget / 2**20:.0f} MiB; process grown by {grown >> 10} MiB"
    )
    print(f"{'':<34}{'median':>10}{'99 %':>10}{'worst':>10} ms")
    back, jumps = [], []
    for _ in range(2000):
        jumps.append(timed(lambda: debugger.go_to(chosen.randrange(1, last))))
        back.append(timed(lambda: debugger.step(-1)))
    print(f"{'one step back, anywhere':<34}{milliseconds(back)}")
    print(f"{'jump anywhere':<34}{milliseconds(jumps)}")
    # Into the training step before, where nothing is at hand.
    length, first = len(debugger.program.ops), []
    for _ in range(2000):
        debugger.go_to(chosen.randrange(1, steps) * length + 1)
        debugger.step(-1)
        first.append(timed(lambda: debugger.step(-length)))
    print(f"{'a training step back, anywhere':<34}{milliseconds(first)}")
    debugger.go_to(last)
    walk = [timed(lambda: debugger.step(-1)) for _ in range(20_000)]
    print(f"{'20,000 steps back from the end':<34}{milliseconds(walk)}")
    debugger.go_to(last // 3)
    walk = [timed(lambda: debugger.step(-1)) for _ in range(20_000)]
    print(f"{'20,000 steps back from a third':<34}{milliseconds(walk)}")
    there, again = [], []
    for _ in range(20):
        again.append(timed(lambda: debugger.go_to(last)))
        there.append(timed(debugger.restart))
    print(f"{'from the end to the start':<34}{milliseconds(there)}")
    print(f"{'from the start to the end':<34}{milliseconds(again)}\n")


def main() -> None:
    """Print the tables."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    budget = int(sys.argv[2]) * 2**20 if len(sys.argv) > 2 else history.BYTES
    measure((2, 2, 2), steps, budget)
    measure((784, 32, 10), steps // 20, budget)


if __name__ == "__main__":
    main()
