"""The errors that a person can mend: a message and, if there is one, a hint.

The command line and the app catch ``NNStepError`` at their outermost point and show it; anything else that escapes is
a fault in nnstep (`nnstep.fault`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Lines(str):
    """Lines in which nothing steers a terminal or hides; `lines_of` makes them of any texts."""

    __slots__ = ()


def lines_of(*texts: str) -> Lines:
    """Return texts one below the other, harmless and not endless: each is one line, unless it is `Lines` already."""
    from nnstep.harmless_text import short_line, visible  # loaded only where something is wrong

    return Lines("\n".join(text if isinstance(text, Lines) else short_line(visible(text)) for text in texts))


class NNStepError(Exception):
    """Something a person can mend: a wrong file, a wrong call, a full disk.

    Message and hint may hold any text, as of a stranger's file or its name: here it becomes harmless. Each is one line
    unless it is `Lines`, so that a name with a line's end in it can't forge one.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep message and hint as they can be shown: whatever they quote controls nothing, and no line is endless."""
        self.message = lines_of(message)
        self.hint = lines_of(hint)
        super().__init__(self.message)

    def message_after(self, words: str) -> Lines:
        """Return the message with words before it that say where."""
        return Lines(lines_of(words) + self.message)

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message and the hint, and no traceback for what a person can mend."""
        lines = [f"{type(self).__name__}: {self.message}", *([f"hint: {self.hint}"] if self.hint else [])]
        return "\n".join(lines).split("\n")


class LineProblem(NamedTuple):
    """One thing wrong with a file, for who shows it beside the line."""

    line: int
    """From 1."""
    message: str
    hint: str


class ScenarioError(NNStepError):
    """A scenario file that can't be used; its message carries every problem of the file."""

    def __init__(self, message: str, hint: str = "", *, problems: Sequence[LineProblem] = ()) -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)
        """What its message says, line by line; empty where the file as a whole is wrong."""

    @property
    def line(self) -> int:
        """The first line that is wrong, from 1; 0 where the file as a whole is."""
        return min((problem.line for problem in self.problems), default=0)

    @property
    def located(self) -> bool:
        """Whether the message begins with file and line, so that editors can jump there."""
        return self.line > 0


class SheetError(ScenarioError):
    """An answer sheet that can't be used; its message carries every problem of the file."""


class ProgramError(NNStepError):
    """A scenario that is well-formed but can't be compiled, as where shapes do not fit."""


class ExpressionError(NNStepError):
    """An expression that can't be read; its message shows it with a caret below the place."""

    def __init__(self, message: str, hint: str = "", *, summary: str = "", column: int = 0) -> None:
        super().__init__(message, hint)
        self.summary = summary or self.message
        """The first line alone, for who shows the text in another way."""
        self.column = column
        """Where in the text as it was given, counted from 0."""


class DataError(NNStepError):
    """A file of arrays that can't be read, or can't hold what is to be written."""


class NetImportError(NNStepError):
    """A net from elsewhere that can't be made a scenario: a layer, a loss or an optimizer that nnstep lacks."""


class ExportError(NNStepError):
    """A program that can't be written out as what was asked for."""


class OutputError(NNStepError):
    """A file that can't be written."""


class FileTakenError(OutputError):
    """A file that exists and is not overwritten unasked."""


class CommandError(NNStepError):
    """A command that was called with something it can't use."""


def system_reason(error: OSError | ValueError) -> str:
    """Return why the operating system refused a file, to go on after a colon."""
    reason = getattr(error, "strerror", None) or str(error)
    return reason[:1].lower() + reason[1:]
