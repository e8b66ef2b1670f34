"""The chain rule along every path: its sum is the gradient that backpropagation finds, by another way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.explain.chain_rule import chain
from nnstep.explain.chain_rule_text import chain_lines
from nnstep.explain.gradcheck import error_position
from nnstep.explain.gradient_derivation import derivation
from nnstep.expr.digits import Digits
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario

NETWORKS = ["bradbury-stepwise", "kapur-folded-biases", "kapur-momentum", "kapur-relu", "softmax-three-classes", "xor"]


def lines_of(program: Program, parameter: str, index: tuple[int, ...], position: int = 0) -> list[str]:
    timeline = Timeline(program)
    return derivation(timeline.seek, position, (parameter, index), Digits(), program.writing)


def assert_all_agree(program: Program) -> None:
    timeline = Timeline(program)
    forward = timeline.seek(error_position(program))
    values = timeline.seek(len(program.ops)).values
    for parameter, gradient in program.gradients.items():
        for index in np.ndindex(program.shapes[parameter]):
            found = chain(forward, parameter, index)
            expected = program.gradient_sign * float(values[gradient][index])
            assert found.derivative == pytest.approx(expected, rel=1e-11, abs=1e-13), (parameter, index)
            if found.count == len(found.paths):
                assert sum(path.value for path in found.paths) == pytest.approx(found.total, rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_sum_over_the_paths_is_the_gradient_in_the_bundled_exercises(name: str) -> None:
    assert_all_agree(compile_program(load(bundled_paths()[name])))


@pytest.mark.thorough
@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(sorted(LOSSES)),
    st.sampled_from(["column", "row"]),
    st.sampled_from(["per-neuron", "thresholds"]),
    st.sampled_from(["a-y", "y-a"]),
    st.sampled_from(["mean", "sum"]),
    st.integers(0, 1000),
)
def test_the_sum_over_the_paths_is_the_gradient_under_all_conventions(
    activation: str, error: str, orientation: str, biases: str, delta: str, reduction: str, seed: int
) -> None:
    output = (LOSSES[error].outputs or (activation,))[0]
    scenario = build_scenario((2, 3, 2), (activation, output), error=error, samples=2, seed=seed)
    conventions = Conventions(orientation=orientation, biases=biases, delta=delta, reduction=reduction)  # type: ignore[arg-type]
    assert_all_agree(compile_program(replace(scenario, conventions=conventions, batch_size=2, l2=0.1)))


def test_a_shared_bias_has_the_paths_of_all_its_neurons() -> None:
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"))
    layers = tuple(replace(layer, biases=np.array(0.25)) for layer in scenario.layers)
    program = compile_program(replace(scenario, layers=layers, conventions=Conventions(biases="shared")))
    assert_all_agree(program)
    assert chain(Timeline(program).seek(error_position(program)), "b1", ()).count == 6


def test_kapurs_derivation_of_a_weight_of_the_first_layer() -> None:
    program = compile_program(load(bundled_paths()["kapur-3-3-3-1"]))
    assert lines_of(program, "W1", (0, 2)) == [
        "path 1 of 3",
        "    ∂J/∂pⱼ[0] · ∂pⱼ[0]/∂pᵢ[0] · ∂pᵢ[0]/∂zⱼ[0] · ∂zⱼ[0]/∂zᵢ[0] · ∂zᵢ[0]/∂yⱼ[0] · ∂yⱼ[0]/∂yᵢ[0] · ∂yᵢ[0]/∂W¹[0,2]",  # noqa: E501
        "  = (pⱼ[0] − a[0]) · σ′(pᵢ[0]) · W³[0,0] · σ′(zᵢ[0]) · W²[0,0] · σ′(yᵢ[0]) · xⱼ[2]",
        "  = (−0.387721) · 0.237394 · 0.5 · 0.249095 · 0.3 · 0.242497 · (−1)",
        "  = 0.000833972",
        "",
        "path 2 of 3",
        "    ∂J/∂pⱼ[0] · ∂pⱼ[0]/∂pᵢ[0] · ∂pᵢ[0]/∂zⱼ[1] · ∂zⱼ[1]/∂zᵢ[1] · ∂zᵢ[1]/∂yⱼ[0] · ∂yⱼ[0]/∂yᵢ[0] · ∂yᵢ[0]/∂W¹[0,2]",  # noqa: E501
        "  = (pⱼ[0] − a[0]) · σ′(pᵢ[0]) · W³[0,1] · σ′(zᵢ[1]) · W²[1,0] · σ′(yᵢ[0]) · xⱼ[2]",
        "  = (−0.387721) · 0.237394 · (−0.4) · 0.249631 · (−0.5) · 0.242497 · (−1)",
        "  = 0.00111436",
        "",
        "path 3 of 3",
        "    ∂J/∂pⱼ[0] · ∂pⱼ[0]/∂pᵢ[0] · ∂pᵢ[0]/∂zⱼ[2] · ∂zⱼ[2]/∂zᵢ[2] · ∂zᵢ[2]/∂yⱼ[0] · ∂yⱼ[0]/∂yᵢ[0] · ∂yᵢ[0]/∂W¹[0,2]",  # noqa: E501
        "  = (pⱼ[0] − a[0]) · σ′(pᵢ[0]) · W³[0,2] · σ′(zᵢ[2]) · W²[2,0] · σ′(yᵢ[0]) · xⱼ[2]",
        "  = (−0.387721) · 0.237394 · 0.7 · 0.244990 · 0.6 · 0.242497 · (−1)",
        "  = 0.00229665",
        "",
        "∂J/∂W¹[0,2] = 0.000833972 + 0.00111436 + 0.00229665 = 0.00424497",
        "backpropagation gives the same: 0.00424497",
    ]


def test_softmax_has_paths_through_its_neighbours() -> None:
    program = compile_program(build_scenario((1, 3), ("softmax",), error="cross-entropy"))
    lines = lines_of(program, "W1", (1, 0))
    assert lines[2] == "  = (−y[0] / a1[0]) · (−a1[0]·a1[1]) · x[0]"
    assert lines[8] == "  = (−y[1] / a1[1]) · (a1[1]·(1 − a1[1])) · x[0]"
    assert lines[-1].startswith("backpropagation gives the same")


def test_where_updated_weights_carried_the_delta_back_the_difference_is_explained() -> None:
    scenario = build_scenario((2, 2, 1), ("sigmoid", "sigmoid"))
    program = compile_program(replace(scenario, conventions=Conventions(update="output-first")))
    assert lines_of(program, "W1", (0, 0))[-1].endswith(
        "since the delta passed through weights that were already updated"
    )
    assert lines_of(program, "W2", (0, 0))[-1].startswith("backpropagation gives the same")


def test_paths_through_numbers_that_are_not_finite_are_followed_without_a_warning() -> None:
    program = compile_program(build_scenario((2, 2, 1), ("elu", "sigmoid"), learning_rate=-1.79e308, epochs=3))
    assert Timeline(program).seek(2 * len(program.ops)).values["W1"].min() < -1e300
    assert lines_of(program, "W1", (0, 0), 2 * len(program.ops))


@pytest.mark.parametrize("update", ["simultaneous", "output-first"])
@pytest.mark.parametrize(("weight", "rate", "shown"), [(1e200, 0.1, "inf"), (1e200, 1e150, "inf")])
def test_where_a_gradient_is_not_finite_nothing_is_said_of_the_reason(
    update: str, weight: float, rate: float, shown: str
) -> None:
    scenario = build_scenario((1, 1, 1), ("linear", "linear"), biases=False, learning_rate=rate)
    layers = tuple(replace(layer, weights=np.array([[weight]])) for layer in scenario.layers)
    program = compile_program(replace(scenario, layers=layers, conventions=Conventions(update=update)))  # type: ignore[arg-type]
    last = lines_of(program, "W1", (0, 0))[-1]
    assert last.endswith("with NaN or infinity, the two cannot be compared")
    assert shown in last


def test_a_gradient_that_differs_is_not_laid_to_weights_that_nothing_updated() -> None:
    program = compile_program(build_scenario((2, 2, 1), ("sigmoid", "sigmoid")))
    forward = Timeline(program).seek(error_position(program))
    found = chain(forward, "W1", (0, 0))
    last = list(chain_lines(found, forward, found.derivative + 1, Digits(), program.writing))[-1]
    assert last.endswith("which is a different number")


def test_it_is_the_one_of_the_training_step_that_one_stands_in() -> None:
    program = compile_program(build_scenario((2, 2, 1), ("sigmoid", "sigmoid"), epochs=5))
    first, third = (lines_of(program, "W1", (0, 0), position) for position in (0, 2 * len(program.ops) + 3))
    assert first != third
    assert third[-1].startswith("backpropagation gives the same")


def test_of_very_many_paths_the_first_are_listed_and_the_others_summed() -> None:
    program = compile_program(build_scenario((2, 30, 30, 30, 1), ("tanh",) * 4))
    forward = Timeline(program).seek(error_position(program))
    found = chain(forward, "W1", (0, 0), most=10)
    assert (found.count, len(found.paths)) == (900, 10)
    assert any(line.startswith("and 836 more paths, which add up to") for line in lines_of(program, "W1", (0, 0)))


@pytest.mark.parametrize(("parameter", "index"), [("W9", (0, 0)), ("x", (0, 0)), ("W1", (5, 0)), ("W1", (0,))])
def test_what_is_no_weight_is_refused(parameter: str, index: tuple[int, ...]) -> None:
    program = compile_program(build_scenario((2, 2), ("sigmoid",)))
    with pytest.raises(ValueError, match=r"no element|is not a parameter"):
        chain(Timeline(program).seek(error_position(program)), parameter, index)
