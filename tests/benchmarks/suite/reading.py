"""How fast a trace is read, verified and moved in, beside orjson alone on all of its lines in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

import orjson

import nnstep
from nnstep.engine.run import Run
from nnstep.session.opening import open_run
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.verification.verify import verify
from tests.benchmarks.benchmark import Benchmark, Figure, least, seconds
from tests.benchmarks.nets import sigmoid_net, written

NETS = {"10-3-2": 1500, "784-32-10": 30}
"""How many training steps are recorded."""
MOVED = 100
"""How many operations are gone over at a time."""
ALONE, ONE_STEP = "orjson alone", "orjson on the lines of a training step"
READINGS = ("all quantities", "the quantity E", "to_arrow", "to_pandas", "verify")
MOVES = ("a step", "a step back", "a jump")


def by_orjson(lines: list[bytes]) -> None:
    for line in lines:
        orjson.loads(line)


def verified(path: Path) -> None:
    with TraceFile(path) as opened:
        assert verify(opened, program_of(opened)).is_right


def moved(run: Run, positions: list[int]) -> float:
    """Return the seconds of one move, on average."""
    run.seek(positions[0])
    begun = process_time()
    for position in positions[1:]:
        run.seek(position)
    return (process_time() - begun) / (len(positions) - 1)


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Record, then read by turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for net, whole in NETS.items():
            steps = whole // 2 if quick else whole
            scenario = sigmoid_net(tuple(map(int, net.split("-"))), steps=steps)
            path = nnstep.record(written(scenario, folder), folder / f"{net}.jsonl")
            lines = path.read_bytes().splitlines()
            with nnstep.open_trace(path) as trace:
                ways: dict[str, Callable[[], object]] = {
                    ALONE: partial(by_orjson, lines),
                    "all quantities": trace.quantities,
                    "the quantity E": partial(trace.quantity, "E"),
                    "to_arrow": trace.to_arrow,
                    "to_pandas": trace.to_pandas,
                    "verify": partial(verified, path),
                }
                spent = least({name: partial(seconds, lambda way=way: way) for name, way in ways.items()}, 2)
            yield from ((f"{what}, {net} / {ALONE}", spent[what] / spent[ALONE]) for what in READINGS)
            run = open_run(path).begin()
            chosen, middle = Random(0), run.last_position // 2
            places = [chosen.randrange(run.last_position) for _ in range(MOVED)]
            moves = {
                "a step": list(range(middle, middle + MOVED)),
                "a step back": list(range(middle + MOVED, middle, -1)),
                "a jump": places,
            }
            cost = least({what: partial(moved, run, positions) for what, positions in moves.items()}, 2)
            yield from ((f"{what}, {net} / {ONE_STEP}", cost[what] / (spent[ALONE] / steps)) for what in MOVES)


BENCHMARK = Benchmark(
    tuple(
        Figure(f"{what}, {net}", beside)
        for net in NETS
        for whats, beside in ((READINGS, ALONE), (MOVES, ONE_STEP))
        for what in whats
    ),
    measure,
)
