"""Every operation of every bundled exercise is drawn in any room, and each cell stands for an element that exists."""

from __future__ import annotations

import random

import pytest

from nnstep.drawing.network.graph_drawing import GraphDrawing, draw_graph
from nnstep.drawing.network.graph_scene import GraphScene
from nnstep.drawing.network.network_drawing import NetworkDrawing, draw_network, number_widths
from nnstep.expr.digits import Digits
from nnstep.program.addresses import address, parse_address
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.network.graph_scenes import GraphScenes
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.network.pointing import PointedElement, QuantityElement, ResultElement, pointed_element
from nnstep.session.session import Session
from tests.exercises import READY


@pytest.mark.sweep
@pytest.mark.parametrize("name", READY)
def test_each_cell_of_a_drawing_stands_for_an_element_that_exists(name: str) -> None:
    chosen = random.Random(name)
    session = Session(compile_program(load(READY[name])))
    program = session.debugger.program
    graph = program.scenario.graph
    scenes = NetworkScenes(program) if graph is None else GraphScenes(program, graph)
    for position in range(len(program.ops) + 1):
        session.complete(session.go_to(position))
        frame = session.debugger.frame
        element = tuple(chosen.randrange(size) for size in frame.result_shape)
        looking = Looking(frame, element, Digits(), chosen.choice(program.writings))
        width, height = chosen.randint(1, 140), chosen.randint(1, 45)
        scene = scenes.scene(looking)
        if isinstance(scene, GraphScene):
            drawing: GraphDrawing | NetworkDrawing = draw_graph(scene, width, height)
        else:
            drawing = draw_network(scene, width, height, number_widths(scene))
        for x, y in [(chosen.randrange(width), chosen.randrange(height)) for _ in range(40)]:
            place = drawing.at(x, y)
            if place is None:
                continue
            if isinstance(scenes, GraphScenes):
                pointed: PointedElement | None = scenes.pointed(looking, place)
            else:
                pointed = pointed_element(scenes, looking, place)
            match pointed:
                case ResultElement(index):
                    assert len(index) == len(element)
                    assert all(0 <= i < size for i, size in zip(index, frame.result_shape, strict=True))
                case QuantityElement(id, index):
                    written = address(id, index, program)
                    assert parse_address(written, program, list(program.shapes), frame.shapes) == (id, index)
                case None:
                    pass
