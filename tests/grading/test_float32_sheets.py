"""Sheets of numbers that a plain float32 loop gives, its sums in any order, are right; wrong by 1e-4 they are not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnstep.grading.baseline.float_errors import FloatErrors
from nnstep.grading.baseline.true_run import TrueRun
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.answer_sheet import Given, Sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import Verdict
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse

OPTIMIZERS = ("gradient-descent", "momentum", "adagrad", "rmsprop", "adam")
RATE, EPS, MU, RHO, BETA1, BETA2 = 0.3, 1e-8, 0.9, 0.9, 0.9, 0.999
STEPS = 2

Values = dict[tuple[int, str], np.ndarray]


def exercise(seed: int, samples: int, optimizer: str, *, folded: bool) -> tuple[Program, dict[str, np.ndarray]]:
    """Return a random 2-3-2 network, and its numbers."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (2, samples), "y": (2, samples), "W1": (3, 2), "b1": (3, 1), "W2": (2, 3), "b2": (2, 1)}
    start = {id: np.round(rng.uniform(-1, 1, shape), 3) for id, shape in shapes.items()}
    layers = ""
    for layer in "12":
        weights, biases = start[f"W{layer}"], start[f"b{layer}"]
        rows = np.hstack([biases, weights]) if folded else weights
        layers += f"[[layers]]\nactivation = 'sigmoid'\nweights = {rows.tolist()}\n"
        layers += "" if folded else f"biases = {biases.ravel().tolist()}\n"
    text = (
        f"title = 'T'\ninput = {start['x'].T.tolist()}\ntarget = {start['y'].T.tolist()}\nlearning_rate = {RATE}\n"
        f"[training]\nepochs = {STEPS}\nbatch_size = {samples}\noptimizer = '{optimizer}'\n{layers}"
        f"[conventions]\nbiases = '{'folded' if folded else 'per-neuron'}'\n"
    )
    return compile_program(parse(text, "a.toml")), start


def summed(terms: list[np.float32], rng: np.random.Generator) -> np.float32:
    """Return the sum of the terms in an order of its own."""
    total = np.float32(0)
    for number in rng.permutation(len(terms)):
        total += terms[number]
    return total


def product(left: np.ndarray, right: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return left @ right."""
    sums = [[summed(list(row * column), rng) for column in right.T] for row in left]
    return np.array(sums, np.float32)


def updated(w: np.ndarray, g: np.ndarray, optimizer: str, state: dict[str, np.ndarray], step: int) -> np.ndarray:
    """Return a parameter after its update, its state changed, by the textbook's formulas in the type of `w`."""
    match optimizer:
        case "gradient-descent":
            return w - RATE * g
        case "momentum":
            state["v"] = MU * state["v"] - RATE * g
            return w + state["v"]
        case "adagrad":
            state["s"] = state["s"] + g * g
            return w - RATE * g / (np.sqrt(state["s"]) + EPS)
        case "rmsprop":
            state["s"] = RHO * state["s"] + (1 - RHO) * g * g
            return w - RATE * g / (np.sqrt(state["s"]) + EPS)
        case _:
            state["m"] = BETA1 * state["m"] + (1 - BETA1) * g
            state["s"] = BETA2 * state["s"] + (1 - BETA2) * g * g
            state["mhat"], state["shat"] = state["m"] / (1 - BETA1**step), state["s"] / (1 - BETA2**step)
            return w - RATE * state["mhat"] / (np.sqrt(state["shat"]) + EPS)


def loop(start: dict[str, np.ndarray], samples: int, optimizer: str, rng: np.random.Generator) -> Iterator[Values]:
    """Yield every number of each training step, in float32 throughout; weights and biases apart."""
    x, y, *weights = (value.astype(np.float32) for value in start.values())
    parameters = dict(zip(("W1", "b1", "W2", "b2"), weights, strict=True))
    states = {
        id: {key: np.zeros_like(value) for key in ("v", "s", "m", "mhat", "shat")} for id, value in parameters.items()
    }
    for step in range(1, STEPS + 1):
        w1, b1, w2, b2 = parameters.values()
        z1 = product(w1, x, rng) + b1
        a1 = 1 / (1 + np.exp(-z1))
        z2 = product(w2, a1, rng) + b2
        a2 = 1 / (1 + np.exp(-z2))
        error = summed(list(((a2 - y) ** 2 / 2).ravel()), rng) / samples
        delta2 = (a2 - y) * a2 * (1 - a2)
        delta1 = product(w2.T, delta2, rng) * a1 * (1 - a1)
        gradients = {}
        for layer, delta, before in (("1", delta1, x), ("2", delta2, a1)):
            gradients[f"W{layer}"] = product(delta, before.T, rng) / samples
            gradients[f"b{layer}"] = np.array([[summed(list(row), rng)] for row in delta]) / samples
        values = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "E": np.array(error), "delta2": delta2, "delta1": delta1}
        for id, gradient in gradients.items():
            parameters[id] = updated(parameters[id], gradient, optimizer, states[id], step)
            values |= {f"d{id}": gradient, id: parameters[id]}
            values |= {f"{key}{id}": value for key, value in states[id].items()}
        assert all(value.dtype == np.float32 for value in values.values())
        yield {(step, id): np.asarray(value) for id, value in values.items()}


