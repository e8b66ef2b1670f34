"""The generated function against stepping: the same bits, whatever the program is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.executor import Executor
from nnstep.engine.fastpath.build import FastPath
from nnstep.engine.timeline import Timeline
from nnstep.errors import ProgramError
from nnstep.expr.array import Array, frozen
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import load, parse
from nnstep.scenario.model import Layer, Scenario, Stop
from nnstep.scenario.tables.conventions import Conventions, choices
from nnstep.schedules import RATES
from tests.conftest import build_scenario
from tests.exercises import READY
from tests.random_training import with_random_training


def bits(values: Mapping[str, Any]) -> dict[str, tuple[bytes, bytes]]:
    """Return each value's bits. That an element is not a number is one value, whatever the bits it is held by."""
    found = {}
    for id, value in values.items():
        number = np.asarray(value, dtype=np.float64)
        missing = np.isnan(number)
        found[id] = np.where(missing, 0.0, number).tobytes(), missing.tobytes()
    return found


def stepped(program: Program, steps: int) -> Iterator[dict[str, Array]]:
    """Yield the values after each training step, done operation by operation."""
    executor, parameters = Executor(program), {id: program.start[id] for id in program.parameters}
    for step in range(steps):
        values = executor.start_values(step, parameters)
        for op in range(len(program.ops)):
            executor.run_op(op, values)
        parameters = {id: values[id] for id in program.parameters}
        yield values


def assert_same(program: Program, steps: int, stride: int = 1) -> None:
    """Hold the generated function, run so many training steps at a time, against stepping."""
    fast, errors = FastPath(program), []
    fast.start({id: program.start[id] for id in program.parameters}, {})
    expected = []
    for step, values in enumerate(stepped(program, steps)):
        expected.append(values[program.objective] if program.objective else np.nan)
        if (step + 1) % stride == 0 or step + 1 == steps:
            fast.run(len(errors), step + 1, errors)
            assert bits({"errors": errors}) == bits({"errors": expected})
            assert bits(fast.parameters()) == bits({id: values[id] for id in program.parameters})


@pytest.mark.parametrize("name", READY)
@pytest.mark.parametrize("stride", [1, 7])
def test_every_bundled_scenario_runs_as_it_is_stepped_through(name: str, stride: int) -> None:
    program = compile_program(load(READY[name]))
    assert_same(program, min(program.schedule.steps, 60), stride)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("rate", RATES)
def test_every_optimizer_with_every_schedule_runs_as_it_is_stepped_through(optimizer: str, rate: str) -> None:
    program = compile_program(
        replace(
            build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=5, epochs=20),
            optimizer=optimizer,
            rate=rate,
            settings={**OPTIMIZERS[optimizer].settings, **RATES[rate].settings},
            batch_size=2,
            l2=0.01,
        )
    )
    assert_same(program, program.schedule.steps, 11)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_with_stated_quantities_it_runs_as_it_is_stepped_through(optimizer: str) -> None:
    stated = ("E_k", "E_s", "diff", "fz1", "da1", "expz2", "sumexp2", "stepW1", "stepb2", "rateW2", "rateb1")
    stated += ("E_mean", "predicted", "dW1_s1", "db2_s1")
    network = build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=5, epochs=8)
    settings = OPTIMIZERS[optimizer].settings
    chosen = replace(network, optimizer=optimizer, settings=settings, batch_size=2, quantities=stated)
    program = compile_program(chosen)
    assert_same(program, program.schedule.steps, 5)


