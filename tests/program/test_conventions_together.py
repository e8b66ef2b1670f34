"""All conventions at once, on random nets: the gradients are right, and what is only written otherwise is the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.engine.timeline import Timeline
from nnstep.explain.chain_rule import chain
from nnstep.explain.gradcheck import check_gradients, error_position
from nnstep.expr.array import frozen
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.tables.conventions import Conventions, choices
from nnstep.schedules import RATES
from tests.conftest import build_scenario

WRITTEN_OTHERWISE = {
    "orientation": "row",
    "backward": "stepwise",
    "delta": "y-a",
    "output_delta": "unfused",
}
"""Conventions that change how a gradient is written and laid out, but no number."""


@dataclass(frozen=True)
class Net:
    """What a random net is made from; its conventions come apart from it."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    error: str
    samples: int
    batch_size: int
    l2: float
    seed: int

    def scenario(self, conventions: dict[str, str], **more: object) -> Scenario:
        given = {**conventions, "over_outputs": "sum"} if LOSSES[self.error].is_mean else conventions
        scenario = build_scenario(
            self.sizes, self.activations, error=self.error, samples=self.samples, seed=self.seed, learning_rate=0.05
        )
        layers = tuple(_with_biases(layer, given["biases"]) for layer in scenario.layers)
        stated: dict[str, Any] = dict(given)
        batch_size = min(self.batch_size, self.samples)
        scenario = replace(scenario, layers=layers, conventions=Conventions(**stated), l2=self.l2)
        return replace(scenario, batch_size=batch_size, **more)  # type: ignore[arg-type]


def _with_biases(layer: Layer, biases: str) -> Layer:
    assert layer.biases is not None
    match biases:
        case "shared":
            return replace(layer, biases=frozen(layer.biases[0, 0]))
        case "folded":
            return replace(layer, weights=frozen(np.hstack([layer.biases, layer.weights])), biases=None)
        case "folded-last":
            return replace(layer, weights=frozen(np.hstack([layer.weights, layer.biases])), biases=None)
        case "none":
            return replace(layer, biases=None)
        case _:
            return layer


@st.composite
def nets(draw: st.DrawFn) -> Net:
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    error = draw(st.sampled_from(sorted(LOSSES)))
    # The pole of 1/z is no kink that a difference is known to step over.
    hidden = [draw(st.sampled_from(sorted(ACTIVATIONS.keys() - {"reciprocal"}))) for _ in sizes[2:]]
    output = draw(st.sampled_from(sorted(LOSSES[error].outputs or ACTIVATIONS.keys() - {"reciprocal"})))
    samples, batch_size = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    l2, seed = draw(st.sampled_from([0.0, 0.3])), draw(st.integers(0, 10_000))
    return Net(tuple(sizes), (*hidden, output), error, samples, batch_size, l2, seed)


CONVENTIONS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in choices().items()})


@pytest.mark.thorough
@given(nets(), CONVENTIONS)
@settings(max_examples=150, deadline=None)
def test_all_gradients_are_the_central_differences_and_the_sums_over_the_paths(
    net: Net, conventions: dict[str, str]
) -> None:
    program = compile_program(net.scenario({**conventions, "update": "simultaneous"}))
    timeline = Timeline(program)
    close = {"rtol": 1e-10, "atol": 1e-12} if program.precision == "float64" else {"rtol": 1e-4, "atol": 1e-5}
    for step in range(program.schedule.steps):
        reached = timeline.seek((step + 1) * len(program.ops)).values
        if not all(np.isfinite(reached[id]).all() for id in (*program.gradients.values(), program.objective)):
            return  # the run has left the numbers, as cubes of cubes do
        for check in check_gradients(program, step):
            assert check.verdict == "right" or (check.verdict == "kink" and program.kinks), (step, check.parameter)
        forward = timeline.seek(step * len(program.ops) + error_position(program))
        values = timeline.seek((step + 1) * len(program.ops)).values
        for parameter, gradient in program.gradients.items():
            for index in np.ndindex(program.shapes[parameter]):
                expected = program.gradient_sign * float(values[gradient][index])
                np.testing.assert_allclose(chain(forward, parameter, index).derivative, expected, **close)


@pytest.mark.thorough
@given(
    nets(),
    CONVENTIONS,
    st.sampled_from(["gradient-descent", "momentum", "momentum-sum", "nesterov"]),
    st.sampled_from(sorted(RATES)),
)
@settings(max_examples=150, deadline=None)
def test_rows_single_steps_signs_and_unfused_deltas_train_alike_whatever_else_is_stated(
    net: Net, conventions: dict[str, str], optimizer: str, rate: str
) -> None:
    settings = {**OPTIMIZERS[optimizer].settings, **RATES[rate].settings}
    how = {"optimizer": optimizer, "rate": rate, "settings": settings, "epochs": 2}
    conventions = {**conventions, "precision": "float64"}  # rounding in another order is another run
    usual = {**conventions, "orientation": "column", "backward": "delta", "delta": "a-y", "output_delta": "fused"}
    one, other = (net.scenario(stated, **how) for stated in (usual, {**usual, **WRITTEN_OTHERWISE}))
    programs = [compile_program(scenario) for scenario in (one, other)]
    first, second = (Timeline(program).seek(program.last_position).values for program in programs)
    for id in programs[0].trained:
        np.testing.assert_allclose(second[id].T, first[id], rtol=1e-9, atol=1e-11, err_msg=id)
    for id in ("E", *(f"delta{n}" for n in range(1, len(net.activations) + 1)), *programs[0].gradients.values()):
        sign = 1 if id == "E" else -1
        np.testing.assert_allclose(sign * second[id].T, first[id], rtol=1e-9, atol=1e-11, err_msg=id)
