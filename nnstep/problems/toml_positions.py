r"""Where each key and each value of a TOML text stands, for messages that point at it.

Reads a text that ``tomllib`` has accepted, with line ends already made ``\n``; knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TypeAlias

from nnstep.problems.text_lines import Span

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: ``("layers", 0, "weights", 2)`` is the third row of the first layer's weights."""

STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
"""A complete string of any of the four kinds."""
_SPACE = re.compile(r"(?:[ \t\n]|#[^\n]*)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*[^,\]}#\n \t]")
"""A number, a boolean or a date, which alone may hold a space."""


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """The spans of a text's keys, values and table headers, by path."""

    keys: dict[KeyPath, Span] = field(default_factory=dict)
    """Where a key was first written, be it before ``=``, within a dotted key or within a header."""
    values: dict[KeyPath, Span] = field(default_factory=dict)
    """Where a value stands that was written after ``=``, and each entry of a list or an inline table."""
    headers: dict[KeyPath, Span] = field(default_factory=dict)
    """Where ``[table]`` and ``[[table]]`` stand, brackets included."""

    def value(self, path: KeyPath) -> Span:
        """Return where the value at `path` stands: its text, its header, its key, or else those of what holds it."""
        return self._first(path, (self.values, self.headers, self.keys))

    def key(self, path: KeyPath) -> Span:
        """Return where the key of `path` stands, or else what is nearest to it."""
        return self._first(path, (self.keys, self.headers, self.values))

    @staticmethod
    def _first(path: KeyPath, order: tuple[dict[KeyPath, Span], ...]) -> Span:
        for length in range(len(path), 0, -1):
            for spans in order:
                if path[:length] in spans:
                    return spans[path[:length]]
        return Span(0, 0)


def scan(text: str) -> Positions:
    r"""Return where everything of `text` stands, a text that ``tomllib.loads`` accepts and that has no ``\r\n``."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.positions


@dataclass(slots=True)
class _Open:
    """A list or an inline table whose end has not been reached yet."""

    path: KeyPath
    start: int
    is_list: bool
    entries: int = 0


class _Scanner:
    """Goes once over the text; lists that hold lists are kept on a stack of its own, so no depth is too deep."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.positions = Positions()
        self._elements: dict[KeyPath, int] = {}
        """How many ``[[...]]`` headers each array of tables has had so far."""

    def document(self) -> None:
        table: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self._next() == "[":
                table = self._header()
            else:
                self._value(self._key(table))
            self._skip()

    def _header(self) -> KeyPath:
        start = self.at
        is_element = self.text.startswith("[[", start)
        self.at += 2 if is_element else 1
        path: KeyPath = ()
        spans = list(self._key_parts())
        for count, (part, span) in enumerate(spans, start=1):
            path = (*path, part)
            self.positions.keys.setdefault(path, span)
            if is_element and count == len(spans):
                self._elements[path] = self._elements.get(path, 0) + 1
            if path in self._elements:
                path = (*path, self._elements[path] - 1)
        self.at += 2 if is_element else 1
        self.positions.headers[path] = Span(start, self.at)
        return path

    def _key(self, table: KeyPath) -> KeyPath:
        path = table
        for part, span in self._key_parts():
            path = (*path, part)
            self.positions.keys.setdefault(path, span)
        self.at += 1
        return path

    def _key_parts(self) -> list[tuple[str, Span]]:
        """Read a key up to what follows it, which is ``=`` or ``]``."""
        parts = []
        while True:
            self._skip()
            start = self.at
            self._past(STRING if self._next() in "\"'" else _BARE_KEY)
            written = self.text[start : self.at]
            parts.append((_key_name(written), Span(start, self.at)))
            self._skip()
            if self._next() != ".":
                return parts
            self.at += 1

    def _value(self, path: KeyPath | None) -> None:
        still_open: list[_Open] = []
        while path is not None:
            self._skip()
            start, first = self.at, self._next()
            if first in "[{":
                self.at += 1
                still_open.append(_Open(path, start, is_list=first == "["))
            else:
                self._past(STRING if first in "\"'" else _SCALAR)
                self.positions.values[path] = Span(start, self.at)
            path = self._next_entry(still_open)

    def _next_entry(self, still_open: list[_Open]) -> KeyPath | None:
        """Return the path of the value that comes next, or None after the end of the outermost list or table."""
        while still_open:
            inner = still_open[-1]
            self._skip()
            if self._next() == ",":
                self.at += 1
                self._skip()
            if self._next() not in "]}":
                if not inner.is_list:
                    return self._key(inner.path)
                inner.entries += 1
                return (*inner.path, inner.entries - 1)
            self.at += 1
            self.positions.values[inner.path] = Span(inner.start, self.at)
            still_open.pop()
        return None

    def _skip(self) -> None:
        self._past(_SPACE)

    def _past(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"this is not TOML at offset {self.at}")
        self.at = match.end()

    def _next(self) -> str:
        return self.text[self.at]


def _key_name(written: str) -> str:
    if written[0] not in "\"'":
        return written
    return str(tomllib.loads(f"key = {written}")["key"])
