"""Runs to walk through: bundled exercises, and small networks trained in every way that a file can state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.expr.array import frozen
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.dataset import Sample, Samples
from nnstep.scenario.model import Scenario, Stop
from nnstep.scenario.write import scenario_text
from nnstep.session.opening import RunRequest
from tests.conftest import build_scenario
from tests.random_training import with_random_training

MOST_OPERATIONS = 240
"""Of a run: a walk looks at each of them."""
_TOO_LARGE = {"digits", "mnist", "tashfeen-parity-1024"}
_ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus")


def drawn_run(number: int, folder: Path) -> RunRequest:
    """Return a run by its number: every third is a bundled exercise, the others are random and stand in `folder`."""
    bundled = [name for name in bundled_paths() if name not in _TOO_LARGE]
    if number % 3 == 0:
        return _shortened(RunRequest(bundled[number // 3 % len(bundled)]))
    path = folder / f"random-{number}.toml"
    path.write_text(scenario_text(_random_scenario(number), ""))
    return _shortened(RunRequest(str(path)))


def _shortened(request: RunRequest) -> RunRequest:
    """Return the request for so many epochs that the run can be looked at operation by operation."""
    program = request.open().program
    epochs = MOST_OPERATIONS // (len(program.ops) * program.schedule.steps_per_epoch)
    return replace(request, epochs=max(1, min(epochs, program.schedule.epochs)))


def _random_scenario(number: int) -> Scenario:
    random = np.random.default_rng(number)
    samples = int(random.integers(1, 6))
    sizes = tuple(int(size) for size in random.integers(1, 4, int(random.integers(2, 4))))
    activations = tuple(str(name) for name in random.choice(_ACTIVATIONS, len(sizes) - 1))
    scenario = build_scenario(sizes, activations, samples=samples, epochs=40, learning_rate=0.1, seed=number)
    tested = [Sample(frozen(random.uniform(0, 1, (size, 1))), frozen(np.eye(sizes[-1])[:, [0]])) for size in sizes[:1]]
    stops = [Stop(), Stop(), Stop(error_below=0.3), Stop(gradient_below=0.2)]
    return replace(
        with_random_training(scenario, random),
        batch_size=int(random.integers(1, samples + 1)),
        shuffled=bool(random.random() < 0.4),
        seed=number,
        test_samples=Samples.of(*tested) if random.random() < 0.3 else None,
        stop=stops[int(random.integers(len(stops)))],
    )
