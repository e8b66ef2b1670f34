"""How fast a trace is read into arrays and tables, against orjson alone on all of its lines.

Run by hand: ``python tests/benchmarks/trace_reading.py``. All ways are timed in turn in one process, so that only the
ratios matter; each is the best of several rounds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))

import nnstep

ROUNDS = 5
RUNS = {"digits": None, "tashfeen-parity": 300}
"""Exercises, and the epochs that they train for, if not their own."""


def seconds(do: Callable[[], object]) -> float:
    """Return how long a call takes, at best."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = perf_counter()
        do()
        best = min(best, perf_counter() - begun)
    return best


def by_orjson(path: Path) -> float:
    """Return how long orjson takes for all lines, which are in memory."""
    lines = path.read_bytes().splitlines()

    def read() -> None:
        for line in lines:
            orjson.loads(line)

    return seconds(read)


def main() -> None:
    """Print the times of reading traces of some exercises."""
    with TemporaryDirectory() as folder:
        for name, epochs in RUNS.items():
            path = nnstep.record(name, f"{folder}/{name}.jsonl", epochs=epochs)
            alone = by_orjson(path)
            with nnstep.open_trace(path) as trace:
                print(f"{name}: {len(trace):,} operations, {path.stat().st_size / 1e6:.0f} MB")
                places = Random(0).choices(range(len(trace)), k=200)
                ways: dict[str, Callable[[], object]] = {
                    "all quantities": trace.quantities,
                    "the quantity b1": lambda trace=trace: trace.quantity("b1"),
                    "the quantity E": lambda trace=trace: trace.quantity("E"),
                    "the positions of E": lambda trace=trace: trace.positions("E"),
                    "to_arrow": trace.to_arrow,
                    "to_polars": trace.to_polars,
                    "to_pandas": trace.to_pandas,
                }
                print(f"  {'orjson alone':<20} {alone:7.3f} s")
                for title, read in ways.items():
                    took = seconds(read)
                    print(f"  {title:<20} {took:7.3f} s, {took / alone:5.2f} times")
                took = seconds(lambda trace=trace, places=places: [trace[place] for place in places]) / len(places)
                print(f"  {'an operation anywhere':<20} {took * 1000:7.3f} ms")


if __name__ == "__main__":
    main()
