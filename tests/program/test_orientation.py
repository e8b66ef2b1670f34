"""Row orientation, ``z = x W + b``: the same numbers as in columns, transposed."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.explain.explanation import operation_formula, worked_element
from nnstep.explain.gradcheck import check_gradients
from nnstep.expr.tree import Element
from nnstep.expr.walks.orientation import transposed
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario


def in_rows(scenario: Scenario) -> Scenario:
    conventions: dict[str, Any] = {**asdict(scenario.conventions), "orientation": "row"}
    return replace(scenario, conventions=Conventions(**conventions))


def at_end(scenario: Scenario) -> dict[str, np.ndarray]:
    program = compile_program(scenario)
    return dict(Timeline(program).seek(program.last_position).values)


def sensitivity_of(scenario: Scenario, values: dict[str, np.ndarray]) -> dict[str, float]:
    """Return by how much each quantity changes where the start weights change in their last bit.

    Sums in another order change no less: 1 / z where z is near 0 makes a million times as much of it.
    """
    changed = (replace(layer, weights=layer.weights * (1 + np.finfo(float).eps)) for layer in scenario.layers)
    others = at_end(replace(scenario, layers=tuple(changed)))
    gaps = {id: np.abs(others[id] - value) for id, value in values.items()}
    return {id: float(np.max(gap, initial=0, where=np.isfinite(gap))) for id, gap in gaps.items()}


@pytest.mark.thorough
@example("reciprocal", "mean-squared", "momentum", 1, "folded-last", "stepwise", 960)
@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["per-neuron", "folded", "folded-last", "thresholds"]),
    st.sampled_from(["delta", "stepwise"]),
    st.integers(0, 1000),
)
def test_rows_give_the_same_numbers_as_columns(
    activation: str, error: str, optimizer: str, batch_size: int, biases: str, backward: str, seed: int
) -> None:
    output = (LOSSES[error].outputs or (activation,))[0]
    # The sum of softmax's outputs is 1, so its derivatives are rounding alone, which some optimizers divide by itself.
    assume((output, error) != ("softmax", "none"))
    assume(LOSSES[error].takes_target or OPTIMIZERS[optimizer].output_delta == "derivative")
    sizes = (3, 4, 2)
    scenario = build_scenario(sizes, (activation, output), error=error, samples=5, seed=seed, learning_rate=0.01)
    scenario = replace(
        scenario,
        batch_size=batch_size,
        optimizer=optimizer,
        settings=OPTIMIZERS[optimizer].settings,
        conventions=Conventions(biases=biases, backward=backward),  # type: ignore[arg-type]
    )
    if scenario.conventions.folded:
        order = 1 if biases == "folded" else -1
        folded = (
            replace(layer, weights=np.hstack([layer.biases, layer.weights][::order]), biases=None)
            for layer in scenario.layers
        )
        scenario = replace(scenario, layers=tuple(folded))
    columns, rows = at_end(scenario), at_end(in_rows(scenario))
    assert columns.keys() == rows.keys()
    sensitivity = sensitivity_of(scenario, columns)
    for id, value in columns.items():
        np.testing.assert_allclose(rows[id], value.T, rtol=1e-9, atol=1e-11 + 4 * sensitivity[id], err_msg=id)


def test_the_lines_read_as_in_texts_that_write_rows() -> None:
    program = compile_program(in_rows(build_scenario((3, 4, 2), ("sigmoid", "softmax"), error="cross-entropy")))
    lines = {op.target: op.source for op in program.ops}
    assert lines["z1"] == "z1 = x @ W1 + b1"
    assert lines["a2"] == "a2 = softmax_rows(z2)"
    assert lines["delta1"] == "delta1 = (delta2 @ W2.T) * (a1 * (1 - a1))"
    assert lines["dW1"] == "dW1 = x.T @ delta1"
    assert program.shapes["W1"] == (3, 4)
    assert program.shapes["z1"] == (1, 4)


@pytest.mark.parametrize("error", ["half-squared", "cross-entropy"])
def test_gradients_in_rows_pass_the_check(error: str) -> None:
    scenario = build_scenario((3, 4, 2), ("tanh", "softmax"), error=error, samples=3)
    program = compile_program(in_rows(replace(scenario, batch_size=3)))
    assert {check.verdict for check in check_gradients(program)} == {"right"}


def test_one_sample_in_rows_has_elements_with_one_index() -> None:
    program = compile_program(in_rows(build_scenario((2, 2), ("sigmoid",))))
    account = worked_element(Timeline(program).seek(1), (0, 1))
    assert account.symbols == "z1[1] = x[0]·W1[0,1] + x[1]·W1[1,1] + b1[1]"


def test_zhengs_node_numbers_are_the_same_in_rows() -> None:
    scenario = replace(build_scenario((2, 2), ("sigmoid",)), notation="zheng-nodes")
    for orientation, index in ((scenario, (1, 0)), (in_rows(scenario), (0, 1))):
        account = worked_element(Timeline(compile_program(orientation)).seek(1), index)
        products = sorted(account.symbols.partition(" = ")[2].split(" + "))
        assert account.symbols.startswith("z₄ = ")
        assert ["".join(sorted(product)) for product in products] == [
            "".join(sorted(product)) for product in sorted(["w₁₄·n₁", "w₂₄·n₂", "b₄"])
        ]


def test_formulas_of_the_two_are_written_in_the_same_symbols() -> None:
    program = compile_program(in_rows(build_scenario((2, 2), ("softmax",), error="cross-entropy")))
    assert operation_formula(program.ops[1], program) == "a1 = softmax(z1)"


def test_an_expansion_has_no_orientation() -> None:
    with pytest.raises(ValueError, match="orientation"):
        transposed(Element("x", (0, 0)))
