"""How soon a run that goes on stops: from the key to the status line that says where, in a pseudo-terminal of 120x40.

Run by hand: ``python tests/benchmarks/stopping.py``. A key is pressed at any moment of a run. Escape begins what other
keys send, too: Textual waits a tenth of a second for more of it before it hands it on, which is in the figures.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pexpect

PRESSES = 20
QUIET = 0.4
"""Seconds without a byte after which a screen counts as still: a run paints ten times a second."""


def last_byte(app: pexpect.spawn) -> float:
    """Read until nothing has come for a while; return when the last byte came."""
    came = time.monotonic()
    while True:
        try:
            app.read_nonblocking(65536, timeout=QUIET)
            came = time.monotonic()
        except pexpect.TIMEOUT:
            return came


def measure(scenario: str, key: str) -> list[float]:
    """Return the milliseconds that each of several presses of `key` takes to stop a run."""
    app = pexpect.spawn(
        sys.executable,
        ["-m", "nnstep", scenario, "--epochs", "100000000"],
        dimensions=(40, 120),
        env={**os.environ, "TERM": "xterm-256color"},
    )
    app.delaybeforesend = None  # else it waits 50 ms before each key
    app.expect("start of the run", timeout=60)
    last_byte(app)
    moment, durations = random.Random(0), []
    for _ in range(PRESSES):
        app.send("c")
        until = time.monotonic() + moment.uniform(0.7, 1.2)
        while time.monotonic() < until:
            try:
                app.read_nonblocking(65536, timeout=0.02)
            except pexpect.TIMEOUT:
                continue
        pressed = time.monotonic()
        app.send(key)
        app.expect(r"operation \d+ of", timeout=30)  # what the status line says again once nothing runs
        durations.append(1000 * (time.monotonic() - pressed))
        last_byte(app)
    app.send("q")
    app.close(force=True)
    return sorted(durations)


def slow_scenario(folder: str) -> str:
    """Write a 784-200-100-10 net with batches of 128 to a file, of which a training step takes milliseconds."""
    random = np.random.default_rng(0)
    np.savez(Path(folder) / "images.npz", inputs=random.uniform(size=(4096, 784)), targets=np.arange(4096) % 10)
    layers = "".join(
        f'[[layers]]\nactivation = "{activation}"\nneurons = {neurons}\nweights = "xavier"\nbiases = "zeros"\n'
        for neurons, activation in ((200, "sigmoid"), (100, "sigmoid"), (10, "softmax"))
    )
    path = Path(folder) / "slow.toml"
    path.write_text(
        'title = "784-200-100-10"\nlearning_rate = 0.1\nerror = "cross-entropy"\n'
        f'[data]\nfile = "images.npz"\nclasses = 10\n{layers}[training]\nbatch_size = 128\nshuffle = true\n'
    )
    return str(path)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        slow = slow_scenario(folder)
        print(f"{'net':<18}{'key':<8}{'median':>8}{'95 %':>8}{'worst':>8}   ms from the key to where it stopped")
        for name, scenario in (("2-2-2", "sigmoid-2-2-2"), ("64-32-10", "digits"), ("784-200-100-10", slow)):
            for label, key in (("t", "t"), ("escape", "\x1b")):
                found = measure(scenario, key)
                parts = (found[int(part * (len(found) - 1))] for part in (0.5, 0.95, 1))
                print(f"{name:<18}{label:<8}" + "".join(f"{part:>8.0f}" for part in parts))


if __name__ == "__main__":
    main()
