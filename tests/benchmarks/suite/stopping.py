"""How soon a run that goes on stops, by the clock: from the key to the status line that says where.

A key is pressed at any moment of a run. Escape begins what other keys send, too: Textual waits a tenth of a second for
more of it before it hands it on, which is in the figure.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic

from tests.app.terminal import Terminal, terminal
from tests.benchmarks.benchmark import Benchmark, Figure
from tests.benchmarks.nets import sigmoid_net, written

KEYS = {"t": "t", "escape": "\x1b"}
STOPPED = re.compile(r"operation \d+ of")
"""What the status line says again once nothing runs."""


def says_where(app: Terminal, already: int) -> bool:
    """Return whether the status line says so after so many characters of output."""
    return STOPPED.search(app.output, already) is not None


def presses(scenario: str, key: str, count: int) -> list[float]:
    """Return the milliseconds that each of several presses of `key` takes to stop a run, the least first."""
    moment, durations = random.Random(0), []
    with terminal(("-m", "nnstep", scenario, "--epochs", "1000000")) as app:
        assert app.until(lambda: app.shows("start of the run"))
        app.settle()
        for _ in range(count):
            app.send("c")
            until = monotonic() + moment.uniform(0.4, 0.8)
            while monotonic() < until:
                app.read(0.02)
            already = len(app.output)
            app.send(key)
            pressed = monotonic()
            assert app.until(partial(says_where, app, already)), app.lines[0]
            durations.append(1000 * (monotonic() - pressed))
            app.settle()
    return sorted(durations)


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Press keys while a small net trains, and one of which a training step takes milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        slow = sigmoid_net((784, 200, 100, 10), steps=1, batch=128, samples=4096)
        for scenario in ("sigmoid-2-2-2", written(slow, Path(name))):
            for label, key in KEYS.items():
                found = presses(scenario, key, 3 if quick else 8)
                yield f"stop with {label}, {Path(scenario).stem}, 95 of 100", found[int(0.95 * (len(found) - 1))]


BENCHMARK = Benchmark(
    tuple(
        Figure(f"stop with {label}, {net}, 95 of 100", unit="ms", most=100.0 if label == "t" else None)
        for net in ("sigmoid-2-2-2", "784-200-100-10")
        for label in KEYS
    ),
    measure,
)
