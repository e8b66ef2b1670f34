"""What a command takes for each training step of a long run, beside going on in the debugger."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.benchmark import Benchmark, Figure, least, seconds, seconds_of_children
from tests.benchmarks.nets import sigmoid_net, written
from tests.benchmarks.suite.training import continued

RIVAL = "continue"
COMMANDS = {"run --brief, an epoch of one step": 1, "run --brief, epochs of 100 steps": 100}
"""The samples of an epoch, each a training step."""


def command_cost(folder: Path, samples: int, epochs: int) -> float:
    """Return the processor seconds of a run of a 2-2-2 net."""
    file = written(sigmoid_net((2, 2, 2), steps=epochs, samples=samples), folder)
    call = [sys.executable, "-m", "nnstep", "run", file, "--brief"]
    return seconds_of_children(lambda: subprocess.run(call, stdout=subprocess.DEVNULL, check=True))


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Run a long and a short run by turns: what starting takes is in both."""
    steps = 5000 if quick else 20_000
    with tempfile.TemporaryDirectory() as name:
        for what, samples in COMMANDS.items():
            long = sigmoid_net((2, 2, 2), steps=steps // samples, samples=samples)
            ways = {
                "long": partial(command_cost, Path(name), samples, steps // samples),
                "short": partial(command_cost, Path(name), samples, 1),
                RIVAL: partial(seconds, partial(continued, long)),
            }
            spent = least(ways, 2)
            yield f"{what} / {RIVAL}", (spent["long"] - spent["short"]) / spent[RIVAL]


BENCHMARK = Benchmark(tuple(Figure(what, RIVAL, most=1.5) for what in COMMANDS), measure)
