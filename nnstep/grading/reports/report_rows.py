"""The rows of a report: in columns, each text in a named style, wrapped to a width where there is one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.grading.verdict import Kind

RowStyle: TypeAlias = Literal["plain", "faint", "strong", "right", "follows", "doubt", "off"]
StyledText: TypeAlias = tuple[str, RowStyle]

STYLES: dict[Kind, RowStyle] = {
    "correct": "right",
    "rounded": "right",
    "single": "right",
    "carried": "follows",
    "mistake": "off",
    "ambiguous": "doubt",
    "wrong": "off",
    "shape": "off",
    "missing": "faint",
}
"""The style in which each verdict is shown."""
_WIDEST = 24
"""A longer name or number reaches into the next column."""
_INDENT = 6
_LARGEST_SHARE = 0.4
"""Further lines are indented less where the columns would take more of the width."""
_GAP = "  "


@dataclass(frozen=True, slots=True)
class NumberRow:
    """The verdict on one number: in columns, its place, what was written, the verdict, and what is said of it."""

    kind: Kind
    place: str
    written: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What more is said of the row above."""

    text: str
    style: RowStyle = "plain"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Numbers of which the same is said: that, and their names."""

    kind: Kind
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line by itself."""

    text: str
    style: RowStyle = "plain"
    indent: int = 0


Row: TypeAlias = NumberRow | NoteRow | GroupRow | TextRow


def plain_lines(rows: Iterable[Row], width: int | None = None) -> Iterator[str]:
    """Yield the lines without styles."""
    return ("".join(text for text, _ in line) for line in laid_out(rows, width))


def laid_out(rows: Iterable[Row], width: int | None = None) -> Iterator[list[StyledText]]:
    """Yield the lines, wrapped to a `width` if one is given."""
    rows = list(rows)
    numbers = [row for row in rows if isinstance(row, NumberRow)]
    columns = [_column(texts) for texts in zip(*((row.place, row.written, row.label) for row in numbers), strict=True)]
    indent = sum(column + len(_GAP) for column in columns) if numbers else _INDENT
    if width is not None and indent > width * _LARGEST_SHARE:
        indent = _INDENT
    for row in rows:
        match row:
            case NumberRow(kind, place, written, label, text):
                head = _GAP.join(f"{part:<{column}}" for part, column in zip((place, written), columns, strict=False))
                styled: list[StyledText] = [(head + _GAP, "plain"), (f"{label:<{columns[2]}}", STYLES[kind])]
                yield from _wrapped([*styled, (_GAP, "plain")], text, "plain", width, indent)
            case NoteRow(text, style):
                hanging = indent + (2 if text.startswith("- ") else 0)
                yield from _wrapped([(" " * indent, "plain")], text, style, width, hanging)
            case GroupRow(kind, label, text):
                yield from _wrapped([(f"{label}:", STYLES[kind]), (" ", "plain")], text, "plain", width, _INDENT)
            case TextRow(text, style, ahead):
                yield from _wrapped([(" " * ahead, "plain")] if ahead else [], text, style, width, 2 * ahead)


def _column(texts: Sequence[str]) -> int:
    return max((len(text) for text in texts if len(text) <= _WIDEST), default=0)


def _wrapped(
    head: list[StyledText], text: str, style: RowStyle, width: int | None, indent: int
) -> Iterator[list[StyledText]]:
    """Yield a text behind `head`, its further lines indented."""
    if width is None:
        yield [*head, (text, style)]
        return
    used = sum(len(part) for part, _ in head)
    lines = textwrap.wrap(
        text,
        max(width, indent + 20),
        initial_indent="." * used,  # which takes the room of the head
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or ["." * used]
    yield [*head, (lines[0][used:].lstrip() if lines[0].startswith("." * used) else "", style)]
    yield from ([(line, style)] for line in lines[1:])
