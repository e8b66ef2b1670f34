"""How long nnstep trains, beside the same training step in NumPy and in PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from typing import Any

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.engine.executor import Executor
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario
from tests.benchmarks.benchmark import Benchmark, Figure, least, seconds
from tests.benchmarks.hand_written import by_an_expert, by_hand, torch, with_torch
from tests.benchmarks.nets import sigmoid_net

NETS = {"2-2-2": 5000, "10-3-2": 5000, "64-32-10": 2000, "784-32-10": 1000, "784-32-10 batch 32": 200}
"""How many training steps each net does."""
SMALL = "2-2-2"
WARM = 200
"""Training steps before the clock runs: what is compiled once is compiled then."""
HAND, EXPERT, TORCH = "NumPy by hand", "NumPy with out=", "PyTorch"


def continued(scenario: Scenario, condition: str = "") -> Callable[[], Any]:
    """Prepare a run to the end."""
    program = compile_program(scenario)
    debugger = Debugger(program)
    if condition:
        debugger.breakpoints.add(parse_breakpoint(condition, program))
    debugger.run_for(inf, WARM * len(program.ops))
    return debugger.run_on


def stepped(scenario: Scenario) -> Callable[[], Any]:
    """Prepare one operation after the other, each by its own compiled line."""
    program = compile_program(scenario)
    executor = Executor(program)

    def run() -> None:
        parameters = {id: program.start[id] for id in program.parameters}
        for step in range(program.schedule.steps):
            values = executor.start_values(step, parameters)
            for op in range(len(program.ops)):
                executor.run_op(op, values)
            parameters = {id: values[id] for id in program.parameters}

    return run


def debugged(scenario: Scenario) -> Callable[[], Any]:
    """Prepare the same through the debugger, which makes a frame of each stop."""
    debugger = Debugger(compile_program(scenario))

    def run() -> None:
        while not debugger.frame.at_end:
            debugger.step()

    return run


def measure(quick: bool) -> Iterator[tuple[str, float]]:
    """Time all ways by turns."""
    for net, whole in NETS.items():
        sizes, _, batch = net.partition(" batch ")
        net_of = partial(sigmoid_net, tuple(map(int, sizes.split("-"))), batch=int(batch or 1))
        steps = whole // 10 if quick else whole
        scenario, longer = net_of(steps=steps), net_of(steps=steps + WARM)
        ways: dict[str, Callable[[], Callable[[], Any]]] = {
            HAND: partial(by_hand, scenario),
            EXPERT: partial(by_an_expert, scenario),
            "continue": partial(continued, longer),
        }
        if torch is not None:
            ways[TORCH] = partial(with_torch, scenario)
        if net == SMALL:
            ways["breakpoint"] = partial(continued, longer, "if E < 0")
            ways["stepping"] = partial(stepped, scenario)
            ways["debugger"] = partial(debugged, scenario)
        spent = least({name: partial(seconds, prepare) for name, prepare in ways.items()}, 3)
        yield from (
            (f"continue, {net} / {rival}", spent["continue"] / spent[rival])
            for rival in (HAND, EXPERT, TORCH)
            if rival in spent
        )
        if net == SMALL:
            yield f"continue to a condition, {net} / continue", spent["breakpoint"] / spent["continue"]
            yield f"operation by operation, {net} / {HAND}", spent["stepping"] / spent[HAND]
            yield f"operation by operation with frames, {net} / {HAND}", spent["debugger"] / spent[HAND]


TRAINED = (
    Figure(f"continue, {net}", rival, most=1.0 if rival == HAND else None)
    for net in NETS
    for rival in (HAND, EXPERT, TORCH)
)
BENCHMARK = Benchmark(
    (
        *TRAINED,
        Figure(f"continue to a condition, {SMALL}", "continue"),
        Figure(f"operation by operation, {SMALL}", HAND),
        Figure(f"operation by operation with frames, {SMALL}", HAND),
    ),
    measure,
)
