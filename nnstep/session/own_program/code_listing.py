"""A program's source as lines to show at one position of the run, and what is said of the operation below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.measured_arrays import MeasuredArrays
from nnstep.drawing.source.python_words import styled_source
from nnstep.drawing.source.source_listing import ALSO, CHIEF, ListedLine, listing_line
from nnstep.drawing.styled_text import StyledLine, StyledPiece, shortened, wrapped
from nnstep.engine.frame import Frame
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.harmless_text import cells, visible
from nnstep.session.own_program.compared_values import ComparedValues, ValueComparison
from nnstep.session.own_program.line_notes import (
    SIGNS,
    about_no_work,
    about_the_run,
    about_use,
    difference_text,
    line_note,
    part_text,
    place_text,
    quantity_of,
    what_it_is,
)
from nnstep.session.own_program.own_program import (
    LineStanding,
    LineWork,
    OwnProgram,
    SourcePlace,
    chief_of,
    parts_of,
    source_lines,
    standing_of,
)
from nnstep.session.own_program.values_drawing import part_lines, value_lines

_STYLES = {LineStanding.RIGHT: "source", LineStanding.FOLLOWS: "faint", LineStanding.WRONG: "changed"}
_HINT = "Enter goes to the operation that a line computes, b sets a breakpoint there."
_NARROW = 60
"""Cells; in a narrower listing the indentation is halved, and the notes name quantities only."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeLook:
    """The position at which a program is shown, and how values are written."""

    frame: Frame
    writing: Writing
    digits: Digits
    is_edited: bool = False
    """Whether values of the run were changed by hand."""
    has_colours: bool = False
    """Whether shades of colours can be seen."""
    stopping: frozenset[int] = frozenset()
    """The operations, from 0, at which breakpoints can stop."""


