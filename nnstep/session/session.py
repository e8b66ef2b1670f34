"""One person's session with one run: a debugger, watches, and commands of words performed on them. Knows no face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.errors import CommandError, NNStepError
from nnstep.expr.digits import Digits
from nnstep.machine.account import formula_number
from nnstep.session.watches import Watches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nnstep.machine.debugger import Debugger


class Session:
    """What the commands act upon."""

    def __init__(self, debugger: Debugger) -> None:
        self.debugger = debugger
        self.watches = Watches(debugger.program)
        self.digits = Digits()

    def run_on(self) -> None:
        """Run to the next breakpoint or to the end; the app does that in slices of its own."""
        self.debugger.run_on()

    def where(self) -> list[str]:
        """Return where one stands, in a line."""
        frame, point = self.debugger.frame, self.debugger.stopped_by
        if frame.op is None:
            return ["0: the start of the run"]
        value = frame.values[frame.op.target]
        number = f" = {formula_number(float(value), self.digits)}" if value.ndim == 0 else ""
        reason = f", stopped by breakpoint {point.number}" if point is not None else ""
        end = ", the end of the run" if frame.at_end else ""
        return [f"{frame.place}: {frame.op.target}{number}{reason}{end}"]


def perform(session: Session, line: str) -> list[str]:
    """Perform one line, and return its answer; raise NNStepError where it can't be done. Comments are passed over."""
    from nnstep.session.commands import BY_WORD

    word, _, rest = line.strip().partition(" ")
    if not word or word.startswith("#"):
        return []
    if word not in BY_WORD:
        from difflib import get_close_matches

        close = get_close_matches(word, BY_WORD, n=1)
        hint = f"did you mean {close[0]}?" if close else "help lists all of them"
        raise CommandError(f"there is no command {word!r}", hint)
    return BY_WORD[word].action(session, rest.strip())


def perform_all(session: Session, lines: Iterable[str], origin: str) -> Iterator[str]:
    """Perform the lines of a file in turn, yielding each with its answer; raise CommandError that names the line."""
    for number, line in enumerate(lines, start=1):
        try:
            answers = perform(session, line)
        except NNStepError as error:
            raise CommandError(f"{origin}, line {number}: {error.message}", error.hint) from None
        if answers:
            yield f"> {line.strip()}"
            yield from answers


def completions(session: Session, text: str) -> list[str]:
    """Return how a line that is being typed can go on: commands, then ids of quantities."""
    from nnstep.session.commands import BY_WORD

    before, space, word = text.rpartition(" ")
    known = list(session.debugger.program.quantities) if space else [name for name in BY_WORD if len(name) > 1]
    return [f"{before}{space}{name}" for name in known if name.startswith(word) and name != word]
