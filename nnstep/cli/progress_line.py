"""A line on standard error that says how far a long command has come, if that is a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

from nnstep.cli.output import say
from nnstep.harmless_text import cells, visible

_FIRST_AFTER = 0.5
"""Seconds: what takes less shows nothing."""
_BETWEEN = 0.1
_LONGEST = 60


class ProgressLine:
    """A line that is written over while the command runs, and gone at its end."""

    def __init__(self) -> None:
        self._due = monotonic() + _FIRST_AFTER
        self._shown = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")

    def tell(self, what: str, part: float) -> None:
        """Show what is being done, and which part of it is: from 0 to 1."""
        now = monotonic()
        if now >= self._due and sys.stderr.isatty():
            self._due = now + _BETWEEN
            self._write(f"{visible(what)[:_LONGEST]} {part:.0%}")

    def _write(self, text: str) -> None:
        """Write a text over the last one, and go back to the start of the line."""
        say(text + " " * (self._shown - cells(text)), aside=True, end="\r")
        self._shown = cells(text)
