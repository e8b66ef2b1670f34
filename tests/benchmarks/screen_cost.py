"""What the app costs beside a bare Textual app of as many widgets: a key, its bytes, the first frame, idling.

Run by hand: ``python -m tests.benchmarks.screen_cost [SCENARIO ...]``. Each app runs in a pseudo-terminal; the next key
is sent when the screen has been quiet for a moment. The ratios are those of medians, the apps taken by turns. A changed
cell is one whose character or look differs after the key; processor time is read from the operating system, so it holds
everything: input, handler, layout, painting, output.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

from tests.app.terminal import terminal

_KEYS, _ROUNDS, _QUIET, _IDLE = 40, 3, 0.05, 4.0
BARE = (str(Path(__file__).with_name("bare_app.py")),)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one start of an app cost."""

    first_frame: float
    """Seconds until the screen was painted for the first time."""
    latency: float
    """Seconds from a key to its last byte, the median."""
    processor: float
    """Seconds of processor time a key."""
    bytes_a_cell: float
    """Bytes of output a changed cell."""
    cells: float
    """Changed cells a key."""
    wakings: float
    """How often a second the idle app gave up the processor of its own accord."""


def cost(arguments: Sequence[str], size: tuple[int, int], before: str, keys: str) -> Cost:
    """Return what an app costs; `before` is typed first, then `keys` again and again."""
    begun = time.perf_counter()
    with terminal(arguments, size) as app:
        app.until(lambda: app.shows("start of the run"))
        first = time.perf_counter() - begun
        app.settle(1.0)
        for key in before:
            app.send(key)
            app.settle(_QUIET)
        latencies, written, cells = [], 0, 0
        spent = app.processor_seconds
        for number in range(_KEYS):
            shown, already = app.looks, len(app.output)
            app.send(keys[number % len(keys)])
            latencies.append(app.settle(_QUIET))
            written += len(app.output[already:].encode())
            cells += sum(a != b for a, b in zip(shown, app.looks, strict=True))
        spent = app.processor_seconds - spent
        wakings = _wakings(app.process.pid)
        time.sleep(_IDLE)
        wakings = _wakings(app.process.pid) - wakings
    return Cost(first, median(latencies), spent / _KEYS, written / max(1, cells), cells / _KEYS, wakings / _IDLE)


def _wakings(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


@contextmanager
def with_bytecode(folder: str) -> Iterator[None]:
    """Let Python keep its bytecode in `folder`, as an installed package has it, whatever the environment says."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")}
    os.environ["PYTHONPYCACHEPREFIX"] = folder
    try:
        yield
    finally:
        del os.environ["PYTHONPYCACHEPREFIX"]
        os.environ.update({name: value for name, value in kept.items() if value is not None})


def layered_scenario(folder: str, *sizes: int, epochs: int = 100) -> str:
    """Write a sigmoid net of these sizes, with random weights, to a file and return its name."""
    random = np.random.default_rng(0)
    path = Path(folder) / f"{'-'.join(map(str, sizes))}.toml"
    layers = "".join(
        f'[[layers]]\nactivation = "sigmoid"\nweights = {_text(random.normal(0, 0.1, (after, before)))}\n'
        f"biases = {_text(np.zeros(after))}\n"
        for before, after in pairwise(sizes)
    )
    path.write_text(
        f'title = "{path.stem}"\ninput = {_text(random.uniform(0, 1, sizes[0]))}\n'
        f"target = {_text(np.eye(sizes[-1])[0])}\nlearning_rate = 0.1\n{layers}[training]\nepochs = {epochs}\n"
    )
    return str(path)


def _text(values: np.ndarray) -> str:
    return str(np.round(values, 4).tolist())


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, with_bytecode(folder):
        given = sys.argv[1:] or ["kapur-3-3-3-1", layered_scenario(folder, 784, 32, 10)]
        columns = "first frame  latency    processor  bytes/cell  cells  wakings/s"
        print(f"{'':<24} {columns}   (ratios to a bare app)")
        for scenario in given:
            for size in ((120, 40), (80, 24), (200, 60)):
                bare, own = [], []
                for _ in range(_ROUNDS):
                    bare.append(cost(BARE, size, "", "nN"))
                    own.append(cost(("-m", "nnstep", scenario), size, "nnnnnnn", "nN"))
                print(f"{Path(scenario).stem:<15} {size[0]:>3}x{size[1]:<4}", *_row(own, bare), sep=" ", flush=True)


def _row(own: list[Cost], bare: list[Cost]) -> list[str]:
    def both(name: str) -> tuple[float, float]:
        first, second = (median(getattr(each, name) for each in costs) for costs in (own, bare))
        return first, second

    cells = []
    for name, unit in (("first_frame", 1), ("latency", 1000), ("processor", 1000)):
        value, floor = both(name)
        cells.append(f"{value * unit:>6.1f} ({value / floor:4.2f})" if floor else f"{value * unit:>6.1f}")
    cells += [f"{both('bytes_a_cell')[0]:>6.1f}", f"{both('cells')[0]:>6.0f}"]
    awake, floor = both("wakings")
    return [*cells, f"{awake:>5.1f} ({floor:.1f})"]


if __name__ == "__main__":
    os.environ.setdefault("TERM", "xterm-256color")
    main()
