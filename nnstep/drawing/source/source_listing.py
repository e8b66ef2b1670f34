"""A line of a source listing: gutter, the source as far as it fits, and what there is to say of it at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstep.drawing.styled_text import StyledLine, StyledPiece, cut, width_of

BREAK, CHIEF, ALSO, CURSOR = "●", "▶", "▸", "›"
"""A breakpoint; the line that the present operation is shown at; others that work on it; the cursor."""
_GAP = 2
_LEAST_SOURCE = 18
"""Cells that are left to the source before the note at the right gets any."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line, and how it stands."""

    number: int
    source: Sequence[StyledPiece]
    note: str = ""
    note_style: str = "faint"
    pointer: str = " "
    """`CHIEF`, `ALSO` or a blank."""
    has_breakpoint: bool = False
    has_cursor: bool = False


def listing_line(line: ListedLine, width: int, digits: int) -> StyledLine:
    """Return a line of at most `width` cells; `digits` is what the largest line number has."""
    mark = BREAK if line.has_breakpoint else " "
    cursor = CURSOR if line.has_cursor else " "
    number = f"{line.number:>{digits}}"
    is_chief, is_present = line.pointer == CHIEF, line.pointer in (CHIEF, ALSO)
    room = width - digits - 3
    # The note may push the source back to what a reader needs of it, unless the source is shorter anyway.
    for_note = max(0, room - min(max(_LEAST_SOURCE, room * 3 // 5), width_of(line.source)) - _GAP)
    note = _cut_short([(line.note, line.note_style)], for_note) if line.note else []
    source = _cut_short(line.source, room - (width_of(note) + _GAP if note else 0))
    between = " " * (room - width_of(source) - width_of(note)) if note or is_chief else ""
    if is_chief:  # a bar across the pane, as in the listing of operations
        text = "".join(text for text, _ in source)
        return [
            (mark, "warning"),
            (f"{line.pointer}{number}{cursor}{text}{between}", "now"),
            *((text, "now") for text, _ in note),
        ]
    head = "next" if is_present else "cursor" if line.has_cursor else "faint"
    return [(mark, "warning"), (f"{line.pointer}{number}{cursor}", head), *source, (between, "plain"), *note]


def _cut_short(line: Sequence[StyledPiece], room: int) -> list[StyledPiece]:
    """Return a line as far as it fits, with an ellipsis where there is more."""
    if width_of(line) <= room:
        return list(line)
    return [*cut(line, 0, room - 1), ("…", "faint")] if room > 0 else []
