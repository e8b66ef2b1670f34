"""How fast nnstep trains, against the same training step written by hand in NumPy, and against PyTorch.

Run by hand: ``python tests/benchmarks/training_speed.py``. All ways are timed in turn in one process, so that only the
ratios matter; each is the best of several rounds. The table has the medians of several fresh processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import inf
from pathlib import Path
from statistics import median
from subprocess import PIPE
from time import perf_counter
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.engine.executor import Executor
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario

try:
    import torch
except ImportError:
    torch = None

_WARM = 200
"""Training steps that nnstep does before the clock runs."""
NETS = ((2, 2, 2), (10, 3, 2), (64, 32, 10), (784, 32, 10))
ROUNDS = 5
PROCESSES = 3


def scenario_of(sizes: tuple[int, ...], batch: int, steps: int) -> Scenario:
    random = np.random.default_rng(0)
    layers = tuple(
        Layer("sigmoid", frozen(random.normal(size=(n, m)) / np.sqrt(m)), frozen(random.normal(size=(n, 1))))
        for m, n in pairwise(sizes)
    )
    inputs = random.uniform(size=(batch, sizes[0]))
    targets = random.uniform(size=(batch, sizes[-1]))
    return Scenario(
        name="bench",
        path="bench.toml",
        title="bench",
        source="",
        notes="",
        notation="plain",
        samples=Samples(inputs, targets),
        learning_rate=0.1,
        layers=layers,
        error="half-squared",
        epochs=steps,
        answers={},
        batch_size=batch,
    )


def by_hand(scenario: Scenario, steps: int) -> Callable[[], list[float]]:
    """Straightforward NumPy that allocates its results."""
    (w1, b1), (w2, b2) = ((layer.weights.copy(), np.array(layer.biases)) for layer in scenario.layers)
    x, y = scenario.samples.take(np.arange(len(scenario.samples)))
    count = len(scenario.samples)

    def run() -> list[float]:
        nonlocal w1, b1, w2, b2
        errors = []
        for _ in range(steps):
            z1 = w1 @ x + b1
            a1 = 1 / (1 + np.exp(-z1))
            z2 = w2 @ a1 + b2
            a2 = 1 / (1 + np.exp(-z2))
            errors.append(0.5 * np.sum((a2 - y) ** 2) / count)
            delta2 = (a2 - y) * (a2 * (1 - a2))
            delta1 = (w2.T @ delta2) * (a1 * (1 - a1))
            if count == 1:
                dw2, db2, dw1, db1 = delta2 @ a1.T, delta2, delta1 @ x.T, delta1
            else:
                dw2, db2 = (delta2 @ a1.T) / count, np.sum(delta2, axis=1, keepdims=True) / count
                dw1, db1 = (delta1 @ x.T) / count, np.sum(delta1, axis=1, keepdims=True) / count
            w2 = w2 - 0.1 * dw2
            b2 = b2 - 0.1 * db2
            w1 = w1 - 0.1 * dw1
            b1 = b1 - 0.1 * db1
        return errors

    return run


def by_an_expert(scenario: Scenario, steps: int) -> Callable[[], list[float]]:
    """NumPy whose results go into arrays set aside before."""
    (w1, b1), (w2, b2) = ((layer.weights.copy(), np.array(layer.biases)) for layer in scenario.layers)
    x, y = scenario.samples.take(np.arange(len(scenario.samples)))
    count = len(scenario.samples)
    n1, n2 = w1.shape[0], w2.shape[0]
    a1, s1, delta1 = (np.empty((n1, count)) for _ in range(3))
    a2, s2, delta2 = (np.empty((n2, count)) for _ in range(3))
    g1, g2, c1, c2 = np.empty(w1.shape), np.empty(w2.shape), np.empty(b1.shape), np.empty(b2.shape)
    add, sub, mul, div, exp, neg, dot = np.add, np.subtract, np.multiply, np.divide, np.exp, np.negative, np.matmul
    x_t, a1_t, w2_t, rate = x.T, a1.T, w2.T, 0.1 / count

    def run() -> list[float]:
        errors = []
        for _ in range(steps):
            for w, b, given, a in ((w1, b1, x, a1), (w2, b2, a1, a2)):
                dot(w, given, a)
                add(a, b, a)
                neg(a, a)
                exp(a, a)
                add(a, 1, a)
                div(1, a, a)
            sub(a2, y, delta2)
            mul(delta2, delta2, s2)
            errors.append(0.5 * np.add.reduce(s2, axis=None) / count)
            sub(1, a2, s2)
            mul(a2, s2, s2)
            mul(delta2, s2, delta2)
            dot(w2_t, delta2, delta1)
            sub(1, a1, s1)
            mul(a1, s1, s1)
            mul(delta1, s1, delta1)
            for w, b, g, c, delta, given in ((w2, b2, g2, c2, delta2, a1_t), (w1, b1, g1, c1, delta1, x_t)):
                dot(delta, given, g)
                mul(g, rate, g)
                sub(w, g, w)
                if count > 1:
                    np.add.reduce(delta, axis=1, keepdims=True, out=c)
                    mul(c, rate, c)
                else:
                    mul(delta, rate, c)
                sub(b, c, b)
        return errors

    return run


def continued(scenario: Scenario, *, condition: str = "") -> Callable[[], Any]:
    """Return a run to the end; what is compiled once, when a run begins, is compiled before."""
    program = compile_program(scenario)
    debugger = Debugger(program)
    if condition:
        debugger.breakpoints.add(parse_breakpoint(condition, program))
    debugger.run_for(inf, _WARM * len(program.ops))
    return debugger.run_on


def stepped(scenario: Scenario) -> Callable[[], Any]:
    """One operation after the other, each by its own compiled line, as the debugger steps."""
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


def with_torch(scenario: Scenario, steps: int) -> Callable[[], Any]:
    torch.set_num_threads(1)
    tensors = [
        torch.tensor(np.array(v), requires_grad=True)
        for layer in scenario.layers
        for v in (layer.weights, layer.biases)
    ]
    x, y = (torch.tensor(np.array(v)) for v in scenario.samples.take(np.arange(len(scenario.samples))))
    optimizer = torch.optim.SGD(tensors, lr=0.1)

    def run() -> list[float]:
        errors = []
        w1, b1, w2, b2 = tensors
        for _ in range(steps):
            optimizer.zero_grad()
            error = 0.5 * torch.sum((torch.sigmoid(w2 @ torch.sigmoid(w1 @ x + b1) + b2) - y) ** 2)
            error.backward()
            optimizer.step()
            errors.append(error.item())
        return errors

    return run


def debugged(scenario: Scenario) -> Callable[[], Any]:
    """As stepped, through the debugger, which makes a frame of each stop."""
    debugger = Debugger(compile_program(scenario))

    def run() -> None:
        while not debugger.frame.at_end:
            debugger.step()

    return run


def timed(ways: dict[str, Callable[[], Callable[[], Any]]], steps: int) -> dict[str, float]:
    """Return microseconds a training step of each way, the best of several rounds taken in turn."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, prepare in ways.items():
            run = prepare()
            begun = perf_counter()
            run()
            best[name] = min(best[name], (perf_counter() - begun) / steps * 1e6)
    return best


