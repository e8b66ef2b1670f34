"""Gives a session on a file that was read again what the session before had: breakpoints, watches, edits and others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.errors import NNStepError
from nnstep.program.positions import carried_over
from nnstep.progress import Tell, tell_nobody
from nnstep.session.display import Display
from nnstep.session.remembered.state_commands import state_commands
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform


def restore(before: Session, now: Session, tell: Tell = tell_nobody) -> list[str]:
    """Give `now` what `before` had, its position apart; return what could not be kept, a line each.

    `tell` gets how far the check of a sheet is.
    """
    stated = now.debugger.program.scenario.breakpoints
    was_stated = before.debugger.program.scenario.breakpoints
    points = [point for point in before.debugger.breakpoints if point.text not in was_stated or point.text in stated]
    lines = state_commands(before, points, lambda position: str(_carried(before, now, position)))
    lines += [f"break {text}" for text in stated if text not in was_stated]
    _program_again(before, now)
    now.stepper.level = before.stepper.level
    _show_alike(before.display, now.display)
    return [
        *_unkept(points, lines),
        *_sheet_again(before, now, tell),
        *_performed(now, lines),
        *_edits_again(before, now),
    ]


def _show_alike(before: Display, now: Display) -> None:
    now.digits = replace(now.digits, significant=before.digits.significant)
    now.log_axis, now.shows_numerical, now.element = before.log_axis, before.shows_numerical, before.element
    now.write_in(before.writing.notation)


def _carried(before: Session, now: Session, position: int) -> int:
    return carried_over(position, before.debugger.program, now.debugger.program)


def _unkept(points: list[Breakpoint], lines: list[str]) -> Iterator[str]:
    kept = sum(line.startswith(("break ", "tbreak ")) for line in lines)
    if kept < len(points):
        yield "the breakpoints of the answer sheet are not kept; break difference sets them again"


def _performed(session: Session, lines: list[str]) -> Iterator[str]:
    for line in lines:
        try:
            perform(session, line)
        except NNStepError as error:
            yield f"not kept: {line}: {error.message.splitlines()[0]}"


def _program_again(before: Session, now: Session) -> None:
    """Hold what the person's program did against the exercise as it is now; the program is not run again."""
    own = before.own_program
    if own is not None:
        from nnstep.session.own_program.program_run import own_program_of

        now.own_program = own_program_of(now.debugger.program, own.findings.watched, own.output)


def _sheet_again(before: Session, now: Session, tell: Tell) -> Iterator[str]:
    overlay = before.overlay
    if overlay is not None:
        try:
            now.lay_over(str(overlay.file) if overlay.file is not None else "answers", tell)
        except NNStepError as error:
            yield f"the answer sheet is not kept: {error.message.splitlines()[0]}"


def _edits_again(before: Session, now: Session) -> Iterator[str]:
    edits = before.debugger.edits
    for edit in edits:
        now.debugger.go_to(_carried(before, now, edit.position))
        yield from _performed(now, [f"set {edit.text}"])
    if edits and before.saved_edits == edits:
        now.saved_edits = now.debugger.edits
