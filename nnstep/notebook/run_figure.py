"""The picture of one position of a run: its network with values, the operation with its numbers, the errors so far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import numpy as np

from nnstep.drawing.svg.curves import Curves, CurveSeries
from nnstep.drawing.svg.figure import MARGIN, Figure, Panel, full_height
from nnstep.drawing.svg.text_block import BlockLine, TextBlock
from nnstep.engine.frame import Frame
from nnstep.errors import CommandError
from nnstep.explain.explanation import definitions, formula_number, numbers_put_in, operation_formula, unrecorded_text
from nnstep.explain.python_view.operation_title import operation_title
from nnstep.expr.digits import Digits
from nnstep.expr.walks.shape import shape_text
from nnstep.problems.message_text import listed
from nnstep.session.network.network_figure import scene_of

RunPart: TypeAlias = Literal["network", "operation", "error"]
Shown: TypeAlias = Literal["all", "network", "operation", "error", "screen"]
"""What `nnstep.show` shows: the parts of the picture, all of them, or the app's screen."""
_WIDTH = 800
_ROOM = _WIDTH - 2 * MARGIN
_NETWORK, _ERROR = 330.0, 200.0
_LEAST_OF_A_CURVE = 2
"""Beside other parts, the errors of fewer training steps are not worth a curve."""
_MOST_READ_OUT = 12
"""So many numbers of a result are read out."""


def run_figure(frame: Frame, parts: tuple[RunPart, ...], digits: Digits) -> Figure:
    """Return the figure of a frame with these parts, from top to bottom, as far as there is something to see in each.

    Raise CommandError where there is nothing to see in any.
    """
    least = 1 if len(parts) == 1 else _LEAST_OF_A_CURVE
    found = [(panel, height) for part in parts for panel, height in _panel(frame, part, digits, least)]
    if not found:
        raise CommandError(*_nothing(frame, parts[0]))
    heights = tuple(height for _, height in found)
    panels = tuple(panel for panel, _ in found)
    program = frame.program
    return Figure(
        program.title, _doing(frame), panels, _WIDTH, full_height(heights), heights, description(frame, digits)
    )


def description(frame: Frame, digits: Digits) -> str:
    """Return what is seen of a frame, in words: where it is, the operation, its result, and the error."""
    program, op = frame.program, frame.op
    said = [_doing(frame)]
    if op is not None:
        said.append(operation_formula(op, program))
        if frame.result is not None:
            said.append(f"{program.writing.symbols(op.target)} is {_numbers(frame, digits)}")
    objective = program.objective
    if objective in frame.values and (op is None or op.target != objective):
        number = formula_number(float(frame.values[objective]), digits)
        error = "" if program.scenario.graph is not None else "The error "
        said.append(f"{error}{program.writing.symbols(objective)} is {number}")
    return ". ".join(said) + "."


def _numbers(frame: Frame, digits: Digits) -> str:
    assert frame.result is not None  # noqa: S101 - asked before
    result = frame.result
    if result.size > _MOST_READ_OUT:
        return f"a matrix of {shape_text(result.shape)}"
    shown = [formula_number(float(number), digits) for number in result.ravel()]
    return listed(shown) if len(shown) > 1 else shown[0]


def _panel(frame: Frame, part: RunPart, digits: Digits, least: int) -> Iterator[tuple[Panel, float]]:
    """Yield the panel of a part with its height, if there is something to see; of errors `least` at least."""
    match part:
        case "network":
            yield scene_of(frame, digits), _NETWORK
        case "operation":
            if lines := tuple(_operation_lines(frame, digits)):
                block = TextBlock(lines)
                yield block, block.height(_ROOM)
        case "error":
            errors = np.asarray(frame.errors, dtype=np.float64)
            if errors.size >= least and frame.program.objective:
                name = frame.program.writing.symbols(frame.program.objective)
                yield Curves((CurveSeries(name, np.arange(1.0, errors.size + 1), errors),)), _ERROR


def _operation_lines(frame: Frame, digits: Digits) -> Iterator[BlockLine]:
    op, program = frame.op, frame.program
    if op is None:
        if frame.unrecorded_op is not None:
            yield BlockLine(operation_formula(frame.unrecorded_op, program), "strong")
            yield BlockLine(unrecorded_text(frame), "faint")
        return
    yield BlockLine(operation_formula(op, program), "strong")
    yield from (BlockLine(f"where {text}") for text in definitions(op, program))
    yield BlockLine("")
    columns = TextBlock(()).columns(_ROOM)
    yield from (BlockLine(text.rstrip()) for text in numbers_put_in(frame, digits, width=columns))
    yield BlockLine("")
    yield BlockLine(op.source, "faint")
    if op.remark:
        yield BlockLine(op.remark, "faint")


def _doing(frame: Frame) -> str:
    """Return where a frame is, and what was done last."""
    op = frame.op or frame.unrecorded_op
    if op is None:
        return "The start of the run"
    return f"{frame.place} {operation_title(op, frame.program)}"


def _nothing(frame: Frame, part: RunPart) -> tuple[str, str]:
    if part == "error" and not frame.program.objective:
        return "this run computes no error", "show the network or the operation"
    later = 'choose a later position, such as at="end"'
    if part == "error":
        return f"no error is computed up to {frame.place}", later
    return "no operation has run yet, so there is none to show", later
