"""The bound of what single precision can do to a run, held against runs in float32 with sums in any order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstep.expr.tree import Name, call
from nnstep.grading.baseline.float_errors import FloatErrors, Rounded, rounded
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse

Matrix = np.ndarray


def net(rng: np.random.Generator, activation: str, steps: int = 3) -> tuple[str, list[Matrix]]:
    """Return a 3-4-2 exercise of random numbers with six digits, and its arrays."""
    shapes = [(3,), (2,), (4, 3), (4,), (2, 4), (2,)]
    arrays = [np.round(rng.uniform(-1, 1, shape), 6) for shape in shapes]
    x, y, w1, b1, w2, b2 = (array.tolist() for array in arrays)
    text = (
        f"title = 'T'\ninput = {x}\ntarget = {y}\nlearning_rate = 0.3\n[training]\nepochs = {steps}\n"
        f"[[layers]]\nactivation = '{activation}'\nweights = {w1}\nbiases = {b1}\n"
        f"[[layers]]\nactivation = '{activation}'\nweights = {w2}\nbiases = {b2}\n"
    )
    return text, arrays


def product(left: Matrix, right: Matrix, rng: np.random.Generator) -> Matrix:
    """Return left @ right in the type of both, the terms of each sum in an order of their own."""
    result = np.zeros((len(left), right.shape[1]), left.dtype)
    for i in range(len(left)):
        for j in range(right.shape[1]):
            for k in rng.permutation(left.shape[1]):
                result[i, j] += left[i, k] * right[k, j]
    return result


FUNCTIONS: dict[str, tuple[Callable[[Matrix], Matrix], Callable[[Matrix], Matrix]]] = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "linear": (lambda z: z, np.ones_like),
}


def run(arrays: list[Matrix], activation: str, dtype: type, steps: int, rng: np.random.Generator) -> list[dict]:
    """Return the values of each training step, computed in `dtype` with plain loops."""
    x, y, w1, b1, w2, b2 = (array.astype(dtype) for array in arrays)
    x, y, b1, b2 = (array[:, np.newaxis] for array in (x, y, b1, b2))
    function, slope = FUNCTIONS[activation]
    rate, found = dtype(0.3), []
    for _ in range(steps):
        z1 = product(w1, x, rng) + b1
        a1 = function(z1)
        z2 = product(w2, a1, rng) + b2
        a2 = function(z2)
        error = dtype(0.5) * np.sum((a2 - y) ** 2)
        delta2 = (a2 - y) * slope(a2)
        delta1 = product(w2.T, delta2, rng) * slope(a1)
        dw1, dw2 = product(delta1, x.T, rng), product(delta2, a1.T, rng)
        w1, b1, w2, b2 = w1 - rate * dw1, b1 - rate * delta1, w2 - rate * dw2, b2 - rate * delta2
        values = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "E": error, "delta2": delta2, "delta1": delta1}
        found.append({**values, "dW1": dw1, "dW2": dw2, "W1": w1, "b1": b1, "W2": w2, "b2": b2})
    return found


@pytest.mark.sweep
@pytest.mark.parametrize("activation", list(FUNCTIONS))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_run_in_any_order_of_summation_is_beyond_the_bound(activation: str, dtype: type) -> None:
    rng = np.random.default_rng(3)
    used = []
    for _ in range(40):
        text, arrays = net(rng, activation)
        program = compile_program(parse(text, "a.toml"))
        exact = TrueRun(program)
        errors = FloatErrors(program, exact, dtype)
        for step, values in enumerate(run(arrays, activation, dtype, 3, rng), start=1):
            for id, value in values.items():
                off = np.abs(np.asarray(value, dtype=np.float64) - exact.step(step).value(id))
                bound = errors.bound(step, id)
                assert bound is not None
                # Both runs are off from the true value in double precision.
                assert (off <= bound * (2 if dtype is np.float64 else 1)).all(), id
                used.append(float(np.max(off / np.maximum(bound, 1e-300))))
    assert max(used) > 0.1  # it is no bound that is met because it is far too wide


def test_the_bound_is_near_the_precision_of_the_type() -> None:
    text, _ = net(np.random.default_rng(4), "sigmoid")
    program = compile_program(parse(text, "a.toml"))
    exact = TrueRun(program)
    errors = FloatErrors(program, exact, np.float32)
    for id in ("z1", "a2", "W1", "W2"):
        bound = errors.bound(1, id)
        assert bound is not None
        assert np.max(bound) < 3e-6


def softmax_program() -> Program:
    text = (
        "title = 'T'\ninput = [1.5, -2]\ntarget = [0, 1, 0]\nlearning_rate = 0.1\nerror = 'cross-entropy'\n"
        "[[layers]]\nactivation = 'softmax'\nweights = [[0.3, 0.1], [-0.7, 0.9], [0.2, 0.5]]\n"
    )
    return compile_program(parse(text, "a.toml"))


def test_softmax_and_logarithms_have_bounds() -> None:
    program = softmax_program()
    exact = TrueRun(program)
    errors = FloatErrors(program, exact, np.float32)
    w, x = np.array([[0.3, 0.1], [-0.7, 0.9], [0.2, 0.5]], np.float32), np.array([1.5, -2], np.float32)
    powers = np.exp(w @ x)
    a = powers / powers.sum()
    for id, value in {"a1": a[:, np.newaxis], "E": -np.log(a[1])}.items():
        bound = errors.bound(1, id)
        assert bound is not None
        assert (np.abs(value.astype(np.float64) - exact.step(1).value(id)) <= bound).all()
        assert np.max(bound) < 2e-5


def test_too_far_along_there_is_no_bound() -> None:
    program = softmax_program()
    assert FloatErrors(program, TrueRun(program), np.float32).bound(10_000, "W1") is None


@pytest.mark.parametrize("function", ["with_one", "with_one_column", "with_one_last", "with_one_last_column"])
def test_the_ones_beside_values_are_exact(function: str) -> None:
    values = {"u": Rounded(np.array([[0.1, 0.2], [0.3, 0.4]]), np.full((2, 2), 1e-8))}
    found = rounded(call(function, Name("u")), values, np.float32)
    assert np.array_equal(np.where(found.value == 1, 0, 1e-8), found.error)
    assert found.value.size == 6
