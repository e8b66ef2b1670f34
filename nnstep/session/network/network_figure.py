"""A picture of the network, or of the graph, at one position of a run."""

from __future__ import annotations

from nnstep.drawing.network.graph_scene import GraphScene
from nnstep.drawing.network.network_scene import NetworkScene
from nnstep.drawing.svg.figure import Figure, least_height
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.errors import CommandError
from nnstep.explain.explanation import operation_formula
from nnstep.expr.digits import Digits
from nnstep.session.network.graph_scenes import GraphScenes
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.pictures.picture_request import PictureRequest

_SIZE = 800, 460
_DIGITS = 5


def network_figure(run: Run, request: PictureRequest) -> Figure:
    """Return the figure of the last position asked for, or of the end of the run.

    Raise CommandError where the run does not get there, or the picture is too low.
    """
    program = run.program
    width, height = request.size or _SIZE
    if height < least_height(1):
        raise CommandError(
            f"the picture needs a height of {least_height(1)} at least", f"use --size {width}x{least_height(1)}"
        )
    target = program.last_position if request.last is None else request.last
    frame = run.seek(target)
    if frame.position != target and request.last is not None:
        raise CommandError(f"the run does not reach {program.place(target)}: it ends at {frame.place}", frame.ended)
    scene = scene_of(frame, Digits(_DIGITS, precision=program.precision))
    formula = operation_formula(frame.op, program, program.writing) if frame.op is not None else ""
    about = f"{frame.place}: {formula}" if formula else scene.headings[0]
    return Figure(request.title or program.title, about, (scene,), width, height)


def scene_of(frame: Frame, digits: Digits) -> NetworkScene | GraphScene:
    """Return the network, or the graph, of a frame, with the first element of the operation's result selected."""
    program = frame.program
    looking = Looking(frame, tuple(0 for _ in frame.result_shape), digits, program.writing)
    graph = program.scenario.graph
    return NetworkScenes(program).scene(looking) if graph is None else GraphScenes(program, graph).scene(looking)
