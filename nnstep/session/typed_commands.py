"""Lines of commands performed on a session: one, or all of a file; and how a line can go on. Knows no command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from math import inf

import numpy as np

from nnstep import limits
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.digits import Digits
from nnstep.harmless_text import visible
from nnstep.session.commands import BY_WORD
from nnstep.session.commands.command import Reply
from nnstep.session.plots import Plot
from nnstep.session.session import Session

_MOST_ROWS = 21

_ELSEWHERE = {
    **dict.fromkeys(("q", "quit", "exit", "wq"), "escape leaves this line; then q leaves nnstep"),
    **dict.fromkeys(("step", "stepi", "si"), "into goes a level deeper, next over an operation"),
    **dict.fromkeys(("run", "start", "cont"), "continue runs on, goto start goes to the start"),
    **dict.fromkeys(("rc", "reverse-continue", "rn", "rs"), "reverse goes back to a breakpoint; next -1 and into -1"),
    **dict.fromkeys(("tbreak", "tb"), "write break delta2 once"),
    **dict.fromkeys(("display", "disp"), "watch shows a value wherever one stops"),
    **dict.fromkeys(("info", "i"), "there are breakpoints, watches, bookmarks, edits and where"),
    **dict.fromkeys(("disable", "enable"), "toggle 1 disables breakpoint 1, or enables it again"),
    **dict.fromkeys(("bt", "up", "down", "list", "l"), "where says where one stands"),
}
"""What people write who know other debuggers, and what it is here."""
_SHOWN = 60
"""So much of a line is shown where it is wrong."""


def begin(session: Session, line: str) -> Reply:
    """Perform one line up to what may take long, if it asks for such a thing, as an action of a command does.

    Raise NNStepError where it can't be done. Comments are passed over, and so is the colon that opens the line for it.
    """
    word, *rest = line.strip().removeprefix(":").split(maxsplit=1) or [""]
    if not word or word.startswith("#"):
        return []
    if len(line) > limits.COMMAND_CHARACTERS:
        raise CommandError(f"a command of {len(line)} characters", f"at most {limits.COMMAND_CHARACTERS}")
    if word not in BY_WORD:
        close = get_close_matches(word, BY_WORD, n=1)
        hint = _ELSEWHERE.get(word) or (f"did you mean {close[0]}?" if close else "help lists all of them")
        raise CommandError(f"there is no command {word!r}", hint)
    return BY_WORD[word].action(session, "".join(rest).strip())


def perform(session: Session, line: str) -> list[str]:
    """Perform one line, however long that takes, and return its answer; raise NNStepError where it can't be done."""
    answer = begin(session, line)
    if isinstance(answer, list):
        return answer
    if isinstance(answer, Plot):
        answer.advance(inf)
        return _plot_lines(answer, session.digits)
    session.complete(answer)
    return session.where()


def _plot_lines(plot: Plot, digits: Digits) -> list[str]:
    """Return a plot as a table of no more than so many evenly spaced training steps."""
    chosen = np.unique(np.linspace(0, len(plot.steps) - 1, _MOST_ROWS).round().astype(int))
    return [plot.about, *(f"{plot.steps[i] + 1:>9}  {digits.number(float(plot.values[i]))}" for i in chosen)]


def perform_all(session: Session, lines: Iterable[str], origin: str) -> Iterator[str]:
    """Perform the lines of a file in turn, yielding each with its answer; raise CommandError that names the line.

    A line that meets a fault of nnstep itself is left out, as if it were not there, and answered by saying so.
    """
    for number, line in enumerate(lines, start=1):
        session.settle()
        try:
            answers = perform(session, line)
        except NNStepError as error:
            said = line.strip() if len(line) <= _SHOWN else f"{line.strip()[:_SHOWN]}…"
            raise CommandError(f"{origin}:{number}: {said}: {error.message}", error.hint) from None
        except Exception as error:
            fault = session.outlive(error, f"line {number} of {origin}: {line.strip()}")
            answers = [f"left out: {fault.text}"]
        if answers:
            yield visible(f"> {line.strip()}")
            yield from map(visible, answers)


def completions(session: Session, text: str) -> list[str]:
    """Return how a line that is being typed can go on: commands first, then ids of quantities and bookmarks."""
    before, space, word = text.rpartition(" ")
    marks = [name for name, _ in session.bookmarks]
    known = [*session.debugger.program.quantities, *marks] if space else [word for word in BY_WORD if len(word) > 1]
    opening = max(word.rfind(sign) for sign in "([,+-*/@<>=") + 1 if space else 0
    start, end = word[:opening], word[opening:]
    return [f"{before}{space}{start}{name}" for name in known if name.startswith(end) and name != end]
