"""What a picture of a graph shows of the bundled ones: their values, derivatives, and what is read and written."""

from __future__ import annotations

import pytest

from nnstep.drawing.network.graph_scene import GraphScene
from nnstep.expr.digits import Digits
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.network.graph_scenes import GraphScenes
from nnstep.session.network.network_scenes import Looking
from nnstep.session.network.pointing import QuantityElement
from nnstep.session.session import Session
from tests.exercises import SMALL

GRAPHS = [name for name, path in SMALL.items() if load(path).graph is not None]


def scene_at(session: Session, target: str) -> GraphScene:
    program = session.debugger.program
    session.complete(session.go_to([op.target for op in program.ops].index(target) + 1))
    return scenes_of(session).scene(looking_at(session))


def scenes_of(session: Session) -> GraphScenes:
    program = session.debugger.program
    assert program.scenario.graph is not None
    return GraphScenes(program, program.scenario.graph)


def looking_at(session: Session) -> Looking:
    return Looking(session.debugger.frame, (), Digits(), session.debugger.program.writing)


@pytest.mark.parametrize("name", GRAPHS)
def test_nodes_have_the_values_of_the_run_and_edges_lead_from_what_is_read(name: str) -> None:
    session = Session(compile_program(load(SMALL[name])))
    program = session.debugger.program
    graph = program.scenario.graph
    assert graph is not None
    ids = [*graph.numbers, *(target for target, _ in graph.lines)]
    for position in range(len(program.ops) + 1):
        session.complete(session.go_to(position))
        frame = session.debugger.frame
        scene = scenes_of(session).scene(looking_at(session))
        assert [node.name for node in scene.nodes] == [program.writing.symbols(id) for id in ids]
        assert [node.value for node in scene.nodes] == [frame.values.get(id) for id in ids]
    lines = dict(graph.lines)
    for edge in scene.edges:
        assert f"'{ids[edge.source]}'" in repr(lines[ids[edge.target]])


def test_one_path_of_two_is_lit_with_its_local_derivative() -> None:
    session = Session(compile_program(load(SMALL["bradbury-graph-two-paths"])))
    scene = scene_at(session, "dx_through_a2")  # x, a1, a2, y
    edges = {(edge.source, edge.target): edge for edge in scene.edges}
    assert {key: edge.derivative for key, edge in edges.items()} == {(0, 1): 3, (0, 2): -1, (1, 3): 2, (2, 3): 1}
    assert [key for key, edge in edges.items() if edge.involvement == "lit"] == [(0, 2)]
    assert [(node.derivative, node.derivative_use) for node in scene.nodes[1:3]] == [(2, "none"), (1, "read")]
    scene = scene_at(session, "dx")
    assert (scene.nodes[0].derivative, scene.nodes[0].derivative_use) == (5, "written")
    assert {edge.involvement for edge in scene.edges if edge.source == 0} == {"read"}


def test_a_line_lights_what_it_is_computed_from() -> None:
    session = Session(compile_program(load(SMALL["graph-neuron-error"])))
    scene = scene_at(session, "z")
    uses = {node.name: node.use for node in scene.nodes}
    assert uses == {"x": "read", "t": "none", "w": "read", "b": "read", "z": "written", "E": "none"}
    names = [node.name for node in scene.nodes]
    assert {names[edge.source] for edge in scene.edges if edge.involvement == "lit"} == {"x", "w", "b"}


def test_a_click_means_the_number_or_the_local_derivative() -> None:
    session = Session(compile_program(load(SMALL["bradbury-graph-two-paths"])))
    scenes = scenes_of(session)
    assert scenes.pointed(looking_at(session), (0, 2)) == QuantityElement("a2", ())
    assert scenes.pointed(looking_at(session), ((0, 0), (0, 2))) is None
    scene_at(session, "dx")
    assert scenes.pointed(looking_at(session), ((0, 0), (0, 2))) == QuantityElement("da2_dx", ())