def answers(program: Program, found: Values, digits: int) -> Sheet:
    """Return a sheet of all that the program has, each number written with so many significant digits."""
    given = {}
    for (step, id), shape in ((key, program.shapes.get(key[1])) for key in found):
        value = found[step, id]
        if shape is None:
            continue
        if shape != value.shape:  # biases are the first column
            value = np.hstack([found[step, id.replace("W", "b")], value])
        given[step, id] = Given(id, shape)
        given[step, id].cells = {i: Written.of(f"{value[i]:.{digits - 1}e}") for i in np.ndindex(shape)}
    return Sheet("float32", given)


CASES = [
    (seed, samples, optimizer, folded)
    for seed, optimizer in enumerate(OPTIMIZERS, start=10)
    for samples in (1, 3)
    for folded in (False, True)
]


def is_cancelled(verdict: Verdict) -> bool:
    """Return whether terms cancelled, so that float32 itself keeps fewer digits than a right number must have."""
    assert verdict.written is not None
    assert verdict.exact is not None
    return abs(verdict.written.number - verdict.exact) > 5e-5 * abs(verdict.exact)


@pytest.mark.parametrize(("seed", "samples", "optimizer", "folded"), CASES)
def test_numbers_of_a_float32_loop_are_never_refused(seed: int, samples: int, optimizer: str, *, folded: bool) -> None:
    rng = np.random.default_rng(seed)
    program, start = exercise(seed, samples, optimizer, folded=folded)
    grader = Grader(program)
    found = {key: value for part in loop(start, samples, optimizer, rng) for key, value in part.items()}
    for digits in (7, 8, 9):
        for verdict in grader.grade(answers(program, found, digits)).verdicts:
            assert verdict.is_right or is_cancelled(verdict), verdict.place


@pytest.mark.parametrize(("seed", "samples", "optimizer", "folded"), CASES)
def test_numbers_off_by_a_ten_thousandth_are_beyond_what_is_allowed(
    seed: int, samples: int, optimizer: str, *, folded: bool
) -> None:
    program, _ = exercise(seed, samples, optimizer, folded=folded)
    exact = TrueRun(program)
    errors = FloatErrors(program, exact, np.float32)
    for step in range(1, STEPS + 1):
        for op in program.ops:
            allowed, value = errors.of(step, op.target), np.abs(exact.step(step).value(op.target))
            assert allowed is not None
            half_a_digit = 5e-7 * value  # of seven
            assert (allowed + half_a_digit < 1e-4 * value).all()


@pytest.mark.sweep
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_parameter_off_by_a_ten_thousandth_is_wrong(optimizer: str) -> None:
    program, start = exercise(7, 3, optimizer, folded=True)
    sheet = answers(program, next(loop(start, 3, optimizer, np.random.default_rng(7))), 9)
    right = sheet.answers[1, "W2"].cells[1, 0].number
    sheet.answers[1, "W2"].cells[1, 0] = Written.of(f"{np.float32(right * 1.0001):.8e}")
    assert [verdict.place for verdict in Grader(program).grade(sheet).verdicts if not verdict.is_right] == ["W2[1,0]"]
