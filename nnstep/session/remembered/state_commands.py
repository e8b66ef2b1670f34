"""A session's breakpoints, watches and bookmarks as typed commands, which make them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoint
from nnstep.errors import NNStepError
from nnstep.outputs.whole import write_text
from nnstep.program.program import Program
from nnstep.session.session import Session

STATE_ENDING = ".nns"
"""Of a file of such commands."""
PlaceOf: TypeAlias = "Callable[[int], str]"
"""Returns a position as it is typed."""


def state_commands(
    session: Session, points: Iterable[Breakpoint] | None = None, place_of: PlaceOf | None = None
) -> list[str]:
    """Return the commands that replace the breakpoints, watches and bookmarks of any session by those of this one.

    Only `points` of its breakpoints are taken, where they are given. `place_of` writes the positions.
    """
    program = session.debugger.program
    typed = place_of or (lambda position: str(program.place(position)))
    points = session.debugger.breakpoints if points is None else points
    return [
        *("delete", "unwatch", "unmark"),
        *_breakpoint_commands(points, program),
        *(f"watch {_one_line(watch.text)}" for watch in session.watches),
        *(f"bookmark {name} at {typed(position)}" for name, position in session.bookmarks),
    ]


def save_state(session: Session, path: Path, *, overwrite: bool) -> None:
    """Write the commands to a file; raise as `write_file` does."""
    program = session.debugger.program
    head = f"# Breakpoints, watches and bookmarks of {_one_line(program.name)}; the command source brings them back."
    write_text(path, "\n".join([head, *state_commands(session), ""]), overwrite=overwrite)


def _breakpoint_commands(points: Iterable[Breakpoint], program: Program) -> Iterator[str]:
    number = 0
    for point in points:
        anew = _stated_again(point, program)
        if anew is None:
            yield f"# not kept: {_one_line(point.text)}"
            continue
        number += 1
        word = "tbreak" if point.temporary and not anew.temporary else "break"
        yield f"{word} {_one_line(point.text)}"
        passed_over = _passed_over(point)
        if passed_over != _passed_over(anew):
            yield f"ignore {number} {passed_over}"
        if not point.enabled:
            yield f"disable {number}"


def _stated_again(point: Breakpoint, program: Program) -> Breakpoint | None:
    """Return the breakpoint that its text states; None where it states none, as with those of an answer sheet."""
    try:
        return parse_breakpoint(point.text, program)
    except NNStepError:
        return None


def _passed_over(point: Breakpoint) -> int:
    return max(0, point.ignore_count - point.hits)


def _one_line(text: str) -> str:
    return " ".join(text.split())
