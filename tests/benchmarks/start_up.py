"""What starting costs: commands beside importing click and NumPy, the app's first frame beside a bare Textual app's.

Run by hand: ``python -m tests.benchmarks.start_up [ROUNDS]``. Processor time, user and system, of whole processes taken
by turns, each with its bytecode at hand as an installed package has it; the mean of the quicker third of the rounds.
The first frame is there when the status line says where the run is.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable

from tests.app.terminal import terminal
from tests.benchmarks.screen_cost import BARE, layered_scenario, with_bytecode

_ROUNDS = 9


def command_cost(*arguments: str) -> float:
    """Return the processor seconds of one call of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_frame_cost(*arguments: str) -> float:
    """Return the processor seconds that an app takes until it shows its first frame."""
    with terminal(arguments, (120, 40)) as app:
        app.until(lambda: "start of the run" in app.output)
        return app.processor_seconds


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS
    with tempfile.TemporaryDirectory() as folder, with_bytecode(folder):
        net = layered_scenario(folder, 2, 2, 2, epochs=1)
        click, both, nnstep = ("-c", "import click"), ("-c", "import click, numpy"), ("-m", "nnstep")
        cases: list[tuple[str, Callable[..., float], tuple[str, ...], tuple[str, ...]]] = [
            ("--version", command_cost, (*nnstep, "--version"), click),
            ("--help", command_cost, (*nnstep, "--help"), click),
            ("list", command_cost, (*nnstep, "list"), click),
            ("run, sigmoid 2-2-2", command_cost, (*nnstep, "run", net, "--brief"), both),
            ("first frame", first_frame_cost, (*nnstep, "kapur-3-3-3-1"), BARE),
        ]
        for name, cost, own, floor in cases:
            costs = [(cost(*own), cost(*floor)) for _ in range(rounds + 1)][1:]  # the first one writes the bytecode
            value, least = (_quicker(one) for one in zip(*costs, strict=True))
            print(f"{name:<20} {value * 1000:6.0f} ms beside {least * 1000:4.0f}: {value / least:.2f}", flush=True)


def _quicker(costs: tuple[float, ...]) -> float:
    third = sorted(costs)[: max(1, len(costs) // 3)]
    return sum(third) / len(third)


if __name__ == "__main__":
    os.environ.setdefault("TERM", "xterm-256color")
    main()
