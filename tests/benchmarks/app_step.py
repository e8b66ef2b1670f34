"""What one step of the app costs: processor time of the whole process, from the key to the last byte painted.

Run by hand: ``python tests/benchmarks/app_step.py``. The app runs in a pseudo-terminal of 120x40; each step is one
key press, the next one is sent when the screen has been quiet for a moment. Processor time is read from the
operating system, so it holds everything: input, handler, layout, painting, output.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pexpect

STEPS = 60
QUIET = 0.03


def processor_seconds(pid: int) -> float:
    """Return user and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(app: pexpect.spawn) -> None:
    """Read until nothing has come for a moment."""
    while True:
        try:
            app.read_nonblocking(65536, timeout=QUIET)
        except pexpect.TIMEOUT:
            return


def measure(scenario: str, size: tuple[int, int], key: str) -> float:
    """Return milliseconds of processor time a press of `key`, the idle app's own taken off."""
    columns, rows = size
    app = pexpect.spawn(
        sys.executable,
        ["-m", "nnstep", scenario],
        dimensions=(rows, columns),
        env={**os.environ, "TERM": "xterm-256color"},
    )
    app.expect("start of the run", timeout=30)
    time.sleep(1)
    settle(app)
    idle_begin, begun = processor_seconds(app.pid), time.monotonic()
    time.sleep(1)
    idle_rate = (processor_seconds(app.pid) - idle_begin) / (time.monotonic() - begun)
    # Away from the start, where the footer dims what can't be done and so is made anew.
    for _ in range(3):
        app.send("nn")
        settle(app)
    before, begun = processor_seconds(app.pid), time.monotonic()
    for _ in range(STEPS):
        app.send(key)
        settle(app)
    spent = processor_seconds(app.pid) - before - idle_rate * (time.monotonic() - begun)
    app.send("q")
    app.close(force=True)
    return 1000 * spent / STEPS


def large_scenario(folder: str) -> str:
    """Write a 784-32-10 net to a file and return its name."""
    random = np.random.default_rng(0)

    def row(values: np.ndarray) -> str:
        return "[" + ", ".join(f"{v:.4f}" for v in values) + "]"

    def rows(count: int, columns: int) -> str:
        return "[" + ",\n".join(row(random.normal(0, 0.1, columns)) for _ in range(count)) + "]"

    path = Path(folder) / "large.toml"
    path.write_text(
        f'title = "784-32-10"\ninput = {row(random.uniform(0, 1, 784))}\ntarget = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n'
        "learning_rate = 0.1\n"
        f'[[layers]]\nactivation = "sigmoid"\nweights = {rows(32, 784)}\nbiases = {row(np.zeros(32))}\n'
        f'[[layers]]\nactivation = "sigmoid"\nweights = {rows(10, 32)}\nbiases = {row(np.zeros(10))}\n'
        "[training]\nepochs = 100\n"
    )
    return str(path)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        large = large_scenario(folder)
        print(f"{'scenario':<20} {'size':<8} {'step':>8} {'back':>8}   ms of processor time")
        for name, scenario in (("kapur-3-3-3-1", "kapur-3-3-3-1"), ("784-32-10", large)):
            for size in ((120, 40), (200, 60), (80, 24)):
                step, back = measure(scenario, size, "n"), measure_back(scenario, size)
                print(f"{name:<20} {size[0]}x{size[1]:<4} {step:>8.1f} {back:>8.1f}")


def measure_back(scenario: str, size: tuple[int, int]) -> float:
    """Return the same for going there and back by turns, so that every press changes the screen."""
    return measure(scenario, size, "nN") / 2


if __name__ == "__main__":
    main()
