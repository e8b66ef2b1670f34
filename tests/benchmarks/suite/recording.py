"""What recording every operation takes, beside NumPy by hand that writes each value with orjson."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import orjson

import nnstep
from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario
from tests.benchmarks.benchmark import Benchmark, Figure, least, seconds
from tests.benchmarks.hand_written import OPERATIONS, samples_of, training_step
from tests.benchmarks.nets import sigmoid_net, written

NETS = {"2-2-2": (1, 3000), "64-32-10": (1, 600), "64-32-10 batch 32": (32, 400), "784-32-10": (1, 100)}
"""The batch, and how many training steps are recorded."""
RIVAL, STEPPED = "NumPy by hand and orjson", "the same unrecorded"
FACTS = {"kind": "op", "step": 1, "op": 1, "position": 1, "phase": "forward", "layer": 1}
FACTS |= {"nonfinite": "", "text": "", "hash": ""}
"""The other keys of a line of a trace."""


def recorded_by_hand(scenario: Scenario, path: Path) -> None:
    """Train in straightforward NumPy; write every value in a line, those of a training step at its end."""
    (w1, b1), (w2, b2) = ((layer.weights.copy(), layer.biases) for layer in scenario.layers)
    x, y = samples_of(scenario)
    number = 0
    with path.open("wb") as file:
        for step in range(scenario.epochs):
            values = training_step(x, y, w1, b1, w2, b2)
            w2, b2, w1, b1 = values[-4:]
            for target, value in zip(("x", "y", *OPERATIONS), (x, y, *values), strict=True):
                line = {**FACTS, "n": number, "epoch": step, "target": target, "shape": value.shape}
                line["value"] = value.ravel()
                file.write(orjson.dumps(line, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE))
                number += 1
            file.flush()


def stepped(scenario: Scenario) -> None:
    """Go through a run operation by operation, with a frame of each."""
    run = Timeline(compile_program(scenario))
    for position in range(run.last_position + 1):
        run.seek(position)


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Record by turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trace, other = folder / "trace.jsonl", folder / "other.jsonl"
        for net, (batch, whole) in NETS.items():
            sizes = tuple(map(int, net.split()[0].split("-")))
            scenario = sigmoid_net(sizes, steps=whole // 4 if quick else whole, batch=batch)
            file = written(scenario, folder)
            ways: dict[str, Callable[[], object]] = {
                "own": partial(nnstep.record, file, trace, overwrite=True),
                STEPPED: partial(stepped, scenario),
                "hand": partial(recorded_by_hand, scenario, other),
            }
            spent = least({name: partial(seconds, lambda way=way: way) for name, way in ways.items()}, 3)
            yield f"record, {net} / {RIVAL}", spent["own"] / spent["hand"]
            yield f"record, {net} / {STEPPED}", spent["own"] / spent[STEPPED]
            yield f"size of the file, {net} / {RIVAL}", trace.stat().st_size / other.stat().st_size


BENCHMARK = Benchmark(
    tuple(
        figure
        for net in NETS
        for figure in (
            Figure(f"record, {net}", RIVAL, most=None if net.startswith("784") else 1.5),
            Figure(f"record, {net}", STEPPED),
            Figure(f"size of the file, {net}", RIVAL),
        )
    ),
    measure,
)
