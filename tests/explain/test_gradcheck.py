"""Gradients against central differences, and that a wrong gradient is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.explain.gradcheck import check_gradients
from nnstep.expr.array import frozen
from nnstep.expr.tree import Name
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from tests.exercises import READY

BuildProgram = Callable[..., Program]


@pytest.mark.parametrize("name", READY)
def test_every_bundled_exercise_passes(name: str) -> None:
    program = compile_program(load(READY[name]))
    if program.scenario.given:
        pytest.skip("its gradients are not those of an error")
    expected = "right" if program.descends else "no derivative"
    assert {check.verdict for check in check_gradients(program)} == {expected}


@pytest.mark.thorough
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("error", sorted(LOSSES))
def test_every_activation_and_error_passes(program_of: BuildProgram, activation: str, error: str) -> None:
    output = LOSSES[error].outputs[0] if LOSSES[error].outputs else activation
    seed = 40 if activation == "reciprocal" else 3  # so that no z is near its pole
    checks = check_gradients(program_of((3, 4, 3), (activation, output), error=error, seed=seed))
    assert [check.parameter for check in checks] == ["W1", "b1", "W2", "b2"]
    assert {check.verdict for check in checks} == {"right"}


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("delta1", {"W1", "b1"}),
        ("dW2", {"W2"}),
    ],
)
def test_a_wrong_rule_is_found_where_it_shows(program_of: BuildProgram, target: str, wrong: set[str]) -> None:
    program = program_of((3, 4, 2), ("tanh", "sigmoid"))
    ops = tuple(
        replace(op, expression=op.expression * 1.001 if op.target == target else op.expression) for op in program.ops
    )
    checks = check_gradients(replace(program, ops=ops))
    assert {check.parameter for check in checks if check.verdict == "wrong"} == wrong
    assert all(check.worst == pytest.approx(1e-3, rel=0.1) for check in checks if check.verdict == "wrong")


def test_a_gradient_that_is_not_a_number_is_wrong(program_of: BuildProgram) -> None:
    program = program_of((2, 2), ("linear",))
    ops = tuple(replace(op, expression=Name("dW1") / 0.0) if op.target == "W1" else op for op in program.ops)
    broken = tuple(
        replace(op, expression=(op.expression - op.expression) / 0.0) if op.target == "dW1" else op for op in ops
    )
    check = check_gradients(replace(program, ops=broken))[0]
    assert check.verdict == "wrong"
    assert np.isnan(check.worst)


def test_a_neuron_at_its_kink_can_not_be_judged(program_of: BuildProgram) -> None:
    program = program_of((2, 2, 1), ("relu", "linear"))
    start = dict(program.start)
    start["W1"] = frozen(np.array([[0.0, 0.0], [0.3, 0.2]]))
    start["b1"] = frozen(np.zeros((2, 1)))
    checks = {check.parameter: check for check in check_gradients(replace(program, start=start))}
    assert checks["W1"].verdict == "kink"
    assert checks["W1"].kinks.tolist() == [[1.0, 1.0], [0.0, 0.0]]
    assert checks["W2"].verdict == "right"
