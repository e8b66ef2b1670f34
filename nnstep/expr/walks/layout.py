"""Blocks of text that stand beside one another on a common base line, as formulas with matrices do.

Knows text only. Every character is one cell wide.
"""

from __future__ import annotations

from dataclasses import dataclass

_SIDES = {"[": ("[⎡⎢⎣", "]⎤⎥⎦"), "(": ("(⎛⎜⎝", ")⎞⎟⎠")}


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal length; `base` is the line that a neighbour's base line meets."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """Cells across."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """Lines."""
        return len(self.lines)

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


def text(content: str) -> Box:
    """Return a box of one line."""
    return Box((content,))


def beside(*boxes: Box) -> Box:
    """Return the boxes side by side, base line on base line."""
    above = max(box.base for box in boxes)
    below = max(box.height - box.base for box in boxes)
    padded = [_pad(box, above - box.base, below - (box.height - box.base)) for box in boxes]
    return Box(tuple("".join(parts) for parts in zip(*(box.lines for box in padded), strict=True)), above)


def bracketed(box: Box, kind: str = "(") -> Box:
    """Return the box in brackets as tall as it is; `kind` is the opening one, ``(`` or ``[``."""
    left, right = (_side(box.height, *pieces) for pieces in _SIDES[kind])
    return Box(tuple(a + line + b for a, line, b in zip(left, box.lines, right, strict=True)), box.base)


def raised(box: Box, mark: str) -> Box:
    """Return the box with `mark` at its upper right, as an exponent or the transpose's T stands."""
    padding = " " * len(mark)
    return Box((box.lines[0] + mark, *(line + padding for line in box.lines[1:])), box.base)


def matrix(cells: list[list[str]]) -> Box:
    """Return texts of one width as a matrix in square brackets."""
    lines = tuple(" ".join(row) for row in cells)
    return bracketed(Box(lines, (len(lines) - 1) // 2), "[")


def _pad(box: Box, above: int, below: int) -> Box:
    blank = " " * box.width
    return Box((blank,) * above + box.lines + (blank,) * below, box.base + above)


def _side(height: int, single: str, top: str, middle: str, bottom: str) -> list[str]:
    return [single] if height == 1 else [top, *[middle] * (height - 2), bottom]
