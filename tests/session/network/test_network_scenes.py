"""What is lit at each operation of the bundled exercises, by the textbook's rules and not by walking expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from nnstep.drawing.network.network_scene import NetworkScene
from nnstep.engine.partial_operation import PartialOperation
from nnstep.expr.digits import Digits
from nnstep.program.compile import compile_program
from nnstep.program.program import Op, Program
from nnstep.scenario.load import load
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.session import Session
from tests.exercises import SMALL

NETWORKS = [name for name, path in SMALL.items() if load(path).graph is None]


def begun(name: str) -> Session:
    return Session(compile_program(load(SMALL[name])))


def scene_of(session: Session, scenes: NetworkScenes, element: tuple[int, ...]) -> NetworkScene:
    program = session.debugger.program
    return scenes.scene(Looking(session.debugger.frame, element, Digits(), program.writing))


def elements(program: Program, op: Op) -> Iterator[tuple[int, ...]]:
    yield from product(*map(range, program.shapes[op.target]))


def unfolded(program: Program, layer: int, index: tuple[int, ...]) -> tuple[int, int]:
    """Return neuron and input of an element of a layer's weights; the input is -1 or beyond where it is a bias."""
    conventions = program.scenario.conventions
    neuron, column = index if conventions.orientation == "column" else index[::-1]
    return neuron, column - (conventions.biases == "folded")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_edges_and_neurons_that_an_element_reads_are_lit(name: str) -> None:
    session = begun(name)
    program = session.debugger.program
    scenes, sizes = NetworkScenes(program), program.scenario.sizes
    neuron_axis = 0 if program.scenario.conventions.orientation == "column" else 1
    for position, op in enumerate(program.ops, start=1):
        session.complete(session.go_to(position))
        for element in elements(program, op):
            scene = scene_of(session, scenes, element)
            lit = {layer: set(bundle.feeds) for layer, bundle in enumerate(scene.bundles, start=1) if bundle.feeds}
            chosen = {n: bundle.chosen for n, bundle in enumerate(scene.bundles, start=1) if bundle.chosen is not None}
            neurons = {n: set(column.feeds) for n, column in enumerate(scene.columns) if column.feeds}
            k = op.layer
            match op.role:
                case "pre-activation":
                    neuron = element[neuron_axis]
                    assert lit == {k: {(neuron, i) for i in range(sizes[k - 1])}}
                    assert neurons == {k - 1: set(range(sizes[k - 1]))}
                    assert (scene.columns[k].chosen, chosen) == (neuron, {})
                case "hidden delta" if program.scenario.conventions.backward == "delta":
                    neuron = element[neuron_axis]
                    assert lit == {k + 1: {(o, neuron) for o in range(sizes[k + 1])}}
                    assert neurons == {k + 1: set(range(sizes[k + 1]))}
                    assert scene.columns[k].chosen == neuron
                case "activation gradient" | "input gradient" if k < len(sizes) - 1:
                    neuron = element[neuron_axis]
                    assert lit == {k + 1: {(o, neuron) for o in range(sizes[k + 1])}}
                    assert scene.columns[k].chosen == neuron
                case "weight gradient":
                    neuron, source = unfolded(program, k, element)
                    is_weight = 0 <= source < sizes[k - 1]
                    assert (lit, chosen) == ({}, {k: (neuron, source)} if is_weight else {})
                    assert neurons.get(k, {neuron}) == {neuron}
                    assert neurons.get(k - 1, set()) == ({source} if is_weight else set())
                case _ if op.parameter.startswith("W"):
                    neuron, source = unfolded(program, k, element)
                    own = {k: (neuron, source)} if 0 <= source < sizes[k - 1] else {}
                    assert chosen == own
                    reads_itself = op.target in session.debugger.frame.inputs
                    assert lit == ({layer: {edge} for layer, edge in own.items()} if reads_itself else {})
                case "activation" if "softmax" not in op.source:
                    assert (lit, chosen, scene.columns[k].chosen) == ({}, {}, element[neuron_axis])
                case _:
                    assert lit == {}
                    assert chosen == {}


@pytest.mark.parametrize("name", NETWORKS)
def test_columns_and_edges_show_the_values_of_the_run(name: str) -> None:
    session = begun(name)
    program = session.debugger.program
    scenes = NetworkScenes(program)
    upright = program.scenario.conventions.orientation == "column"
    symbol = program.writing.symbols
    for position, op in enumerate(program.ops, start=1):
        session.complete(session.go_to(position))
        frame = session.debugger.frame
        scene = scene_of(session, scenes, tuple(0 for _ in frame.result_shape))
        by_symbol = {symbol(id): frame.values[id] for id in frame.values if frame.values[id].ndim == 2}
        for column in scene.columns:
            if column.values is not None:
                value = by_symbol[column.title]
                assert np.array_equal(column.values, value[:, 0] if upright else value[0]), (op.source, column.title)
        for bundle in scene.bundles:
            assert bundle.weights is not None
            value = by_symbol[bundle.title] if upright else by_symbol[bundle.title].T
            assert np.array_equal(bundle.weights, value[:, program.scenario.conventions.inputs])


