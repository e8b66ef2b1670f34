"""The pictures of a worked solution: the network as it is given, and the error over the training steps."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from nnstep.drawing.svg.curves import Curves
from nnstep.drawing.svg.figure import Figure, Panel, svg_text
from nnstep.engine.timeline import Timeline
from nnstep.exports.solutions.solution import SolutionPicture
from nnstep.program.program import Program
from nnstep.session.network.network_figure import network_figure
from nnstep.session.pictures.picture_request import PictureRequest, planned
from nnstep.session.pictures.pictures import figure_of

_NETWORK = 760, 430
_CURVE = 640, 340
_MOST_WORK = 48_000_000
"""So many numbers are computed for the curve of the errors, at the most: less than a second."""
_WORK_OF_A_STEP = 1000
"""What a training step costs beside its numbers, in numbers."""
_PRODUCTS_OF_A_NUMBER = 4
"""So many products of weights and samples cost as much as a number."""


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
        pictures.append(_picture("error", _errors(timeline, steps * len(program.ops))))
    return tuple(pictures)


def _errors(timeline: Timeline, last: int) -> Figure:
    """Return the errors of the training steps up to a position, called as the notation calls them."""
    program = timeline.program
    symbol = program.writing.symbols(program.objective)
    request = PictureRequest(last=last, size=_CURVE, title=f"{symbol} over the training steps")
    figure = figure_of(timeline, planned(program, [program.objective], request))
    panels = tuple(_called(panel, symbol) for panel in figure.panels)
    return replace(figure, panels=panels)


def _called(panel: Panel, name: str) -> Panel:
    if not isinstance(panel, Curves):
        return panel
    return replace(panel, curves=tuple(replace(curve, name=name) for curve in panel.curves))


def _steps_of_curve(program: Program) -> int:
    numbers = sum(prod(shape) for shape in program.shapes.values())
    products = program.schedule.batch_at(0) * sum(program.start[id].size for id in program.trained)
    work = numbers + products // _PRODUCTS_OF_A_NUMBER + _WORK_OF_A_STEP
    return min(program.schedule.steps, max(1, _MOST_WORK // work))


def _picture(id: str, figure: Figure) -> SolutionPicture:
    return SolutionPicture(id, figure.title, svg_text(figure), figure.width, figure.height)
