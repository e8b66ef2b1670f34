"""What is measured of the gradients of each layer, held against training in a plain loop."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.engine.frame import Frame
from nnstep.engine.timeline import Timeline
from nnstep.explain.flow.array_measures import ArrayMeasures
from nnstep.explain.flow.gradient_flow import GradientFlow, flow_places, gradient_flows, worst_first
from nnstep.expr.array import Array
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from tests.explain.gradient_loop import LAYERS, exercise, loop_steps

STEPS = 14


def frame_after(step: int, orientation: str = "column") -> Frame:
    program = compile_program(parse(exercise(orientation), "exercise.toml"))
    return Timeline(program).seek((step + 1) * len(program.ops))


def by_layer(frame: Frame) -> dict[int, GradientFlow]:
    return {flow.place.layer: flow for flow in gradient_flows(frame)}


@pytest.mark.parametrize("orientation", ["column", "row"])
def test_every_number_is_that_of_a_plain_loop_in_whole_and_smaller_batches(orientation: str) -> None:
    loop = loop_steps(STEPS)
    for step in (0, 1, 2, STEPS - 1):
        expected, flows = loop[step], by_layer(frame_after(step, orientation))
        last = np.abs(expected.deltas[-1]).max()
        for layer in range(1, LAYERS + 1):
            flow, sizes = flows[layer], np.abs(expected.deltas[layer - 1])
            assert flow.gradient is not None
            assert flow.activated is not None
            assert flow.idle is not None
            assert flow.gradient.largest == pytest.approx(sizes.max(), rel=1e-12)
            assert flow.gradient.mean == pytest.approx(sizes.sum() / sizes.size, rel=1e-12)
            assert flow.gradient.zeros == sum(size == 0 for size in sizes) / sizes.size
            assert flow.of_last == pytest.approx(sizes.max() / last, rel=1e-12)
            a = expected.activations[layer - 1]
            assert flow.activated.mean == pytest.approx(sum(a) / len(a), rel=1e-12)
            assert flow.activated.deviation == pytest.approx((sum((a - a.mean()) ** 2) / len(a)) ** 0.5, rel=1e-9)
            assert flow.activated.largest == pytest.approx(max(map(abs, a)), rel=1e-12)
            ratio = 0.3 * np.abs(expected.gradients[layer - 1]).max() / np.abs(expected.weights[layer - 1]).max()
            assert flow.step == pytest.approx(ratio, rel=1e-9)
            assert flow.idle.count == expected.idle[layer - 1], (step, layer)


def test_units_are_dead_or_saturated_by_their_own_activation() -> None:
    flows = by_layer(frame_after(0))
    idle = {layer: flow.idle for layer, flow in flows.items()}
    assert [(idle[layer].kind if idle[layer] else None) for layer in (1, 2, 3)] == ["saturated", "dead", "saturated"]
    assert idle[2] is not None
    assert idle[2].idle.tolist() == [False, True, False]


def test_softmax_has_no_derivative_of_single_units() -> None:
    program = compile_program(load(find("softmax-three-classes")))
    (flow,) = gradient_flows(Timeline(program).seek(len(program.ops)))
    assert flow.idle is None
    assert flow.of_last == 1


def one_unit(weight: float, activation: str, count: int = 3, target: float = 1) -> list[GradientFlow]:
    layers = f'[[layers]]\nactivation = "{activation}"\nweights = [[{weight}]]\n' * count
    text = f'title = "t"\ninput = [2]\ntarget = [{target}]\nlearning_rate = 1e-9\nerror = "half-squared"\n{layers}'
    program = compile_program(parse(text, "t.toml"))
    return worst_first(gradient_flows(Timeline(program).seek(len(program.ops))))


def states(flows: list[GradientFlow]) -> list[tuple[int, str]]:
    return [(flow.place.layer, flow.state) for flow in flows]


def test_the_worst_come_first_and_those_alike_from_the_output_on() -> None:
    # delta falls by 0.02 a layer: 0.0004 of the last at the first
    assert states(one_unit(0.02, "linear")) == [(1, "vanishing"), (3, "fine"), (2, "fine")]
    assert states(one_unit(50, "linear")) == [(1, "exploding"), (3, "fine"), (2, "fine")]
    assert states(one_unit(1e200, "linear")) == [(3, "not finite"), (2, "not finite"), (1, "not finite")]


def test_a_layer_whose_units_are_all_dead_is_told_from_one_that_only_gets_no_gradient() -> None:
    text = exercise().replace("biases = [0, -6, 0.1]", "biases = [-90, -90, -90]")
    program = compile_program(parse(text, "t.toml"))
    flows = worst_first(gradient_flows(Timeline(program).seek(len(program.ops))))
    assert states(flows) == [(2, "dead"), (1, "zero"), (3, "fine")]


def test_an_output_without_any_error_is_no_fault_of_the_layers() -> None:
    assert {state for _, state in states(one_unit(1, "linear", 2, target=2))} == {"fine"}


def test_a_step_larger_than_the_weights_explodes() -> None:
    text = (
        'title = "t"\ninput = [2]\ntarget = [1]\nlearning_rate = 3\n[[layers]]\nactivation = "linear"\nweights = [[1]]'
    )
    program = compile_program(parse(text, "t.toml"))
    ops = [op.target for op in program.ops]
    (flow,) = gradient_flows(Timeline(program).seek(ops.index("dW1") + 1))
    assert flow.step is not None
    assert flow.step > 1
    assert flow.state == "exploding"


def test_what_is_not_computed_yet_is_not_said() -> None:
    program = compile_program(parse(exercise(), "t.toml"))
    flows = gradient_flows(Timeline(program).seek(len(program.ops) + 2))
    assert all(flow.gradient is None and flow.of_last is None and flow.step is None for flow in flows)
    assert [flow.activated is not None for flow in flows] == [False, False, True]
    assert [flow.state for flow in flows] == ["unknown"] * 3


def test_a_graph_has_its_numbers_in_place_of_layers() -> None:
    program = compile_program(load(find("bradbury-graph-chain")))
    frame = Timeline(program).seek(len(program.ops))
    flows = gradient_flows(frame)
    assert [flow.place.id for flow in flows] == [place.id for place in flow_places(program)]
    largest = max(abs(float(frame.values[flow.place.id])) for flow in flows)
    for flow in flows:
        value = abs(float(frame.values[flow.place.id]))
        assert flow.gradient is not None
        assert flow.gradient.largest == value
        assert flow.of_last == value / largest
        assert (flow.place.layer, flow.idle, flow.activated, flow.step) == (0, None, None, None)


def test_each_array_is_measured_once_and_let_go_when_it_is_shown_no_more() -> None:
    measured: list[int] = []

    def measure(value: Array) -> float:
        measured.append(id(value))
        return float(value.sum())

    first, second, measures = np.ones(3), np.zeros(3), ArrayMeasures()
    for shown in ((first,), (first, second), (second,), (second,), (first,)):
        measures.begin()
        assert [measures.of(value, "sum", measure) for value in shown] == [value.sum() for value in shown]
    assert measured == [id(first), id(second), id(first)]


def test_measures_of_earlier_frames_change_no_number() -> None:
    program = compile_program(parse(exercise(), "exercise.toml"))
    run, measures = Timeline(program), ArrayMeasures()
    for position in (*range(40), 3, 17, 2):
        frame = run.seek(position)
        kept, fresh = gradient_flows(frame, measures), gradient_flows(frame)
        for one, other in zip(kept, fresh, strict=True):
            assert (one.gradient, one.of_last, one.step, one.activated, one.state) == (
                *(other.gradient, other.of_last, other.step, other.activated, other.state),
            )
            assert (one.idle and one.idle.count) == (other.idle and other.idle.count)
