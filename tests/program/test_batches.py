"""Batches: one column a sample, and the mean or the sum of what single samples give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.explain.gradcheck import check_gradients
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario


def first_step(scenario: Scenario) -> dict[str, np.ndarray]:
    program = compile_program(scenario)
    return dict(Timeline(program).seek(len(program.ops)).values)


def lines(scenario: Scenario) -> dict[str, str]:
    return {op.target: op.source for op in compile_program(scenario).ops}


@pytest.mark.thorough
@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(["mean", "sum"]),
    st.integers(0, 1000),
)
def test_a_batch_gives_the_mean_or_the_sum_of_its_single_samples(
    activation: str, error: str, reduction: str, seed: int
) -> None:
    output = (LOSSES[error].outputs or (activation,))[0]
    scenario = build_scenario((3, 4, 2), (activation, output), error=error, samples=5, seed=seed)
    conventions = Conventions(reduction=reduction)  # type: ignore[arg-type]
    batch = first_step(replace(scenario, batch_size=5, conventions=conventions))
    single = [first_step(replace(scenario, samples=Samples.of(sample))) for sample in scenario.samples]
    divisor = 5 if reduction == "mean" else 1
    for id in ("E", "dW1", "db1", "dW2", "db2"):
        total = sum(values[id] for values in single) / divisor
        np.testing.assert_allclose(batch[id], total, rtol=1e-10, atol=1e-12)
    for id in ("z1", "a1", "delta1", "a2", "delta2"):
        np.testing.assert_allclose(batch[id], np.hstack([values[id] for values in single]), rtol=1e-12, atol=1e-14)


def test_the_last_smaller_batch_counts_as_what_it_is() -> None:
    scenario = build_scenario((2, 3, 2), ("sigmoid", "sigmoid"), samples=5)
    program = compile_program(replace(scenario, batch_size=2))
    assert program.schedule.steps_per_epoch == 3
    last = Timeline(program).seek(3 * len(program.ops))
    assert [last.values[id].shape for id in ("x", "z1", "delta2", "db1")] == [(2, 1), (3, 1), (2, 1), (3, 1)]
    assert last.values["B"] == 1
    assert last.shapes["z1"] == (3, 1)
    np.testing.assert_allclose(last.values["db2"], last.values["delta2"])
    assert Timeline(program).seek(1).shapes["z1"] == (3, 2)


def test_the_lines_say_that_the_mean_is_taken() -> None:
    scenario = replace(build_scenario((2, 3, 2), ("sigmoid", "sigmoid"), samples=4), batch_size=4)
    assert lines(scenario)["E"] == "E = 0.5 * np.sum((a2 - y) ** 2) / B"
    assert lines(scenario)["dW2"] == "dW2 = (delta2 @ a1.T) / B"
    assert lines(scenario)["db2"] == "db2 = np.sum(delta2, axis=1, keepdims=True) / B"
    summed = replace(scenario, conventions=Conventions(reduction="sum"))
    assert lines(summed)["dW2"] == "dW2 = delta2 @ a1.T"
    assert "B" not in compile_program(summed).shapes


def test_one_sample_a_step_needs_no_mean() -> None:
    assert lines(build_scenario((2, 3, 2), ("sigmoid", "sigmoid"), samples=4))["db2"] == "db2 = delta2"


@pytest.mark.parametrize("error", sorted(LOSSES))
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_gradients_of_a_batch_pass_the_check(error: str, reduction: str) -> None:
    output = (LOSSES[error].outputs or ("tanh",))[0]
    scenario = build_scenario((3, 4, 2), ("tanh", output), error=error, samples=5)
    conventions = Conventions(reduction=reduction)  # type: ignore[arg-type]
    program = compile_program(replace(scenario, batch_size=5, conventions=conventions, l2=0.1))
    assert {check.verdict for check in check_gradients(program)} == {"right"}


def test_each_epoch_is_shuffled_anew_and_the_same_again_from_the_same_seed() -> None:
    scenario = replace(build_scenario((2, 2), ("sigmoid",), samples=20, epochs=3), shuffled=True, seed=4, batch_size=4)
    schedule = compile_program(scenario).schedule
    orders = [np.concatenate([schedule.rows(5 * epoch + step) for step in range(5)]).tolist() for epoch in range(3)]
    assert all(sorted(order) == list(range(20)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
    again = compile_program(scenario).schedule
    assert np.concatenate([again.rows(10 + step) for step in range(5)]).tolist() == orders[2]
    other = compile_program(replace(scenario, seed=5)).schedule
    assert np.concatenate([other.rows(step) for step in range(5)]).tolist() != orders[0]


def test_going_back_in_a_shuffled_run_finds_the_same_values() -> None:
    scenario = replace(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=7, epochs=9), shuffled=True, batch_size=3)
    program = compile_program(scenario)
    straight = Timeline(program)
    seen = [straight.seek(position).values for position in range(program.last_position + 1)]
    jumping = Timeline(program)
    for position in np.random.default_rng(0).permutation(program.last_position + 1)[:60]:
        values = jumping.seek(int(position)).values
        assert values.keys() == seen[position].keys()
        for id, value in values.items():
            assert value.tobytes() == seen[position][id].tobytes()
