"""Debugging without the app: ``nnstep run`` with --until, --break or --commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nnstep import limits
from nnstep.cli import exit_status
from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine, reading, with_progress
from nnstep.cli.terminal import check_typing
from nnstep.errors import CommandError, NNStepError
from nnstep.harmless_text import visible

if TYPE_CHECKING:
    from nnstep.cli.recording import Recording
    from nnstep.debugger.breakpoints import Breakpoint, Breakpoints
    from nnstep.fault import Faults
    from nnstep.program.program import Program
    from nnstep.session.opening import OpenedRun
    from nnstep.session.session import Session


def read_commands(name: str) -> list[str]:
    """Return the lines of a file of commands; raise CommandError where it can't be read."""
    if name == "-":
        check_typing()
        return _typed_commands()
    from nnstep.session.commands.files import read_command_file

    return read_command_file(name)


def _typed_commands() -> list[str]:
    """Return the lines of standard input; raise CommandError where they are no text, or too many."""
    try:
        text = sys.stdin.read(limits.COMMANDS_BYTES.most + 1)
    except UnicodeDecodeError:
        raise CommandError("standard input is not text", "write one command per line, such as break delta2") from None
    if len(text) > limits.COMMANDS_BYTES.most:
        raise CommandError(f"standard input has {limits.COMMANDS_BYTES.refusal(None)}", "write fewer commands")
    return text.splitlines()


def print_commands(
    opened: OpenedRun,
    name: str,
    budget: int,
    sheet: str | None = None,
    digits: int | None = None,
    *,
    beside: str | None = None,
) -> None:
    """Perform the commands of a file and print each with its answer, as soon as it is there.

    Where they are typed at a terminal, answer them one after the other until the person leaves.

    The file of a `sheet`, where one is named, is laid over the run first; `beside` is compared with it. Raise
    SystemExit with the status of a fault where one has cost any of the commands; the others are performed.
    """
    from nnstep.expr.parsing.digit_settings import parse_digits
    from nnstep.session.session import Session
    from nnstep.session.typed_commands import perform_all

    session = Session.of(opened, budget)
    with reading(sheet, beside) as progress:
        if sheet is not None:
            session.lay_over(sheet, progress.tell)
        if beside is not None:
            session.draw_beside(beside)
    if digits is not None:
        session.display.set_digits(parse_digits(str(digits), session.digits))
    if name == "-" and sys.stdin.isatty():
        check_typing()
        _answer_typed(session)
        return
    source = "standard input" if name == "-" else name
    for line in with_progress("running the commands", perform_all(session, read_commands(name), source)):
        say(line)
    _end_with_faults(session)


def _answer_typed(session: Session) -> None:
    """Answer what is typed at the prompt; lines typed in earlier sessions, also in the app, come back there."""
    from nnstep.cli.line_debugger.command_loop import CommandLoop
    from nnstep.session.remembered.state_file import OFF, StateFile, default_file

    memory = StateFile(None if os.environ.get(OFF) else default_file())
    CommandLoop(
        session, memory.remembered.lines, lambda line: memory.update(lambda kept: kept.with_lines([line]))
    ).run()
    if memory.remark:
        say(memory.remark, aside=True)
    _end_with_faults(session)


def _end_with_faults(session: Session) -> None:
    if session.faults.count:
        tell_faults(session.faults)
        raise SystemExit(exit_status.FAULT)


def tell_faults(faults: Faults) -> None:
    """Say on standard error, in a line, how many faults a session has met, and where the reports are."""
    reports = ", ".join(visible(str(path)) for path in faults.reports) or "none could be written"
    times = "a fault in nnstep" if faults.count == 1 else f"{faults.count} faults in nnstep"
    say(f"{times} met on the way; reports: {reports}", aside=True)


def run_to_stops(
    opened: OpenedRun, until: str | None, breaks: Sequence[str], budget: int, recording: Recording | None = None
) -> bool:
    """Run and print where breakpoints stop, up to where `until` holds; return whether it did, or was not asked for.

    What is asked for is recorded on the way.
    """
    from nnstep.session.session import Session

    session = Session.of(opened, budget)
    if recording is None:
        return _stopped(session, until, breaks)
    with recording.observing(session.debugger):
        return _stopped(session, until, breaks)


def _stopped(session: Session, until: str | None, breaks: Sequence[str]) -> bool:
    program = session.debugger.program
    breakpoints = session.debugger.breakpoints
    for text in breaks:
        breakpoints.add(_parsed("--break", text, program))
    last = breakpoints.add(_parsed("--until", until, program)) if until is not None else None
    while not session.debugger.frame.at_end:
        with ProgressLine("running") as line:
            session.complete(session.run_on(), line.tell)
        point = session.debugger.stopped_by
        if point is None:
            break
        reached = last is not None and _is_met(breakpoints, last.number)
        _print(session.where()[:1] if not reached else _values(session))
        if reached:
            return True
    _print(session.where())
    return until is None


def _parsed(option: str, text: str, program: Program) -> Breakpoint:
    """Return the breakpoint that an option states; raise CommandError that names the option."""
    from nnstep.debugger.breakpoint_text import parse_breakpoint

    try:
        return parse_breakpoint(text, program)
    except NNStepError as error:
        raise CommandError(error.message_after(f"{option} {text!r}: "), error.hint) from None


def _is_met(breakpoints: Breakpoints, number: int) -> bool:
    """Return whether a breakpoint would stop the run here, even where another one was asked first."""
    point = next((point for point in breakpoints if point.number == number), None)
    return point is None or point.hits > point.ignore_count


def _values(session: Session) -> Iterable[str]:
    """Yield where one stands, and every quantity that has a value there."""
    from nnstep.session.watches import named_lines

    frame = session.debugger.frame
    yield from session.where()
    for id, value in frame.values.items():
        yield from named_lines(id, value, session.digits)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
