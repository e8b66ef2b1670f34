"""Both values of a quantity as lines: matrices side by side where there is room, else the elements in a line each."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.array_line import in_a_line, is_line
from nnstep.drawing.matrix.fitting import MatrixStyle, bottom_of, fitted, flowed
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.measured_arrays import MeasuredArrays
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledLine, StyledPiece, shortened
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.harmless_text import cells
from nnstep.session.own_program.compared_values import ComparedValues
from nnstep.session.own_program.line_notes import SIGNS
from nnstep.session.own_program.own_program import LineStanding

NNSTEP = "nnstep"
"""The name of its value."""
_NAME = 24
"""Cells that the name of a value takes at most, before its numbers."""


def value_lines(
    name: str, values: ComparedValues, room: Room, digits: Digits, measured: MeasuredArrays, *, coloured: bool
) -> list[StyledLine]:
    """Return the program's value, called `name`, and nnstep's; elements that differ are marked in the first."""
    own, right = values.own, values.right
    if not is_line(own.shape) and room.height > own.shape[0]:
        arrays = [ShownArray(name, own.shape, own, before=right if values.differ else None)]
        arrays += [ShownArray(NNSTEP, right.shape, right)] if right is not None else []
        drawings = fitted(arrays, room, MatrixStyle("automatic", digits, coloured=coloured), measured)
        if bottom_of(drawings, room.width) <= room.height and max(each.width for each in drawings) <= room.width:
            corners = flowed(drawings, room.width)
            lines: list[list[StyledPiece]] = [[] for _ in range(bottom_of(drawings, room.width))]
            for (x, top), drawing in zip(corners, drawings, strict=True):
                for y in range(drawing.height):
                    line = lines[top + y]
                    line.append((" " * (x - sum(cells(text) for text, _ in line)), "plain"))
                    line += drawing.line(y, 0, drawing.width)
            return list(lines)
    named = [(name, own), *([(NNSTEP, right)] if right is not None else [])]
    indent = max(min(cells(each), _NAME) for each, _ in named) + 1
    return [_in_a_line(each, value, digits, indent, room.width) for each, value in named]


def part_lines(
    parts: Sequence[tuple[str, ComparedValues, LineStanding]], digits: Digits, width: int
) -> list[StyledLine]:
    """Return parts of a quantity by name, a line each; what nnstep has in the place of one that differs follows."""
    indent = min(max(cells(name) for name, _, _ in parts), width // 2) + 1
    lines: list[StyledLine] = []
    for name, values, standing in parts:
        head = (f"{SIGNS[standing]} {shortened(name, indent - 1).ljust(indent)}", "heading")
        room = width - indent - 2
        line: list[StyledPiece] = [head, (in_a_line(values.own, digits, room), "plain")]
        if values.differ and values.right is not None:
            own = in_a_line(values.own, digits, room // 2)
            right = f"  {NNSTEP} {in_a_line(values.right, digits, room - cells(own) - cells(NNSTEP) - 3)}"
            line = [head, (own, "changed"), (right, "plain")]
        lines.append(line)
    return lines


def _in_a_line(name: str, value: Array, digits: Digits, indent: int, width: int) -> StyledLine:
    numbers = in_a_line(value, digits, width - indent)
    return [(shortened(name, indent - 1).ljust(indent), "heading"), (numbers, "plain")]
