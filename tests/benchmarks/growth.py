"""How costs grow: of a key, of memory, and of reading files, with whatever a session or a file may have many of.

Run by hand: ``python -m tests.benchmarks.growth [WORD ...]``, where words choose rows by their names. Each cost is
taken at n, 2n and 4n; the exponent is that of the power of n by which it grows: 0 for what stays, 1 for what is
proportional, 2 for what is quadratic. Processor time is the least of three attempts.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from math import log2
from pathlib import Path
from time import process_time

from click.testing import CliRunner

from nnstep.classroom.roster.class_table import read_table
from nnstep.cli import main as main_command
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.write import scenario_text
from nnstep.session.opening import open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform, perform_all
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.tui.view import View
from tests.conftest import build_scenario

_ATTEMPTS = 3
_KEYS = 20


def session(sizes: tuple[int, ...] = (2, 2, 2), *, epochs: int = 10, samples: int = 1) -> Session:
    """Return a session with a run of a net of sigmoids."""
    return Session(
        compile_program(build_scenario(sizes, ("sigmoid",) * (len(sizes) - 1), samples=samples, epochs=epochs))
    )


def keys(begun: Session, *, way: str = "next") -> float:
    """Return the seconds that a key takes: a step, and all that is shown of it beside the panes."""
    costs = []
    for _ in range(_ATTEMPTS):
        before = process_time()
        for _ in range(_KEYS):
            perform(begun, way)
            View.of(begun)
            begun.settle()
        costs.append((process_time() - before) / _KEYS)
    return min(costs)


def after_commands(line: Callable[[int], str], **settings: int) -> Callable[[int], float]:
    """Return the cost of a key after n commands, each made of its number."""

    def cost(n: int) -> float:
        begun = session(**{"epochs": 4 * n + 100, **settings})
        for number in range(n):
            perform(begun, line(number))
        perform(begun, "goto 2.1.3")
        return keys(begun)

    return cost


def seconds_of(prepare: Callable[[int], Callable[[], object]]) -> Callable[[int], float]:
    """Return the cost of what `prepare` returns for n."""

    def cost(n: int) -> float:
        costs = []
        for _ in range(_ATTEMPTS):
            act = prepare(n)
            before = process_time()
            act()
            costs.append(process_time() - before)
        return min(costs)

    return cost


def bytes_of(prepare: Callable[[int], Callable[[], object]]) -> Callable[[int], float]:
    """Return the memory in MB that is taken by what `prepare` returns for n, as long as its result is kept."""

    def cost(n: int) -> float:
        act = prepare(n)
        tracemalloc.start()
        kept = act()
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        del kept
        return size / 1e6

    return cost


def edited(n: int, *, back: bool) -> Callable[[], object]:
    """Make n edits, each a hundred training steps after the last one, or all at one place, with a run in between."""
    begun = session(epochs=100 * n + 1000)
    length = len(begun.debugger.program.ops)

    def act() -> Session:
        for number in range(n):
            perform(begun, f"goto {(500 if back else 100 * number) * length}")
            perform(begun, f"set lr = 0.{number + 1}")
            perform(begun, f"goto {(600 if back else 100 * number + 50) * length}")
        return begun

    return act


def at_step(n: int) -> float:
    """Return the cost of a key after n training steps, all of which have been computed."""
    begun = session(epochs=n + 100)
    perform(begun, f"goto {n * len(begun.debugger.program.ops)}")
    return keys(begun)


def of_width(n: int) -> float:
    """Return the cost of a key at the level of single terms of a product that is n wide."""
    begun = session((n, 3, 2))
    begun.stepper.level = "element"
    perform(begun, "next 3")
    return keys(begun)


def of_samples(n: int) -> float:
    """Return the cost of a key where there are n samples, one a training step."""
    begun = session(samples=n, epochs=2)
    perform(begun, "next 3")
    return keys(begun)


def of_layers(n: int) -> float:
    """Return the cost of a key in a net of n layers."""
    begun = session((2,) * (n + 1))
    perform(begun, "next 3")
    return keys(begun)


def hits(n: int) -> Callable[[], object]:
    """Run past n hits of a breakpoint that are ignored."""
    begun = session(epochs=n + 10)
    perform(begun, "break E")
    perform(begun, f"ignore 1 {n}")
    return lambda: perform(begun, "continue")


def continued(n: int) -> Callable[[], object]:
    """Run over a thousand training steps with n breakpoints whose conditions never hold."""
    begun = session(epochs=1000)
    for number in range(n):
        perform(begun, f"break E if E < {-1 - number}")
    return lambda: perform(begun, "continue")


def with_test_samples(n: int) -> Callable[[], object]:
    """Run n epochs, at the end of each of which samples are evaluated."""
    scenario = build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), error="cross-entropy", samples=2, epochs=n)
    begun = Session(compile_program(replace(scenario, batch_size=2)))
    return lambda: perform(begun, "goto end")


def sheet_of(n: int) -> Callable[[], object]:
    """Read a sheet of n training steps."""
    program = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), epochs=n))
    lines = "z1 = [0.1, 0.2]\na1 = [0.3, 0.4]\nE = 0.5\nW1 = [[1, 2], [3, 4]]\n"
    text = "".join(f"[step.{step}]\n{lines}" for step in range(1, n + 1))
    return lambda: parse_sheet(text, "sheet.toml", program)


def roster_of(n: int) -> Callable[[], object]:
    """Read a roster of n students."""
    path = Path(tempfile.mkdtemp()) / "class.csv"
    path.write_text("id,name\n" + "".join(f"{number},Student {number}\n" for number in range(n)), encoding="utf-8")
    return lambda: read_table(path)


def commands_of(n: int) -> Callable[[], object]:
    """Perform a file of n commands."""
    begun = session()
    return lambda: list(perform_all(begun, ["next", "reverse-next"] * (n // 2), "commands"))


def recorded(n: int) -> Path:
    """Record n training steps."""
    folder = Path(tempfile.mkdtemp())
    net, trace = folder / "net.toml", folder / "run.jsonl"
    net.write_text(scenario_text(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), epochs=n)), encoding="utf-8")
    CliRunner().invoke(main_command, ["run", str(net), "--trace", str(trace)], catch_exceptions=False)
    return trace


def read_through(n: int) -> Callable[[], object]:
    """Read all values of a recording of n training steps."""
    trace = recorded(n)

    def act() -> int:
        with TraceFile(trace) as file:
            return sum(1 for _ in file.records())

    return act


def in_a_recording(n: int) -> float:
    """Return the cost of a key at the end of a recording of n training steps."""
    begun = Session.of(open_run(str(recorded(n))))
    perform(begun, "goto end")
    return keys(begun, way="reverse-next")


ROWS: dict[str, tuple[int, Callable[[int], float]]] = {
    "key: watches": (250, after_commands(lambda n: f"watch W1[0,0] + {n}", epochs=10)),
    "key: bookmarks": (250, after_commands(lambda n: f"bookmark m{n + 1}", epochs=10)),
    "key: breakpoints": (100, after_commands(lambda n: f"break W1 if E < {-1 - n}", epochs=10)),
    "key: stops": (250, after_commands(lambda n: f"goto {n % 97}", epochs=10)),
    "key: edits": (40, after_commands(lambda n: f"set lr = 0.{n + 1}", epochs=10)),
    "key: training steps": (5000, at_step),
    "key: samples": (250, of_samples),
    "key: layers": (10, of_layers),
    "key: width, single terms": (250, of_width),
    "run: breakpoints": (25, seconds_of(continued)),
    "run: hits of a breakpoint": (100, seconds_of(hits)),
    "run: epochs evaluated": (250, seconds_of(with_test_samples)),
    "edits, each later": (10, seconds_of(lambda n: edited(n, back=False))),
    "edits at one place": (10, seconds_of(lambda n: edited(n, back=True))),
    "MB: edits, each later": (10, bytes_of(lambda n: edited(n, back=False))),
    "MB: edits at one place": (10, bytes_of(lambda n: edited(n, back=True))),
    "MB: commands": (250, bytes_of(commands_of)),
    "key: in a recording": (250, in_a_recording),
    "read: recording": (100, seconds_of(read_through)),
    "read: sheet": (25, seconds_of(sheet_of)),
    "read: roster": (1000, seconds_of(roster_of)),
    "read: commands": (250, seconds_of(commands_of)),
}
"""What is measured: the least n, and the cost for n."""


def main() -> None:
    """Print the table."""
    print(f"{'':<28}{'n':>7}{'cost(n)':>12}{'cost(2n)':>12}{'cost(4n)':>12}{'exponent':>10}")
    for name, (n, cost) in ROWS.items():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        costs = [cost(size) for size in (n, 2 * n, 4 * n)]
        texts = [f"{value:.2f} MB" if name.startswith("MB") else f"{value * 1000:.2f} ms" for value in costs]
        print(
            f"{name:<28}{n:>7,}{''.join(f'{text:>12}' for text in texts)}{log2(costs[2] / costs[0]) / 2:>10.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
