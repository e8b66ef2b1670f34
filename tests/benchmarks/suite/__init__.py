"""The benchmarks, one file each. A new one is a new file that defines a `Benchmark`; nothing else names it."""

from __future__ import annotations

from nnstep.plugins import defined, module_names
from tests.benchmarks.benchmark import Benchmark

NAMES = module_names(__path__)


def benchmark_named(name: str) -> Benchmark:
    """Return what the file of this name defines."""
    (benchmark,) = defined(__name__, name, Benchmark)
    return benchmark
