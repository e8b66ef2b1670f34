"""Lines and columns of a text, from offsets into it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: the offset of its first character, and the one after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A stretch of one line, counted from 1; `end_column` is the one after its last character."""

    line: int
    column: int
    end_column: int


class TextLines:
    """The lines of a text, to turn offsets into lines and columns."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, span: Span) -> TextPlace:
        """Return where `span` stands; of a span over several lines, the part on its first line."""
        line = bisect_right(self._starts, span.start)
        start = self._starts[line - 1]
        end = min(max(span.end, span.start), self._end(line))
        return TextPlace(line, span.start - start + 1, max(end - start + 1, span.start - start + 1))

    def offset(self, place: TextPlace) -> int:
        """Return where in the text `place` begins."""
        return self._starts[place.line - 1] + place.column - 1

    def text(self, line: int) -> str:
        """Return a line, counted from 1, without its end."""
        return self._text[self._starts[line - 1] : self._end(line)]

    def _end(self, line: int) -> int:
        return self._starts[line] - 1 if line < len(self._starts) else len(self._text)
