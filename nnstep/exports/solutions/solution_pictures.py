"""The pictures of a worked solution: the network as it is given, and the error over the training steps."""

from __future__ import annotations

from math import prod

from nnstep.drawing.svg.figure import Figure, svg_text
from nnstep.engine.timeline import Timeline
from nnstep.exports.solutions.solution import SolutionPicture
from nnstep.program.program import Program
from nnstep.session.network.network_figure import network_figure
from nnstep.session.pictures.picture_request import PictureRequest, planned
from nnstep.session.pictures.pictures import figure_of

_NETWORK = 640, 400
_CURVE = 640, 340
_MOST_WORK = 40_000_000
"""So many numbers are computed for the curve of the errors, at the most."""
_WORK_OF_A_STEP = 1000
"""What a training step costs beside its numbers, in numbers."""


def solution_pictures(timeline: Timeline, position: int, *, with_errors: bool) -> tuple[SolutionPicture, ...]:
    """Return the network at a position, and the errors: only where there are some to be seen, as far as found soon."""
    program = timeline.program
    name = "network" if program.scenario.graph is None else "graph"
    when = f"after operation {program.place(position)}" if position else "before the first training step"
    caption = f"The {name} {when}"
    request = PictureRequest(last=position, size=_NETWORK, title=caption)
    pictures = [_picture("network", network_figure(timeline, request))]
    steps = _steps_of_curve(program)
    if with_errors and program.objective and steps > 1:
        caption = f"{program.writing.symbols(program.objective)} over the training steps"
        request = PictureRequest(last=steps * len(program.ops), size=_CURVE, title=caption)
        pictures.append(_picture("error", figure_of(timeline, planned(program, [program.objective], request))))
    return tuple(pictures)


def _steps_of_curve(program: Program) -> int:
    numbers = sum(prod(shape) for shape in program.shapes.values()) + _WORK_OF_A_STEP
    return min(program.schedule.steps, max(1, _MOST_WORK // numbers))


def _picture(id: str, figure: Figure) -> SolutionPicture:
    return SolutionPicture(id, figure.title, svg_text(figure), figure.width, figure.height)
