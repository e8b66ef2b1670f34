"""Commands for recordings: notes in one that is written, and computing one that was opened again."""

from __future__ import annotations

from dataclasses import replace

from nnstep.errors import CommandError
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import RecordRun
from nnstep.session.session import Session


@command(
    *("record", "[FILE]", "Start to record every operation to FILE, or end the recording", "file"),
    keys=("r",),
)
def _record(_session: Session, text: str) -> RecordRun:
    return RecordRun(text)


@command("note", "TEXT", "Write a note into the recording", "file")
def _note(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("the note has no text", "type it after the command: note the error rises here")
    if not session.debugger.remark("note", text):
        raise CommandError("nothing is being recorded", "start a recording first")
    return ["noted in the recording"]


@command("recompute", "", "Compute the opened recording again from the scenario in it", "file")
def _recompute(session: Session, _: str) -> list[str]:
    if session.opened.trace is None:
        raise CommandError("this run is not a recording: it is computed anyway", "open a trace to use this")
    opened = replace(session.opened, recomputed=True)
    session.debugger.begin_with(opened.beginning())
    session.opened = opened
    return ["computed again from the scenario in the recording; last digits may differ from the recorded ones"]
