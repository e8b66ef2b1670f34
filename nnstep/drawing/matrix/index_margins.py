"""The indices of rows and columns, in the margins of a matrix."""

from __future__ import annotations

from collections.abc import Iterable

from nnstep.drawing.styled_text import StyledPiece, cut

INDEXED_FROM = 10
"""Rows or columns from which on they have indices: fewer are counted at a glance."""
ROW_MARK, COLUMN_MARK = "▸", "▾"


def margin_width(last: int) -> int:
    """Return how wide the margin of row indices up to `last` is, its mark included."""
    return len(str(last)) + 1


def row_margin(index: int | None, width: int, *, marked: bool) -> StyledPiece:
    """Return the margin of one row, `width` cells wide; without its index for None."""
    text = "" if index is None else str(index)
    return (f"{text:>{width - 1}}{ROW_MARK if marked else ' '}", "now" if marked else "faint")


def column_margin(labels: Iterable[tuple[int, int]], marked: tuple[int, int] | None, width: int) -> list[StyledPiece]:
    """Return the line of column indices, `width` cells wide; `labels` are columns of the line and what stands there.

    Where `marked` is, its index stands after a mark, whatever else would stand there.
    """
    line: list[StyledPiece] = []
    at = 0
    for x, index in labels:
        text = str(index)
        if x >= at and x + len(text) <= width:
            line.append((" " * (x - at) + text, "faint"))
            at = x + len(text)
    line.append((" " * (width - at), "faint"))
    if marked is None or not 0 <= marked[0] < width:
        return line
    text = f"{COLUMN_MARK}{marked[1]}"
    x = min(marked[0], max(0, width - len(text)))
    if x < marked[0]:
        text, x = f"{marked[1]}{COLUMN_MARK}", marked[0] - len(text) + 1
    # A blank on each side, so that no other index runs into it.
    before, after = cut(line, 0, max(0, x - 1)), cut(line, x + len(text) + 1, width)
    left = [(" ", "faint")] if x else []
    right = [(" ", "faint")] if x + len(text) < width else []
    return [*before, *left, (text, "now"), *right, *after]


def label_stride(widest: int, pitch: int, least: int = 1) -> int:
    """Return at each how many columns an index has room, a power of two: `pitch` cells apart, `widest` cells wide."""
    stride = least
    while stride * pitch < widest + 1:
        stride *= 2
    return stride
