"""Settings for all tests, and networks to run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.dataset import Sample, Samples
from nnstep.scenario.model import Layer, Scenario

settings.register_profile("nnstep", deadline=None, max_examples=25)
settings.load_profile("nnstep")

# Compiled once: else every worker compiles every test, and every subprocess the whole package, each time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ["NNSTEP_NO_STATE"] = "1"  # a person's own settings neither change a test nor are changed by one
os.environ["NNSTEP_FAULTS"] = "raise"  # what nobody foresaw fails the test, also in a subprocess


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the first case of a sweep to every run, and the others to thorough ones."""
    begun = set()
    for item in items:
        if item.get_closest_marker("sweep") is None:
            continue
        sweep = item.nodeid.partition("[")[0]
        if sweep in begun:
            item.add_marker("thorough")
        begun.add(sweep)


def pytest_collection_finish() -> None:
    """Keep the collector from looking again and again through all that is loaded by now."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Catch faults as outside the tests, and return the folder that is the current one, to which reports go."""
    monkeypatch.delenv("NNSTEP_FAULTS")
    monkeypatch.chdir(tmp_path)
    return tmp_path


BuildProgram = Callable[..., Program]


def build_scenario(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    *,
    error: str = "half-squared",
    samples: int = 1,
    epochs: int = 1,
    learning_rate: float = 0.5,
    biases: bool = True,
    seed: int = 0,
) -> Scenario:
    """Return a scenario with random weights, inputs and targets that suit its error function."""
    random = np.random.default_rng(seed)
    layers = tuple(
        Layer(
            activation,
            frozen(random.uniform(-1, 1, (rows, columns))),
            frozen(random.uniform(-1, 1, (rows, 1))) if biases else None,
        )
        for columns, rows, activation in zip(sizes, sizes[1:], activations, strict=False)
    )
    targets = [np.eye(sizes[-1])[:, [i % sizes[-1]]] for i in range(samples)]
    return Scenario(
        name="random",
        path="random.toml",
        title="random",
        source="",
        notes="",
        notation="plain",
        samples=Samples.of(
            *(Sample(frozen(random.uniform(0, 1, (sizes[0], 1))), frozen(target)) for target in targets)
        ),
        learning_rate=learning_rate,
        layers=layers,
        error=error,
        epochs=epochs,
        answers={},
    )


@pytest.fixture
def program_of() -> BuildProgram:
    """Return what compiles a random network: ``program_of((2, 2, 2), ("sigmoid", "sigmoid"), epochs=10)``."""

    def build(sizes: tuple[int, ...], activations: tuple[str, ...], **settings: object) -> Program:
        return compile_program(build_scenario(sizes, activations, **settings))  # type: ignore[arg-type]

    return build
