"""What scripts do to gradients is recognised by the numbers alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnstep.engine.executor import Executor
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.dataset import Samples
from nnstep.watching.engine_agreement import agreement_lines
from nnstep.watching.likely_causes import ADDED_UP, likely_cause
from tests.conftest import build_scenario

Change = Callable[[Array], Array]


@pytest.fixture
def program() -> Program:
    scenario = build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=4)
    return compile_program(replace(scenario, batch_size=4))


def values_of(program: Program) -> dict[str, Array]:
    return dict(Timeline(program).seek(len(program.ops)).values)


def changed(program: Program, ids: list[str], change: Change) -> dict[str, Array]:
    values = values_of(program)
    return {**values, **{id: change(values[id]) for id in ids}}


GRADIENTS, DELTAS = ["dW1", "db1", "dW2", "db2"], ["delta1", "delta2"]
CASES: dict[str, tuple[str, list[str], Change, str]] = {
    "norm": ("dW2", GRADIENTS, lambda value: 0.25 * value, "every gradient is 0.25 times what the backward pass gives"),
    "sign": ("dW2", GRADIENTS, lambda value: -value, "the sign of every gradient is turned before the update"),
    "value": ("dW2", GRADIENTS, lambda value: np.clip(value, -0.01, 0.01), "gradients are cut off at 0.01"),
    "other": ("dW2", GRADIENTS, lambda value: value + 1, "gradients are changed between the backward pass and the"),
    "loss": ("delta2", DELTAS, lambda value: 2 * value, "backward is called on 2 times the loss that loss_fn gives"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_done_to_all_gradients_is_named(case: str, program: Program) -> None:
    first, ids, change, said = CASES[case]
    theirs = changed(program, ids, change)
    assert likely_cause(program, first, values_of(program), theirs, {}, 1e-9).startswith(said)


def test_gradients_that_were_there_before_are_named(program: Program) -> None:
    stale = {id: np.full(program.shapes[id], 0.5) for id in program.gradients}
    theirs = changed(program, GRADIENTS, lambda value: value + 0.5)
    assert likely_cause(program, "dW2", values_of(program), theirs, stale, 1e-9) == ADDED_UP


def test_nothing_is_said_of_what_is_no_gradient(program: Program) -> None:
    theirs = changed(program, ["W2", "delta1"], lambda value: value + np.arange(value.size).reshape(value.shape))
    assert likely_cause(program, "W2", values_of(program), theirs, {}, 1e-9) == ""
    assert likely_cause(program, "delta1", values_of(program), theirs, {}, 1e-9) == ""


def test_values_that_agree_are_told_with_their_rounding(program: Program) -> None:
    theirs = changed(program, ["z1"], lambda value: value * (1 + 2**-50))
    lines = list(agreement_lines(program, theirs))
    assert lines[0].startswith("training step 1 agrees with nnstep's own engine: 15 operations, ")
    assert lines[1] == "the largest difference is 9e-16 of the largest number of its quantity"


def test_rounding_that_an_operation_makes_large_is_no_difference(program: Program) -> None:
    """Adam divides a gradient of 0, and one that is 0 but for rounding, by its own size."""
    scenario = program.scenario
    samples = Samples(np.zeros((4, 3)), scenario.samples.targets)
    adam = OPTIMIZERS["adam"].settings
    program = compile_program(replace(scenario, samples=samples, optimizer="adam", settings=adam))
    executor = Executor(program)
    theirs = executor.start_values(0, {})
    for number, op in enumerate(program.ops):
        executor.run_op(number, theirs)
        if op.target == "dW1":
            theirs["dW1"] = theirs["dW1"] + 5e-13
    lines = list(agreement_lines(program, theirs))
    assert lines[0].startswith("training step 1 agrees")
    assert lines[2] == "rounding grows at W1, where each operation agrees when it is given PyTorch's numbers"


@pytest.mark.thorough
def test_a_difference_is_told_with_both_values_and_the_mistake_that_makes_it(program: Program) -> None:
    theirs = values_of(compile_program(replace(program.scenario, error="squared")))
    lines = list(agreement_lines(program, theirs))
    assert lines[0] == "training step 1 differs from nnstep's own engine, first at E:"
    assert lines[1].startswith("PyTorch has ")
    assert "before it these are the same: " in lines[2]
    assert any("a factor 2 or ½" in line for line in lines[3:]), lines
