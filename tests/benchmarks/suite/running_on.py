"""How fast a run goes on with the screen watching it, as a share of its speed without one, by the clock."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

from tests.app.terminal import terminal
from tests.benchmarks.benchmark import Benchmark, Figure

SCENARIOS = ("digits", "tashfeen-parity")
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
    """Return operations a second in the app, until it has arrived or some seconds have gone."""
    with terminal(("-m", "nnstep", scenario)) as app:
        assert app.until(lambda: app.shows("start of the run"))
        app.settle(1.0)
        begun = perf_counter()
        app.send("c")
        app.until(lambda: app.shows("end of the run"), longest)
        spent = perf_counter() - begun
        app.send("\x1b")
        app.settle(0.5)
        found = POSITION.search(app.lines[0])
        return int(found[1]) / spent if found else float("nan")


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Run with and without a screen, one after the other."""
    longest = 1.5 if quick else 3.0
    for scenario in SCENARIOS:
        alone = headless(scenario, longest)
        yield f"speed with a screen, {scenario} / without", watched(scenario, longest) / alone


BENCHMARK = Benchmark(
    tuple(Figure(f"speed with a screen, {scenario}", "without", least=0.75) for scenario in SCENARIOS), measure
)
