"""Runs typed commands on a session: one line, or all lines of a file; and completes a line being typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import inf

import numpy as np

from nnstep import limits
from nnstep.debugger.moves import Move
from nnstep.errors import CommandError, ExpressionError, NNStepError
from nnstep.expr.digits import Digits
from nnstep.harmless_text import cut_text, visible
from nnstep.problems.did_you_mean import meant
from nnstep.progress import tell_nobody
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.command import Command
from nnstep.session.commands.replies import Computation, HelpPage, Listing, Quit, Reply, ShowPane
from nnstep.session.copied_text import CopiedText
from nnstep.session.pictures.plots import Plot
from nnstep.session.session import Session

_LIKE_A_COMMAND = re.compile(r"([^\W\d][\w-]*)(?:\s+\w.*)?")
"""A line that is rather a mistyped command than an expression."""
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
    if len(line) > limits.COMMAND_CHARACTERS.most:
        refusal = limits.COMMAND_CHARACTERS.refusal(len(line), "characters")
        raise CommandError(f"this command has {refusal}", "split it into several")
    named = command_named(session, word)
    if named is not None:
        return named.begin(session, rest)
    return _printed(session, line.strip().removeprefix(":").strip())


def command_of(session: Session, line: str) -> Command | None:
    """Return the command that a line begins with; None where it is an expression, or nothing."""
    return command_named(session, _split(line)[0])


def command_named(session: Session, word: str) -> Command | None:
    """Return the command of this name, or, as in gdb, the only one whose name begins so; None where there is none."""
    if word in BY_NAME:
        return BY_NAME[word]
    if len(word) < 2 or word in session.debugger.program.quantities:
        return None
    found = {row.name for name, row in BY_NAME.items() if name.startswith(word) and " " not in name}
    return BY_NAME[found.pop()] if len(found) == 1 else None


def _printed(session: Session, line: str) -> Reply:
    """Print an expression without a command's name; raise CommandError where a command was meant."""
    try:
        return BY_NAME["print"].begin(session, line)
    except ExpressionError:
        match = _LIKE_A_COMMAND.fullmatch(line)
        quantities = session.debugger.program.quantities
        if match is None or match[1] in quantities:
            raise
    hint = meant(match[1], [*BY_NAME, *quantities]) or "help lists them all"
    raise CommandError(f"unknown command {match[1]!r}", hint)


def is_repeatable(session: Session, line: str) -> bool:
    """Return whether an empty line after this one performs it again."""
    command = command_of(session, line)
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
        case list() | CopiedText() | Listing() | HelpPage() | ShowPane():
            return reply_lines(session, reply)
        case Computation():
            return reply.complete(tell_nobody)
        case Quit():
            return []
        case Plot():
            reply.advance(inf)
            return plot_lines(reply, session.digits)
        case Move() | None:
            session.complete(reply)
            return session.where()
        case _:
            raise screen_only()


def reply_lines(session: Session, reply: list[str] | CopiedText | Listing | HelpPage | ShowPane) -> list[str]:
    """Return the lines of an answer that is text already."""
    match reply:
        case list():
            return reply
        case CopiedText():
            return reply.text.splitlines()
        case Listing():
            lines = [line for _, text in reply.rows(session) for line in text.split("\n")]
            return lines or [reply.empty]
        case HelpPage():
            return list(reply.lines)
        case ShowPane():
            return reply.text(session)


def screen_only() -> CommandError:
    """Return what is said to a command that asks the screen for something, where there is none."""
    return CommandError("this works only on the screen", "open the app to use it")


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
            shown = cut_text(line.strip(), _SHOWN)
            raise CommandError(error.message_after(f"{source}:{number}: {shown}: "), error.hint) from None
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
    name, rest = _split(text)
    choices = [*BY_NAME[name].choices(session)] if name in BY_NAME else []
    if choices:
        return [f"{name} {choice}" for choice in choices if choice.startswith(rest) and choice != rest]
    known = [*session.debugger.program.quantities, *(name for name, _ in session.bookmarks)]
    opening = max(word.rfind(sign) for sign in "([,+-*/@<>=") + 1
    start, end = word[:opening], word[opening:]
    return [f"{before}{space}{start}{name}" for name in known if name.startswith(end) and name != end]


def usage_of(session: Session, text: str) -> str:
    """Return how the command of a line being typed is used, in a line; nothing where no command is named yet."""
    named = command_of(session, text)
    return f"{named.form}: {named.help}" if named is not None else ""
