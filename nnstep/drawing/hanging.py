"""Texts beside their heads in columns, each wrapped with a hanging indent."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.styled_text import StyledLine, StyledPiece, wrapped
from nnstep.harmless_text import cells

_GAP = 2
_LEAST_TEXT = 30
"""Columns for the text; where there would be fewer, it stands below its heads."""
_INDENT = 4
Row = tuple[tuple[str, ...], str]
"""The heads of a text, and the text."""


def hanging_lines(rows: Sequence[Row], width: int, columns: Sequence[int] | None = None) -> list[StyledLine]:
    """Return rows of heads and a text as lines of at most `width` cells.

    `columns` are the widths of the heads' columns, by default those that `rows` need. A text without heads takes the
    whole width.
    """
    columns = head_columns([rows]) if columns is None else columns
    indent = sum(columns) + _GAP * len(columns)
    beside = width - indent >= _LEAST_TEXT
    lines: list[StyledLine] = []
    for heads, text in rows:
        if not heads:
            lines += wrapped(text, "plain", width, indent=0)
        elif beside:
            lines += _beside(heads, text, columns, width - indent)
        else:
            lines.append([("  ".join(filter(None, heads)), "accent")])
            lines += [[(" " * _INDENT, "plain"), *line] for line in wrapped(text, "plain", width - _INDENT, indent=0)]
    return lines


def head_columns(sections: Sequence[Sequence[Row]]) -> list[int]:
    """Return the widths of the heads' columns that all sections need together."""
    heads = [heads for rows in sections for heads, _ in rows]
    count = max(map(len, heads), default=0)
    return [max(cells(row[i]) for row in heads if len(row) == count) for i in range(count)]


def _beside(heads: Sequence[str], text: str, columns: Sequence[int], width: int) -> list[StyledLine]:
    """Return the heads, padded to their columns, with the text beside them; a single head takes all columns."""
    widths = columns if len(heads) == len(columns) else [sum(columns) + _GAP * (len(columns) - 1)]
    first: list[StyledPiece] = []
    for number, (head, column) in enumerate(zip(heads, widths, strict=True)):
        padding = " " * (column - cells(head) + _GAP)
        first += [(head, "source" if number else "accent"), (padding, "plain")]
    body = wrapped(text, "plain", width, indent=0)
    indent = sum(widths) + _GAP * len(widths)
    return [[*first, *body[0]], *([(" " * indent, "plain"), *line] for line in body[1:])]
