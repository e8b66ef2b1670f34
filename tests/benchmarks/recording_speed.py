"""What recording costs beside stepping, and what opening, stepping and jumping cost in a large trace.

Run by hand: ``python tests/benchmarks/recording_speed.py [SCENARIO...]``. Ratios are of the same run, taken in turns in
one process. The large trace is recorded from a 784-32-10 network in a folder for temporary files: it takes 1.2 GB.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from nnstep.engine.run import Run
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.session.opening import open_program, open_run
from nnstep.traces.writing.trace_writer import TraceWriter

OPERATIONS = 60_000
LARGE = 17_000
NET = """
title = "784-32-10"
learning_rate = 0.1
error = "half-squared"
[data]
inputs = "x.npy"
targets = "y.npy"
[[layers]]
activation = "sigmoid"
neurons = 32
weights = "xavier"
biases = "zeros"
[[layers]]
activation = "sigmoid"
neurons = 10
weights = "xavier"
biases = "zeros"
[training]
epochs = 12
seed = 1
"""


def net(folder: Path) -> Path:
    """Write a scenario with 100 images of 28 by 28."""
    numbers = np.random.default_rng(0)
    np.save(folder / "x.npy", np.floor(numbers.random((100, 784)) * 256) / 255)
    np.save(folder / "y.npy", np.eye(10)[numbers.integers(0, 10, 100)])
    (folder / "net.toml").write_text(NET)
    return folder / "net.toml"


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def stepped(run: Run, last: int) -> None:
    for position in range(1, last + 1):
        run.seek(position)


def recorded(program: Program, path: Path, last: int) -> None:
    run = Timeline(program)
    with TraceWriter(path, run.seek(0), overwrite=True) as writer:
        for position in range(1, last + 1):
            writer.write(run.seek(position))


def tell_ratio(name: str, program: Program, folder: Path, last: int) -> None:
    last = min(last, program.last_position)
    path = folder / "t.jsonl"
    pairs = [
        (seconds(lambda: stepped(Timeline(program), last)), seconds(lambda: recorded(program, path, last)))
        for _ in range(3)
    ]
    without, whole = (median(side) for side in zip(*pairs, strict=True))
    size = path.stat().st_size / 1e6
    print(
        f"{name:20} {1e6 * without / last:7.1f} µs an operation, recorded {1e6 * whole / last:7.1f}: "
        f"{whole / without:.2f} times; {size / whole:.0f} MB/s in all, {size / (whole - without):.0f} MB/s of writing"
    )


def tell_large(path: Path) -> None:
    begun = time.perf_counter()
    opened = open_run(path)
    run = opened.begin()
    run.seek(0)
    print(f"{path.stat().st_size / 1e9:.2f} GB opened in {1e3 * (time.perf_counter() - begun):.1f} ms")
    middle = run.last_position // 2
    for what, positions in (
        ("a step on", range(middle, middle + 300)),
        ("a step back", range(middle + 900, middle + 600, -1)),
        ("a jump", random.Random(0).sample(range(run.last_position), 200)),
    ):
        times = sorted(seconds(lambda at=at: run.seek(at)) for at in positions)  # type: ignore[misc]
        print(f"{what:12} {1e3 * median(times):.3f} ms, at worst {1e3 * times[-1]:.1f} ms")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory")


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        large = open_program(net(path))
        for name in names or ["sigmoid-2-2-2", "digits"]:
            tell_ratio(name, open_program(name), path, OPERATIONS)
        tell_ratio("784-32-10", large, path, 2000)
        if not names:
            recorded(large, path / "large.jsonl", LARGE)
            tell_large(path / "large.jsonl")


if __name__ == "__main__":
    main(sys.argv[1:])
