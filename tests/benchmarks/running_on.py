"""How fast a run goes on with the screen watching it, as a share of its speed without one.

Run by hand: ``python -m tests.benchmarks.running_on [SCENARIO ...]``. Both are timed by turns, in their own processes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from statistics import median

from tests.app.terminal import terminal

_ROUNDS = 3
_HEADLESS = """
import sys, time
from nnstep.session.opening import open_run
from nnstep.session.session import Session
session = Session.of(open_run(sys.argv[1]))
begun = time.perf_counter()
session.run_on().advance(float(sys.argv[2]))
print(session.debugger.frame.position / (time.perf_counter() - begun))
"""
_SECONDS = 4.0
_POSITION = re.compile(r"operation (\d+) of")


def headless(scenario: str) -> float:
    """Return operations a second without a screen."""
    command = [sys.executable, "-c", _HEADLESS, scenario, str(_SECONDS)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def watched(scenario: str) -> float:
    """Return operations a second in the app, until it has arrived or some seconds have gone."""
    with terminal(("-m", "nnstep", scenario)) as app:
        app.until(lambda: app.shows("start of the run"))
        app.settle(1.0)
        begun = time.perf_counter()
        app.send("c")
        app.until(lambda: app.shows("end of the run"), _SECONDS)
        spent = time.perf_counter() - begun
        app.send("\x1b")
        app.settle(0.5)
        found = _POSITION.search(app.lines[0])
        return int(found[1]) / spent if found else float("nan")


def main() -> None:
    """Print the shares."""
    for scenario in sys.argv[1:] or ["digits", "tashfeen-parity"]:
        pairs = [(headless(scenario), watched(scenario)) for _ in range(_ROUNDS)]
        alone, beside = (median(pair[i] for pair in pairs) for i in (0, 1))
        print(f"{scenario:<20} {alone:>12,.0f} {beside:>12,.0f} operations a second: {beside / alone:.2f}", flush=True)


if __name__ == "__main__":
    main()
