"""What a key and an idle screen cost beside a bare Textual app of as many widgets, in a pseudo-terminal of 120x40.

The next key is sent when the screen has been quiet for a moment. A changed cell is one whose character or look differs
after the key; processor time is read from the operating system, so it holds everything: input, handler, layout,
painting, output. The latency is by the clock.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import sleep

from tests.app.terminal import terminal
from tests.benchmarks.bare_app import BARE
from tests.benchmarks.benchmark import Benchmark, Figure
from tests.benchmarks.nets import sigmoid_net, written

RIVAL = "a bare Textual app"
QUIET = 0.05
"""Seconds without a byte after which a screen counts as still."""
LATENCIES = {"kapur-3-3-3-1": 2.5, "784-32-10": 4.0}
"""How many times as long as in the bare app a key may take, by net."""
BARE_WAKINGS = Figure("wakings a second, idle, a bare Textual app")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one start of an app cost."""

    latency: float
    """Seconds from a key to its last byte, the median."""
    processor: float
    """Seconds of processor time a key."""
    bytes_a_cell: float
    """Bytes of output a changed cell."""
    wakings: float
    """How often a second the idle app gave up the processor of its own accord."""


def cost(arguments: Sequence[str], before: str, keys: int, idle: float) -> Cost:
    """Return what an app costs; `before` is typed first, then `keys` times "n" or "N"; then it idles."""
    with terminal(arguments, (120, 40)) as app:
        assert app.until(lambda: app.shows("start of the run"))
        app.settle(1.0)
        for key in before:
            app.send(key)
            app.settle(QUIET)
        latencies, output, cells = [], 0, 0
        spent = app.processor_seconds
        for number in range(keys):
            shown, already = app.looks, len(app.output)
            app.send("nN"[number % 2])
            latencies.append(app.settle(QUIET))
            output += len(app.output[already:].encode())
            cells += sum(a != b for a, b in zip(shown, app.looks, strict=True))
        spent = app.processor_seconds - spent
        wakings = _wakings(app.process.pid)
        sleep(idle)
        wakings = _wakings(app.process.pid) - wakings
    return Cost(median(latencies), spent / keys, output / max(1, cells), wakings / idle)


def _wakings(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Press keys in the apps by turns."""
    keys, idle = (15, 1.0) if quick else (40, 3.0)
    with tempfile.TemporaryDirectory() as folder:
        large = written(sigmoid_net((784, 32, 10), steps=100), Path(folder))
        for net, scenario in zip(LATENCIES, ("kapur-3-3-3-1", large), strict=True):
            bare = cost(BARE, "", keys, idle)
            own = cost(("-m", "nnstep", scenario), "nnnnnnn", keys, idle)
            yield f"a key, to its last byte, {net} / {RIVAL}", own.latency / bare.latency
            yield f"a key, processor time, {net} / {RIVAL}", own.processor / bare.processor
            yield f"bytes a changed cell, {net}", own.bytes_a_cell
            yield f"wakings a second, idle, {net}", own.wakings
            if net == "kapur-3-3-3-1":
                yield BARE_WAKINGS.label, bare.wakings


FIGURES = (
    figure
    for net, latency in LATENCIES.items()
    for figure in (
        Figure(f"a key, to its last byte, {net}", RIVAL, most=latency),
        Figure(f"a key, processor time, {net}", RIVAL),
        Figure(f"bytes a changed cell, {net}", most=6.0),
        Figure(f"wakings a second, idle, {net}"),
    )
)
BENCHMARK = Benchmark((*FIGURES, BARE_WAKINGS), measure)