@pytest.mark.parametrize(
    "given",
    [
        {"a1": np.full((4, 5), 0.5)},
        {"z1": np.full((4, 5), 0.5), "a2": np.full((2, 5), 0.25)},
        {"delta2": np.full((2, 5), 0.1)},
        {"delta1": np.full((4, 5), 0.1), "dW2": np.full((2, 4), 0.1)},
        {"dW1": np.full((4, 3), 0.1), "dW2": np.full((2, 4), 0.1), "db1": np.ones((4, 1)), "db2": np.ones((2, 1))},
    ],
)
@pytest.mark.parametrize("bound", [None, 1e-9])
@pytest.mark.parametrize("optimizer", ["gradient-descent", "adam", "nesterov"])
def test_with_given_quantities_it_runs_as_it_is_stepped_through(
    optimizer: str, bound: float | None, given: dict[str, Array]
) -> None:
    network = build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=5, epochs=8)
    chosen = replace(network, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings, batch_size=5, given=given)
    assert_same(compile_program(replace(chosen, stop=Stop(gradient_below=bound))), 8, 3)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a network with everything that changes which operations it has."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    error = draw(st.sampled_from(sorted(LOSSES)))
    outputs = LOSSES[error].outputs or tuple(ACTIVATIONS)
    sizes = draw(st.lists(st.integers(1, 9), min_size=2, max_size=4))
    names = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in sizes[2:]] + [draw(st.sampled_from(sorted(outputs)))]
    conventions = Conventions(**{name: draw(st.sampled_from(values)) for name, values in choices().items()})
    count, scale = draw(st.integers(1, 9)), draw(st.sampled_from([0.5, 0.5, 3.0, 300.0]))
    targets = random.dirichlet(np.ones(sizes[-1]), count)
    drawn = Scenario(
        name="drawn",
        path="drawn.toml",
        title="drawn",
        source="",
        notes="",
        notation="plain",
        samples=Samples(random.normal(size=(count, sizes[0])), targets),
        learning_rate=draw(st.sampled_from([0.1, 1.0, 1e6])),
        layers=tuple(
            Layer(name, *_parameters(random, n, m, scale, conventions.biases))
            for (m, n), name in zip(pairwise(sizes), names, strict=True)
        ),
        error=error,
        epochs=draw(st.integers(1, 8)),
        answers={},
        batch_size=draw(st.integers(1, count)),
        shuffled=draw(st.booleans()),
        conventions=conventions,
    )
    return with_random_training(drawn, random)


def _parameters(
    random: np.random.Generator, neurons: int, inputs: int, scale: float, biases: str
) -> tuple[Array, Array | None]:
    weights = random.normal(scale=scale, size=(neurons, inputs + biases.startswith("folded")))
    shape = {"shared": (), "folded": None, "folded-last": None, "none": None}.get(biases, (neurons, 1))
    return frozen(weights), None if shape is None else frozen(random.normal(scale=scale, size=shape))


@pytest.mark.thorough
@settings(max_examples=300)
@given(scenarios(), st.integers(1, 5))
def test_any_network_runs_as_it_is_stepped_through_also_into_infinity(scenario: Scenario, stride: int) -> None:
    try:
        program = compile_program(scenario)
    except ProgramError:
        assume(False)
    assert_same(program, program.schedule.steps, stride)


@given(
    st.sampled_from(
        ["(x * y + 3) ** 2", "exp(-x) * y ** 3", "sigmoid(x) ** y", "ln(x ** 2 + 1) / y", "sqrt(x) * x ** y"]
    ),
    st.floats(-4, 4),
    st.floats(-4, 4),
    st.sampled_from(["momentum", "adam", "rmsprop"]),
    st.sampled_from(["constant", "exponential"]),
)
def test_a_graph_of_numbers_runs_as_it_is_stepped_through(
    line: str, x: float, y: float, optimizer: str, rate: str
) -> None:
    text = (
        f"title = 'T'\nlearning_rate = 0.1\n[graph]\nparameters = {{ x = {x!r}, y = {y!r} }}\nlines = ['f = {line}']\n"
    )
    training = f"[training]\nepochs = 40\noptimizer = '{optimizer}'\nschedule = '{rate}'\n"
    assert_same(compile_program(parse(text + training, "a.toml")), 40, 9)


def test_a_jump_gives_the_bits_of_stepping_however_far_it_leads() -> None:
    scenario = replace(
        build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=60),
        optimizer="adam",
        settings=OPTIMIZERS["adam"].settings,
    )
    program = compile_program(scenario)
    ends = [bits(values) for values in stepped(program, program.schedule.steps)]
    timeline = Timeline(program)
    for step in (3, 12, 100, 119, 40, 41, 7, 2, 90):
        assert bits(timeline.seek((step + 1) * len(program.ops)).values) == ends[step]
