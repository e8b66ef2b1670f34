"""Rounds of benchmarks: each in a fresh process, the benchmarks by turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.benchmark import ROUNDS
from tests.benchmarks.suite import benchmark_named

QUICK_ROUNDS = 2
_ROOT = Path(__file__).parents[2]
_ROUND = "import sys; from tests.benchmarks.rounds import print_round; print_round(sys.argv[1], sys.argv[2] == 'quick')"
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Measured:
    """The value of a figure."""

    value: float
    """The median of the rounds."""
    spread: float
    """Half of the distance between the least and the greatest of the rounds."""

    @classmethod
    def of(cls, values: Sequence[float]) -> Measured:
        """Return what several rounds make."""
        return cls(median(values), (max(values) - min(values)) / 2)


Measurements = Mapping[str, Mapping[str, Measured]]
"""By benchmark and by the label of the figure."""


def measurements(names: Sequence[str], tell: Callable[[str], None], *, quick: bool) -> Measurements:
    """Measure benchmarks; tell what is being measured."""
    values: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in names}
    most = QUICK_ROUNDS if quick else ROUNDS
    rounds = {name: min(benchmark_named(name).rounds, most) for name in names}
    compile_dir(_ROOT / "nnstep", quiet=1)  # as an installed package has it, whatever the environment says
    for number in range(max(rounds.values())):
        for name in names:
            if number < rounds[name]:
                tell(f"{name}, round {number + 1} of {rounds[name]}")
                for label, value in _round(name, quick=quick).items():
                    values[name][label].append(value)
    return {name: {label: Measured.of(each) for label, each in found.items()} for name, found in values.items()}


def print_round(name: str, quick: bool) -> None:
    """Measure a benchmark once, and print the values as JSON."""
    benchmark = benchmark_named(name)
    found = dict(benchmark.measure(quick))
    assert found.keys() <= {figure.label for figure in benchmark.figures}
    print(json.dumps(found))


def _round(name: str, *, quick: bool) -> dict[str, float]:
    """Measure a benchmark once in a process of its own."""
    called = subprocess.run(
        [sys.executable, "-c", _ROUND, name, "quick" if quick else "whole"],
        cwd=_ROOT,
        env={**os.environ, **_ONE_THREAD, "NNSTEP_NO_STATE": "1", "TERM": "xterm-256color"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(called.stdout)
    return found
