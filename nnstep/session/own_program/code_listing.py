"""A program's source as lines to show at one position of the run, and what is said of the operation below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstep.drawing.array_line import in_a_line
from nnstep.drawing.source.python_words import styled_source
from nnstep.drawing.source.source_listing import ALSO, CHIEF, ListedLine, listing_line
from nnstep.drawing.styled_text import StyledLine, StyledPiece, shortened, wrapped
from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.harmless_text import cells, visible
from nnstep.session.own_program.line_notes import (
    SIGNS,
    about_no_work,
    about_the_run,
    difference_text,
    line_note,
    place_text,
    what_it_is,
)
from nnstep.session.own_program.own_program import (
    LineStanding,
    LineWork,
    OwnProgram,
    chief_of,
    source_lines,
    standing_of,
)
from nnstep.session.own_program.two_values import two_values

_STYLES = {LineStanding.RIGHT: "source", LineStanding.FOLLOWS: "faint", LineStanding.WRONG: "changed"}
_NAME = 24
"""Cells that the name of a value takes at most, before its numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeLook:
    """The position at which a program is shown, and how values are written."""

    frame: Frame
    writing: Writing
    digits: Digits
    is_edited: bool = False
    """Whether values of the run were changed by hand."""
    stopping: frozenset[int] = frozenset()
    """The operations, from 0, at which breakpoints can stop."""


class CodeListing:
    """The listing of one program. Lines that are the same at two positions of a training step are the same objects."""

    def __init__(self, own: OwnProgram) -> None:
        self.own = own
        self._sources: dict[Path, list[list[StyledPiece]]] = {}
        self._key: object = None
        self._lines: list[StyledLine] = []

    def chief(self, frame: Frame) -> LineWork | None:
        """Return the work at which the present operation is shown, if there is any."""
        return chief_of(self.own.works_at(frame.position))

    def source(self, file: Path) -> list[list[StyledPiece]]:
        """Return a file's lines in styles."""
        if file not in self._sources:
            text = self.own.findings.watched.sources.get(file, "")
            self._sources[file] = styled_source(source_lines(text))
        return self._sources[file]

    def lines(self, file: Path, look: CodeLook, width: int, cursor: int | None = None) -> list[StyledLine]:
        """Return the lines of a file; `cursor` is the line, from 1, that has it."""
        key = file, look.frame.step, look.writing, width, look.stopping
        if key != self._key:
            count = len(self.source(file))
            self._key, self._lines = key, [self._line(file, n, look, width, ()) for n in range(1, count + 1)]
        lines = self._lines.copy()
        works = [work for work in self.own.works_at(look.frame.position) if work.assignment.file == file]
        present = {work.assignment.line for work in works if work.computes or not look.frame.position}
        for number in {*present, *([cursor] if cursor is not None else [])}:
            if 1 <= number <= len(lines):
                here = [work for work in works if work.assignment.line == number]
                lines[number - 1] = self._line(file, number, look, width, here, has_cursor=number == cursor)
        return lines

    def _line(
        self,
        file: Path,
        number: int,
        look: CodeLook,
        width: int,
        present: Sequence[LineWork],
        *,
        has_cursor: bool = False,
    ) -> StyledLine:
        chief = self.chief(look.frame) if present else None
        works = present or self.own.works_of((file, number), look.frame.step)
        ops = {work.op for work in self.own.works_of((file, number)) if work.computes}
        pointer = " " if not present else CHIEF if chief is not None and chief.place == (file, number) else ALSO
        return listing_line(
            ListedLine(
                number,
                self.source(file)[number - 1],
                line_note(works, look.writing.symbols),
                _STYLES[standing_of(works)] if works else "faint",
                pointer,
                bool(look.stopping & ops),
                has_cursor,
            ),
            width,
            len(str(len(self.source(file)))),
        )

    def below(self, look: CodeLook, width: int) -> list[StyledLine]:
        """Return what is said of the present operation: both its values, and what is wrong with the program's."""
        chief = self.chief(look.frame)
        op = look.frame.op
        if chief is None or op is None:
            symbol = "" if op is None else look.writing.symbols(op.target)
            said = about_no_work(self.own, look.frame.position, symbol)
            return _paragraphs([*said, *about_the_run(self.own)], "plain", width)
        sign = SIGNS[chief.standing]
        heading = f"{sign} {visible(place_text(chief))}: {what_it_is(chief, look.writing.symbols)}"
        lines: list[StyledLine] = [[(shortened(heading, width), _STYLES[chief.standing])]]
        fault = chief.fault
        if fault is not None:
            lines += wrapped(visible(fault.cause.diagnosis), "warning", width)
        lines += self._values(chief, look, width)
        if fault is not None:
            lines += wrapped(visible(fault.cause.question), "plain", width)
            for other in fault.alternatives:
                lines += wrapped(f"or: {visible(other.diagnosis)}", "faint", width)
        return lines

    def _values(self, chief: LineWork, look: CodeLook, width: int) -> list[StyledLine]:
        """Return both values, a line each, and their difference."""
        values = two_values(chief, look.frame, changed=look.is_edited)
        named = [(visible(chief.assignment.place), values.own)]
        named += [("nnstep", values.right)] if values.right is not None else []
        indent = max(min(cells(name), _NAME) for name, _ in named) + 1
        lines = [_value_line(name, value, look.digits, indent, width) for name, value in named]
        difference = difference_text(values, look.digits)
        return [*lines, *wrapped(difference, "warning", width)] if difference else lines


def _value_line(name: str, value: Array, digits: Digits, indent: int, width: int) -> StyledLine:
    numbers = in_a_line(value, digits, width - indent)
    return [(shortened(name, indent - 1).ljust(indent), "heading"), (numbers, "plain")]


def _paragraphs(texts: Iterable[str], style: str, width: int) -> list[StyledLine]:
    return [line for text in texts for line in wrapped(visible(text), style, width)]
