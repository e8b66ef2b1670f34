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


def solution_pictures(timeline: Timeline, *, with_errors: bool) -> tuple[SolutionPicture, ...]:
    """Return the pictures; the errors only where there are some to be seen, and as far as they are found soon."""
    program = timeline.program
    network = network_figure(timeline, PictureRequest(last=0, size=_NETWORK, title=program.title))
    name = "The network" if program.scenario.graph is None else "The graph"
    pictures = [_picture("network", f"{name} before the first training step", network)]
    steps = _steps_of_curve(program)
    if with_errors and program.objective and steps > 1:
        last = steps * len(program.ops)
        request = PictureRequest(last=last, size=_CURVE, title=program.title)
        figure = figure_of(timeline, planned(program, [program.objective], request))
        whole = "" if steps == program.schedule.steps else f" in the first {steps:,} of {program.schedule.steps:,}"
        pictures.append(_picture("error", f"The error{whole or ' in the'} training steps", figure))
    return tuple(pictures)


def _steps_of_curve(program: Program) -> int:
    numbers = sum(prod(shape) for shape in program.shapes.values()) + _WORK_OF_A_STEP
    return min(program.schedule.steps, max(1, _MOST_WORK // numbers))


def _picture(id: str, caption: str, figure: Figure) -> SolutionPicture:
    return SolutionPicture(id, caption, svg_text(figure), figure.width, figure.height)
