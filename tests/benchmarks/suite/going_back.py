"""What going back costs after a long run, beside a training step of NumPy by hand, and the memory of the history."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from nnstep.debugger.debugger import Debugger
from nnstep.program.compile import compile_program
from tests.benchmarks.benchmark import Benchmark, Figure, seconds
from tests.benchmarks.hand_written import by_hand
from tests.benchmarks.nets import sigmoid_net

NETS = {"2-2-2": 500_000, "784-32-10": 25_000}
"""How many training steps each has done."""
MOVES = ("a step back", "a training step back", "a step back on the way from the end", "a jump")
PARTS = {"median": 0.5, "99 of 100": 0.99}
RIVAL = "a training step of NumPy by hand"
TIMED = 1000


def timed(move: Callable[[], object]) -> float:
    """Return how many seconds of processor time a call takes."""
    begun = process_time()
    move()
    return process_time() - begun


def moves(debugger: Debugger, steps: int) -> dict[str, list[float]]:
    """Return the seconds of each of many moves."""
    last, length, chosen = debugger.program.last_position, len(debugger.program.ops), random.Random(0)
    found: dict[str, list[float]] = {move: [] for move in MOVES}
    for _ in range(TIMED):
        found["a jump"].append(timed(partial(debugger.go_to, chosen.randrange(1, last))))
        found["a step back"].append(timed(partial(debugger.step, -1)))
    for _ in range(TIMED):  # into the training step before, where nothing is at hand
        debugger.go_to(chosen.randrange(1, steps) * length + 1)
        debugger.step(-1)
        found["a training step back"].append(timed(partial(debugger.step, -length)))
    debugger.go_to(last)
    found["a step back on the way from the end"] = [timed(partial(debugger.step, -1)) for _ in range(10 * TIMED)]
    return found


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Run to the end, then go back from it and from anywhere."""
    for net, whole in NETS.items():
        sizes, steps = tuple(map(int, net.split("-"))), whole // 10 if quick else whole
        debugger = Debugger(compile_program(sigmoid_net(sizes, steps=steps)))
        debugger.run_on()
        hand = min(seconds(partial(by_hand, sigmoid_net(sizes, steps=1000))) / 1000 for _ in range(3))
        for move, durations in moves(debugger, steps).items():
            ordered = sorted(durations)
            for part, share in PARTS.items():
                yield f"{move}, {net}, {part} / {RIVAL}", ordered[int(share * (len(ordered) - 1))] / hand
        yield f"history, {net}", debugger.run.bytes_used / 1e6


BENCHMARK = Benchmark(
    tuple(
        figure
        for net in NETS
        for figure in (
            *(Figure(f"{move}, {net}, {part}", RIVAL) for move in MOVES for part in PARTS),
            Figure(f"history, {net}", unit="MB"),
        )
    ),
    measure,
)
