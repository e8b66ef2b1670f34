"""Sigmoid nets with random weights, as scenarios and as files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from nnstep.expr.array import frozen
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.write import data_arrays, has_own_data, scenario_text

RATE = 0.1


def sigmoid_net(sizes: tuple[int, ...], *, steps: int, batch: int = 1, samples: int = 0) -> Scenario:
    """Return a net trained for so many training steps, or epochs if there are more samples than a batch has."""
    random = np.random.default_rng(0)
    layers = tuple(
        Layer("sigmoid", frozen(random.normal(size=(n, m)) / np.sqrt(m)), frozen(random.normal(size=(n, 1))))
        for m, n in pairwise(sizes)
    )
    count = samples or batch
    name = "-".join(map(str, sizes))
    return Scenario(
        name=name,
        path=f"{name}.toml",
        title=name,
        source="",
        notes="",
        notation="plain",
        samples=Samples(random.uniform(size=(count, sizes[0])), random.uniform(size=(count, sizes[-1]))),
        learning_rate=RATE,
        layers=layers,
        error="half-squared",
        epochs=steps,
        answers={},
        batch_size=batch,
    )


def written(scenario: Scenario, folder: Path) -> str:
    """Write a net to a file, its samples beside it where they are many, and return the file's name."""
    path = folder / scenario.path
    data = f"{scenario.name}.npz" if has_own_data(scenario) else ""
    if data:
        np.savez(folder / data, **data_arrays(scenario))
    path.write_text(scenario_text(scenario, data))
    return str(path)