class CodeListing:
    """The listing of one program. Lines that are the same at two positions of a training step are the same objects."""

    def __init__(self, own: OwnProgram) -> None:
        self.own = own
        self._sources: dict[tuple[Path, bool], list[list[StyledPiece]]] = {}
        self._measured = MeasuredArrays()
        self._comparison = ValueComparison(own)
        self._key: object = None
        self._lines: list[StyledLine] = []

    def chief(self, frame: Frame) -> LineWork | None:
        """Return the work at which the present operation is shown, if there is any."""
        return chief_of(self.own.works_beside(frame))

    def place(self, frame: Frame) -> SourcePlace | None:
        """Return the line to look at: where the present operation is shown, or where its value is used at once."""
        found = self.chief(frame) or chief_of(self.own.works_within(frame))
        return found.place if found is not None else None

    def source(self, file: Path, *, narrow: bool = False) -> list[list[StyledPiece]]:
        """Return a file's lines in styles, with half of the indentation where they are to be `narrow`."""
        if (file, narrow) not in self._sources:
            lines = source_lines(self.own.findings.watched.sources.get(file, ""))
            self._sources[file, narrow] = styled_source([_closer(line) for line in lines] if narrow else lines)
        return self._sources[file, narrow]

    def lines(self, file: Path, look: CodeLook, width: int, cursor: int | None = None) -> list[StyledLine]:
        """Return the lines of a file; `cursor` is the line, from 1, that has it."""
        key = file, look.frame.step, look.writing, width, look.stopping
        if key != self._key:
            count = len(self.source(file))
            self._key, self._lines = key, [self._line(file, n, look, width) for n in range(1, count + 1)]
        lines = self._lines.copy()
        works = [work for work in self.own.works_beside(look.frame) if work.assignment.file == file]
        at = self.place(look.frame)
        present = {at[1]} if at is not None and at[0] == file and not works else set()
        present |= {work.assignment.line for work in works if work.computes or not look.frame.position}
        chief = self.chief(look.frame)
        for number in {*present, *([cursor] if cursor is not None else [])}:
            if 1 <= number <= len(lines):
                here = [work for work in works if work.assignment.line == number]
                is_chief = chief is not None and chief.place == (file, number)
                pointer = CHIEF if is_chief else ALSO if number in present else " "
                has_cursor = number == cursor
                lines[number - 1] = self._line(file, number, look, width, here, pointer, has_cursor=has_cursor)
        return lines

    def _line(
        self,
        file: Path,
        number: int,
        look: CodeLook,
        width: int,
        present: Sequence[LineWork] = (),
        pointer: str = " ",
        *,
        has_cursor: bool = False,
    ) -> StyledLine:
        works = present or self.own.works_of((file, number), look.frame.step)
        ops = {work.op for work in self.own.works_of((file, number)) if work.computes}
        return listing_line(
            ListedLine(
                number,
                self.source(file, narrow=width < _NARROW)[number - 1],
                line_note(works, look.writing.symbols, briefly=width < _NARROW),
                _STYLES[standing_of(works)] if works else "faint",
                pointer,
                bool(look.stopping & ops),
                has_cursor,
            ),
            width,
            len(str(len(self.source(file)))),
        )

    def below(self, look: CodeLook, width: int, height: int) -> list[StyledLine]:
        """Return what is said of the present operation: what is wrong with the program's value, and both values.

        Matrices are written out as far as `height` lines have the room.
        """
        chief = self.chief(look.frame)
        op = look.frame.op
        if chief is None or op is None:
            symbol = "" if op is None else look.writing.symbols(op.target)
            said = about_no_work(self.own, look.frame.position, symbol)
            user = chief_of(self.own.works_within(look.frame))
            if user is not None:
                said = about_use(user, symbol, look.writing.symbols)
            return [
                *_paragraphs([*said, *about_the_run(self.own)], "plain", width),
                *_paragraphs([_HINT], "faint", width),
            ]
        style, fault = _STYLES[chief.standing], chief.fault
        parts = parts_of(self.own.works_beside(look.frame), chief)
        in_short = len(parts) > 1 or (width < _NARROW and chief.standing is LineStanding.FOLLOWS)
        heading = shortened(self._heading(chief, look, briefly=in_short), width)
        before: list[StyledLine] = [[(heading, style), ("─" * (width - cells(heading)), "faint")]]
        after: list[StyledLine] = []
        others: list[StyledLine] = []
        if fault is not None:
            before += _paragraphs([fault.cause.diagnosis], "warning", width)
            after = _paragraphs([fault.cause.question], "plain", width)
            others = _paragraphs([f"or: {other.diagnosis}" for other in fault.alternatives], "faint", width)
        if look.is_edited:
            after += wrapped("nnstep's values are those of the run as it was changed by hand", "faint", width)
        if len(parts) > 1:
            named = [(visible(part_text(work)), self._values(work, look), work.standing) for work in parts]
            return [*before, *part_lines(named, look.digits, width), *after, *others]
        values = self._values(chief, look)
        difference = difference_text(values, look.digits)
        after = [*(wrapped(difference, "warning", width) if difference else []), *after]
        room = Room(width, height - len(before) - len(after))
        name = visible(chief.assignment.place)
        drawn = value_lines(name, values, room, look.digits, self._measured, coloured=look.has_colours)
        return [*before, *drawn, *after, *others]

    def _values(self, work: LineWork, look: CodeLook) -> ComparedValues:
        return self._comparison.values(work, look.frame, changed=look.is_edited)

    def _heading(self, chief: LineWork, look: CodeLook, *, briefly: bool) -> str:
        op, symbols = look.frame.op, look.writing.symbols
        faults = self.own.findings.faults
        more = ""
        if chief.label is not None and op is not None and chief.label.id != op.target:
            more = f", the same value as {symbols(op.target)}"
        if chief.standing is LineStanding.FOLLOWS:
            cause = f"line {faults[0].assignment.line}" if len(faults) == 1 else "what goes wrong before it"
            more += f", carried forward from {cause}"
        what = quantity_of(chief, symbols) if briefly else what_it_is(chief, symbols)
        return f"{SIGNS[chief.standing]} {visible(place_text(chief))}: {what}{more} "


def _closer(line: str) -> str:
    text = line.expandtabs().lstrip(" ")
    return " " * ((len(line.expandtabs()) - len(text)) // 2) + text


def _paragraphs(texts: Iterable[str], style: str, width: int) -> list[StyledLine]:
    return [line for text in texts for line in wrapped(visible(text), style, width)]
