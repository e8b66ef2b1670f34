"""What runs record lies within the bounds, whatever library computed it, and what is changed by more does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import RunPrecision
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import (
    Binary,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Pick,
    Range,
    Transpose,
    call,
    transform,
    walk,
)
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.precision import typed
from nnstep.losses import LOSSES
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from tests.conftest import build_scenario
from tests.exercises import READY, SMALL
from tests.random_training import with_random_training
from tests.traces.recomputing.other_library import OtherLibrary
from tests.traces.recomputing.recorded_runs import Recorded, outside, program_in, recorded

PRECISIONS: tuple[RunPrecision, ...] = ("float64", "float32")
UNITS: dict[RunPrecision, float] = {"float64": 2.0**-53, "float32": 2.0**-24}


def random_scenario(seed: int) -> Scenario:
    """Return a small net, trained in any way; one after the other, each activation and each error comes first."""
    random = np.random.default_rng(seed)
    error = sorted(LOSSES)[seed % len(LOSSES)]
    hidden = sorted(ACTIVATIONS)[seed % len(ACTIVATIONS)]
    outputs = LOSSES[error].outputs or sorted(ACTIVATIONS)
    sizes = tuple(int(size) for size in random.integers(2, 5, 3))
    samples = int(random.integers(1, 4))
    scenario = build_scenario(
        sizes, (hidden, str(random.choice(outputs))), error=error, samples=samples, epochs=3, seed=seed
    )
    scenario = replace(scenario, batch_size=int(random.integers(1, samples + 1)))
    trained = with_random_training(scenario, random)
    return scenario if error == "none" and trained.optimizer == "perceptron" else trained


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", READY)
def test_every_operation_of_an_exercise_is_within_its_bound(name: str, precision: RunPrecision) -> None:
    program = program_in(load(READY[name]), precision)
    assert not outside(recorded(program, 12 if name in SMALL else 2))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("seed", range(40))
def test_every_operation_of_a_random_run_is_within_its_bound(seed: int, precision: RunPrecision) -> None:
    assert not outside(recorded(program_in(random_scenario(seed), precision), 3))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("seed", range(40))
def test_what_another_library_computes_is_within_the_bounds(seed: int, precision: RunPrecision) -> None:
    program = program_in(random_scenario(seed), precision)
    library = OtherLibrary(np.random.default_rng(seed), precision)
    assert not outside(recorded(program, 2, library.run))


@pytest.mark.sweep
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("seed", range(0, 240, 24))
def test_runs_that_overflow_are_within_the_bounds(seed: int, precision: RunPrecision) -> None:
    scenario = random_scenario(seed)
    for rate in (1e3, 1e20, 1e37) if scenario.learning_rate is not None else ():
        program = program_in(replace(scenario, learning_rate=rate), precision)
        library = OtherLibrary(np.random.default_rng(seed), precision)
        assert not outside(recorded(program, 3))
        assert not outside(recorded(program, 3, library.run))


X, Y = Name("x"), Name("y")
COMPUTED = [
    *(call(name, X @ Y) for name, row in PRIMITIVES.items() if row.shaping != "elementwise" and row.arity == 1),
    *(call(name, X @ Y, 0.1 * 0.3 * X) for name, row in PRIMITIVES.items() if row.arity == 2),
    (Number(0.1) * Number(0.3)) * X,
    (Number(1.0) / Number(3.0)) * X - Number(0.1),
    Number(2.0) ** Number(0.5) * X,
    call("sqrt", 2.0) * X,
    call("exp", Number(0.1) * Number(0.7)) / X,
    X ** (Number(1.0) / Number(3.0)),
    X**-2,
    X**Y,
    X**5.0,
    X**100.0,
    (X @ Y) ** 3.0,
    call("largest", X @ Y) - call("smallest", X),
    Pick(X @ Y, (1, Range())) * X,
    Transpose(X @ Y) @ Y,
]


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("number", range(len(COMPUTED)))
def test_functions_of_computed_arrays_and_of_written_numbers(number: int, precision: RunPrecision) -> None:
    random = np.random.default_rng(number)
    read = {name: random.uniform(0.1, 3, (3, 3)).astype(precision) for name in "xy"}
    expr, library = typed(COMPUTED[number], precision), OtherLibrary(random, precision)
    again = recomputed(expr, {name: Numbers.of(array) for name, array in read.items()}, precision)
    for value in (np.asarray(evaluate(expr, read)), *(library.value(expr, read) for _ in range(5))):
        assert again.shape == value.shape
        assert again.first_outside(value.ravel().tolist()) is None
    far = max(np.abs(again.values)) * 1e3 * UNITS[precision]
    assert max(again.bounds) <= far or PRIMITIVES[getattr(expr, "function", "exp")].shaping == "chosen"


def sizes(node: Expr) -> Expr:
    """Return a sum with all its terms added, for an expression of their sizes."""
    match node:
        case Number(value):
            return Number(abs(value))
        case Negative(operand):
            return operand
        case Binary("-", left, right):
            return left + right
        case _:
            return node


def size_of_terms(each: Recorded) -> np.ndarray:
    absolute = {id: np.abs(array).astype(float) for id, array in each.read.items()}
    return evaluate(transform(each.op.expression, sizes), absolute)


def well_conditioned(each: Recorded) -> bool:
    """Return whether each element is made of few terms that do not cancel, and of no function of what does."""
    value, terms = np.abs(each.value), size_of_terms(each)
    few = max((max(array.shape, default=1) for array in each.read.values()), default=1) <= 16
    return few and bool(np.all((value > terms / 10) & (value > 1e-30)))


@pytest.mark.parametrize(("precision", "share"), [("float64", 1e-13), ("float32", 5e-5)])
@pytest.mark.parametrize("name", SMALL)
def test_any_element_that_is_a_little_off_is_found(name: str, precision: RunPrecision, share: float) -> None:
    for each in recorded(program_in(load(SMALL[name]), precision), 3):
        if not well_conditioned(each):
            continue
        again = each.recomputed()
        for place, number in enumerate(each.numbers):
            for changed in (number * (1 + share), number * (1 - share)):
                numbers = [*each.numbers[:place], changed, *each.numbers[place + 1 :]]
                assert again.first_outside(numbers) == place, each


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", SMALL)
def test_bounds_of_sums_and_products_are_a_few_units_of_the_sum_of_sizes(name: str, precision: RunPrecision) -> None:
    for each in recorded(program_in(load(SMALL[name]), precision), 3):
        if any(isinstance(node, Call) for node in walk(each.op.expression)):
            continue
        terms = max((max(array.shape, default=1) for array in each.read.values()), default=1)
        most = (terms + 8) * UNITS[precision] * size_of_terms(each).ravel() + 1e-40
        assert np.all(np.array(each.recomputed().bounds) <= most), each