def measured() -> dict[str, dict[str, float]]:
    """Return microseconds a training step, by net and batch, of each way."""
    found = {}
    for sizes in NETS:
        for batch in (1, 32):
            steps = {784: 1000, 64: 2000}.get(sizes[0], 5000)
            scenario = scenario_of(sizes, batch, steps)
            longer = scenario_of(sizes, batch, steps + _WARM)
            ways: dict[str, Callable[[], Callable[[], Any]]] = {
                "by hand": partial(by_hand, scenario, steps),
                "expert": partial(by_an_expert, scenario, steps),
                "continue": partial(continued, longer),
                "breakpoint": partial(continued, longer, condition="if E < 0"),
                "stepping": partial(stepped, scenario),
                "debugger": partial(debugged, scenario),
            }
            if torch is not None:
                ways["torch"] = partial(with_torch, scenario, steps)
            found[f"{'-'.join(map(str, sizes)):<12}{batch:>6}"] = timed(ways, steps)
    return found


def ratios(best: dict[str, float]) -> dict[str, float]:
    """Return how fast nnstep is against the others: their time over its own; for the breakpoint the opposite."""
    own = best["continue"]
    return {
        "by hand": best["by hand"] / own,
        "expert": best["expert"] / own,
        "torch": best.get("torch", float("nan")) / own,
        "breakpoint": best["breakpoint"] / own,
        "stepping": best["by hand"] / best["stepping"],
        "debugger": best["by hand"] / best["debugger"],
    }


def printed(title: str, rows: dict[str, dict[str, float]], digits: int) -> None:
    """Print one table."""
    names = list(next(iter(rows.values())))
    print(f"{'net':<12}{'batch':>6}" + "".join(f"{name:>12}" for name in names) + f"   {title}")
    for net, row in rows.items():
        print(net + "".join(f"{row[name]:>12.{digits}f}" for name in names))


def main() -> None:
    """Measure in several fresh processes, and print the medians."""
    if sys.argv[1:] == ["--once"]:
        print(json.dumps(measured()))
        return
    outputs = [subprocess.run([sys.executable, __file__, "--once"], check=True, stdout=PIPE) for _ in range(PROCESSES)]
    runs = [json.loads(output.stdout) for output in outputs]
    times = {net: {way: median(run[net][way] for run in runs) for way in runs[0][net]} for net in runs[0]}
    speeds = {net: [ratios(run[net]) for run in runs] for net in runs[0]}
    printed("us a training step", times, 1)
    print()
    rows = {net: {name: median(one[name] for one in several) for name in several[0]} for net, several in speeds.items()}
    printed("time of the other over nnstep's; breakpoint over none; by hand over stepping", rows, 3)


if __name__ == "__main__":
    main()
