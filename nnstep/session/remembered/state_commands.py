"""A session's breakpoints, watches and bookmarks as typed commands, which make them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.errors import NNStepError
from nnstep.outputs.whole import write_text
from nnstep.session.own_program.line_breakpoints import breakpoint_typed, is_at_line
from nnstep.session.session import Session

STATE_ENDING = ".nns"
"""Of a file of such commands."""
PlaceOf: TypeAlias = "Callable[[int], str]"
"""Returns a position as it is typed."""


def state_commands(
    session: Session, points: Iterable[Breakpoint] | None = None, place_of: PlaceOf | None = None
) -> list[str]:
    """Return the commands that replace the breakpoints, watches and bookmarks of any session by those of this one.

    Only `points` of its breakpoints are taken, where they are given. Those at lines of the person's program come last:
    they need the program to have been run. `place_of` writes the positions.
    """
    program = session.debugger.program
    typed = place_of or (lambda position: str(program.place(position)))
    points = list(session.debugger.breakpoints if points is None else points)
    at_lines = [is_at_line(session, point) for point in points]
    elsewhere = [point for point, is_late in zip(points, at_lines, strict=True) if not is_late]
    first, count = _breakpoint_commands(session, elsewhere, 0)
    last, _ = _breakpoint_commands(session, [point for point in points if point not in elsewhere], count)
    return [
        *("delete", "unwatch", "unmark"),
        *first,
        *(f"watch {_one_line(watch.text)}" for watch in session.watches),
        *(f"bookmark {name} at {typed(position)}" for name, position in session.bookmarks),
        *last,
    ]


def save_state(session: Session, path: Path, *, overwrite: bool) -> None:
    """Write the commands to a file; raise as `write_file` does."""
    program = session.debugger.program
    head = f"# Breakpoints, watches and bookmarks of {_one_line(program.name)}; the command source brings them back."
    write_text(path, "\n".join([head, *state_commands(session), ""]), overwrite=overwrite)


def _breakpoint_commands(session: Session, points: Iterable[Breakpoint], number: int) -> tuple[list[str], int]:
    """Return the commands that set breakpoints after `number` others, and how many there are then."""
    lines: list[str] = []
    for point in points:
        anew = _stated_again(session, point)
        if anew is None:
            lines.append(f"# not kept: {_one_line(point.text)}")
            continue
        number += 1
        word = "tbreak" if point.temporary and not anew.temporary else "break"
        lines.append(f"{word} {_one_line(point.text)}")
        passed_over = _passed_over(point)
        if passed_over != _passed_over(anew):
            lines.append(f"ignore {number} {passed_over}")
        if not point.enabled:
            lines.append(f"disable {number}")
    return lines, number


def _stated_again(session: Session, point: Breakpoint) -> Breakpoint | None:
    """Return the breakpoint that its text states; None where it states none, as with those of an answer sheet."""
    try:
        return breakpoint_typed(session, point.text)
    except NNStepError:
        return None


def _passed_over(point: Breakpoint) -> int:
    return max(0, point.ignore_count - point.hits)


def _one_line(text: str) -> str:
    return " ".join(text.split())
