"""What starting costs: commands beside importing click and NumPy, the app's first frame beside a bare Textual app's.

Processor time, user and system, of whole processes. The first frame is there when the status line says
where the run is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.app.terminal import terminal
from tests.benchmarks.bare_app import BARE
from tests.benchmarks.benchmark import Benchmark, Figure, least, seconds_of_children
from tests.benchmarks.nets import sigmoid_net, written

NNSTEP = str(Path(sys.executable).with_name("nnstep"))
"""The installed command, as people call it: `python -m` loads more before it begins."""
CLICK, BOTH, TEXTUAL = "importing click", "importing click and NumPy", "a bare Textual app"


def command_cost(*arguments: str) -> float:
    """Return the processor seconds of one call of Python."""
    call = [sys.executable, *arguments]
    return seconds_of_children(lambda: subprocess.run(call, stdout=subprocess.DEVNULL, check=True))


def first_frame_cost(*arguments: str) -> float:
    """Return the processor seconds that an app takes until it shows its first frame."""
    with terminal(arguments, (120, 40)) as app:
        assert app.until(lambda: "start of the run" in app.output)
        return app.processor_seconds


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Start everything by turns."""
    with tempfile.TemporaryDirectory() as name:
        run = (NNSTEP, "run", written(sigmoid_net((2, 2, 2), steps=1), Path(name)), "--brief")
        ways: dict[str, Callable[[], float]] = {
            CLICK: partial(command_cost, "-c", "import click"),
            BOTH: partial(command_cost, "-c", "import click, numpy"),
            **{what: partial(command_cost, NNSTEP, what) for what in ("--version", "--help", "list")},
            "run, 2-2-2": partial(command_cost, *run),
            TEXTUAL: partial(first_frame_cost, *BARE),
            "first frame": partial(first_frame_cost, NNSTEP, "kapur-3-3-3-1"),
        }
        spent = least(ways, 2 if quick else 5)
    yield from ((figure.label, spent[figure.name] / spent[figure.beside]) for figure in BENCHMARK.figures)


BENCHMARK = Benchmark(
    (
        Figure("--version", CLICK, most=1.2),
        Figure("--help", CLICK, most=1.2),
        Figure("list", CLICK, most=1.5),
        Figure("run, 2-2-2", BOTH, most=1.2),
        Figure("first frame", TEXTUAL, most=1.5),
    ),
    measure,
)