def titles(session: Session) -> list[str]:
    return [column.title for column in scene_of(session, NetworkScenes(session.debugger.program), (0, 0)).columns]


def test_a_column_shows_z_until_there_is_an_activation_and_later_the_delta() -> None:
    session = begun("bradbury-2-2-2-1")
    program = session.debugger.program
    places = {op.target: number for number, op in enumerate(program.ops, start=1)}
    symbol = program.writing.symbols
    shown = {}
    for id in ("z1", "a1", "z2", "a3", "delta3", "delta2", "delta1", "dW2", "W1"):
        session.complete(session.go_to(places[id]))
        shown[id] = titles(session)
    x, y = symbol("x"), symbol("y")

    def of(*ids: str) -> list[str]:
        return [x, *map(symbol, ids), y]

    assert shown["z1"] == of("z1", "a2", "a3")
    assert shown["a1"] == of("a1", "a2", "a3")
    assert shown["z2"] == of("a1", "z2", "a3")
    assert shown["delta3"] == of("a1", "a2", "delta3")
    assert shown["delta2"] == of("a1", "delta2", "delta3")
    assert shown["dW2"] == of("a1", "delta2", "delta3")  # the gradient reads a1
    assert shown["W1"] == of("delta1", "delta2", "delta3")


def test_deltas_go_back_and_activations_forward() -> None:
    session = begun("zheng-exercise-1")
    scenes = NetworkScenes(session.debugger.program)
    session.complete(session.go_to(1))
    scene = scene_of(session, scenes, (0, 0))
    assert (scene.flow, scene.headings[-1]) == ("forward", "▶ z₁")
    session.complete(session.go_to(7))
    scene = scene_of(session, scenes, (0, 0))
    assert (scene.flow, scene.headings[0]) == ("backward", "backward propagation ◀ δ₁   E = 16553")
    assert [column.flow for column in scene.columns] == ["forward", "backward", "backward", "forward"]


def test_biases_stand_below_the_neurons_those_among_the_weights_too() -> None:
    session = begun("zheng-exercise-1")
    scene = scene_of(session, NetworkScenes(session.debugger.program), (0, 0))
    assert [None if c.below is None else c.below.tolist() for c in scene.columns] == [None, [4, 1, 1, 2], [2, 3], None]
    session = begun("kapur-folded-biases")
    scene = scene_of(session, NetworkScenes(session.debugger.program), (0, 0))
    weights = session.debugger.frame.values["W1"]
    assert scene.columns[1].below is not None
    assert scene.columns[1].below.tolist() == weights[0].tolist()


def test_the_sample_of_the_chosen_element_is_shown() -> None:
    session = begun("kapur-folded-biases")
    scenes = NetworkScenes(session.debugger.program)
    session.complete(session.go_to(1))
    frame = session.debugger.frame
    scene = scene_of(session, scenes, (1, 2))
    assert "sample 2 of 2" in scene.headings[0]
    assert scene.columns[0].values is not None
    assert scene.columns[0].values.tolist() == frame.values["x"][1].tolist()
    assert scene.columns[1].chosen == 2


def test_what_is_written_to_biases_is_marked_below_the_neurons() -> None:
    session = begun("zheng-exercise-1")
    program = session.debugger.program
    scenes = NetworkScenes(program)
    session.complete(session.go_to([op.target for op in program.ops].index("b1") + 1))
    column = scene_of(session, scenes, (2, 0)).columns[1]
    assert column.below is not None
    assert column.below.tolist() == session.debugger.frame.values["b1"][:, 0].tolist()
    assert (column.below_use, column.below_chosen, column.use) == ("written", 2, "none")
    session.complete(session.go_to(1))
    column = scene_of(session, scenes, (2, 0)).columns[1]
    assert (column.below_use, column.below_feeds, column.below_name) == ("read", {2}, "b")


def test_given_deltas_go_back_too() -> None:
    session = begun("given-deltas")
    scene = scene_of(session, NetworkScenes(session.debugger.program), (0, 0))
    assert [column.flow for column in scene.columns] == ["forward", "forward", "backward"]


def test_inside_an_operation_the_edge_of_the_present_term_is_lit_and_the_result_is_missing() -> None:
    session = begun("zheng-exercise-1")
    program, frame = session.debugger.program, session.debugger.frame
    operation = PartialOperation.starting(program.ops[0], frame.values, frame.shapes)
    scenes = NetworkScenes(program)
    for units, edge in ((1, (0, 0)), (3, (0, 2)), (5, (1, 1))):
        inside = replace(frame, inside=operation.after_units(units))
        scene = scenes.scene(Looking(inside, (), Digits(), program.writing))
        assert scene.bundles[0].feeds == {edge}
        assert scene.columns[0].feeds == {edge[1]}
        assert scene.columns[1].chosen == edge[0]
        assert scene.columns[1].values is None


def test_what_a_recording_does_not_hold_is_missing() -> None:
    session = begun("zheng-exercise-1")
    frame = session.debugger.frame
    without = replace(frame, values={id: value for id, value in frame.values.items() if id not in ("W1", "x")})
    program = session.debugger.program
    scene = NetworkScenes(program).scene(Looking(without, (), Digits(), program.writing))
    assert scene.columns[0].values is None
    assert scene.bundles[0].weights is None
