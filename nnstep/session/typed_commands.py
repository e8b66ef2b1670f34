"""Runs typed commands on a session: one line, or all lines of a file; and completes a line being typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from math import inf

import numpy as np

from nnstep import limits
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.digits import Digits
from nnstep.harmless_text import visible
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.command import Quit, Reply
from nnstep.session.plots import Plot
from nnstep.session.session import Session

_MOST_ROWS = 21
_SHOWN = 60
"""Characters shown of a wrong line."""


def begin(session: Session, line: str) -> Reply:
    """Run one line up to what may take long, and return what its command returns.

    Comments and the colon that opens the line are passed over. Raise NNStepError where it can't be done.
    """
    word, rest = _split(line)
    if not word or word.startswith("#"):
        return []
    if len(line) > limits.COMMAND_CHARACTERS:
        raise CommandError(f"a command of {len(line)} characters", f"at most {limits.COMMAND_CHARACTERS}")
    if word not in BY_NAME:
        close = get_close_matches(word, BY_NAME, n=1)
        raise CommandError(f"unknown command {word!r}", f"did you mean {close[0]}?" if close else "help lists them all")
    return BY_NAME[word].begin(session, rest)


def is_repeatable(line: str) -> bool:
    """Return whether an empty line after this one performs it again."""
    command = BY_NAME.get(_split(line)[0])
    return command is not None and command.repeatable


def _split(line: str) -> tuple[str, str]:
    """Return a command's name, which may be of two words, and what stands after it."""
    line = line.strip().removeprefix(":")
    words = line.split(maxsplit=2)
    if " ".join(words[:2]) in BY_NAME:
        return " ".join(words[:2]), "".join(words[2:]).strip()
    word, *rest = line.split(maxsplit=1) or [""]
    return word, "".join(rest).strip()


def perform(session: Session, line: str) -> list[str]:
    """Run one line, however long that takes, and return its answer; raise NNStepError where it can't be done."""
    return _completed(session, begin(session, line))


def _completed(session: Session, reply: Reply) -> list[str]:
    match reply:
        case list():
            return reply
        case Quit():
            return []
        case Plot():
            reply.advance(inf)
            return plot_lines(reply, session.digits)
        case _:
            session.complete(reply)
            return session.where()


def plot_lines(plot: Plot, digits: Digits) -> list[str]:
    """Return a plot as a table of at most `_MOST_ROWS` evenly spaced training steps."""
    chosen = np.unique(np.linspace(0, len(plot.steps) - 1, _MOST_ROWS).round().astype(int))
    return [plot.about, *(f"{plot.steps[i] + 1:>9}  {digits.number(float(plot.values[i]))}" for i in chosen)]


def perform_all(session: Session, lines: Iterable[str], source: str) -> Iterator[str]:
    """Run the lines of a file up to ``quit``, yielding each with its answer; raise CommandError that names the line.

    A line that meets a fault of nnstep itself is skipped, and its answer says so.
    """
    for number, line in enumerate(lines, start=1):
        session.settle()
        try:
            reply = begin(session, line)
            if isinstance(reply, Quit):
                return
            answers = _completed(session, reply)
        except NNStepError as error:
            shown = line.strip() if len(line) <= _SHOWN else f"{line.strip()[:_SHOWN]}…"
            raise CommandError(f"{source}:{number}: {shown}: {error.message}", error.hint) from None
        except Exception as error:
            fault = session.outlive(error, f"line {number} of {source}: {line.strip()}")
            answers = [f"left out: {fault.text}"]
        if answers:
            yield visible(f"> {line.strip()}")
            yield from map(visible, answers)


def completions(session: Session, text: str) -> list[str]:
    """Return how a line being typed can continue: with commands first, then with quantities and bookmarks."""
    commands = [
        name
        for name, row in BY_NAME.items()
        if name.startswith(text) and name != text and (name == row.name or (text and len(name) > 2))
    ]
    before, space, word = text.rpartition(" ")
    if commands or not space:
        return commands
    known = [*session.debugger.program.quantities, *(name for name, _ in session.bookmarks)]
    opening = max(word.rfind(sign) for sign in "([,+-*/@<>=") + 1
    start, end = word[:opening], word[opening:]
    return [f"{before}{space}{start}{name}" for name in known if name.startswith(end) and name != end]
