"""How fast a run goes on with the screen watching it, as a share of its speed without one, by the clock."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from tests.app.terminal import terminal
from tests.benchmarks.benchmark import Benchmark, Figure
from tests.benchmarks.nets import written

SCENARIOS = ("digits", "tashfeen-parity")
EPOCHS = 1_000_000
"""So many that the run does not end while it is watched; the bundled ones end before two paintings."""
HEADLESS = """
import sys, time
from nnstep.session.opening import open_run
from nnstep.session.session import Session
session = Session.of(open_run(sys.argv[1]))
begun = time.perf_counter()
session.run_on().advance(float(sys.argv[2]))
print(session.debugger.frame.position / (time.perf_counter() - begun))
"""
POSITION = re.compile(r"operation (\d+) of")


def headless(scenario: str, longest: float) -> float:
    """Return operations a second without a screen."""
    command = [sys.executable, "-c", HEADLESS, scenario, str(longest)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def watched(scenario: str, longest: float) -> float:
    """Return operations a second in the app, in so many seconds."""
    with terminal(("-m", "nnstep", scenario)) as app:
        assert app.until(lambda: app.shows("start of the run"))
        app.settle(1.0)
        begun = perf_counter()
        app.send("c")
        app.until(lambda: False, longest)
        spent = perf_counter() - begun
        app.send("\x1b")
        app.settle(0.5)
        found = POSITION.search(app.lines[0])
        return int(found[1]) / spent if found else float("nan")


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Run with and without a screen, one after the other."""
    longest = 1.5 if quick else 3.0
    with tempfile.TemporaryDirectory() as folder:
        for name in SCENARIOS:
            scenario = written(replace(load(bundled_paths()[name]), epochs=EPOCHS, path=f"{name}.toml"), Path(folder))
            yield f"speed with a screen, {name} / without", watched(scenario, longest) / headless(scenario, longest)


BENCHMARK = Benchmark(
    tuple(Figure(f"speed with a screen, {scenario}", "without", least=0.75) for scenario in SCENARIOS), measure
)
