"""Commands for recordings: notes in one that is written, and computing one that was opened again."""

from __future__ import annotations

from dataclasses import replace

from nnstep.errors import CommandError
from nnstep.session.commands.command import typed_command
from nnstep.session.session import Session


@typed_command("note", "TEXT", "Write a note into the recording")
def _note(session: Session, text: str) -> list[str]:
    if not text:
        raise CommandError("the note has no text", "type it after the command: note the error rises here")
    if not session.debugger.remark("note", text):
        raise CommandError("nothing is being recorded", "start a recording first")
    return ["noted in the recording"]


@typed_command("recompute", "", "Compute the opened recording again from the scenario in it")
def _recompute(session: Session, _: str) -> list[str]:
    if session.opened.trace is None:
        raise CommandError("this run is not a recording: it is computed anyway", "open a trace to use this")
    opened = replace(session.opened, recomputed=True)
    session.debugger.begin_with(opened.beginning())
    session.opened = opened
    return ["computed again from the scenario in the recording; last digits may differ from the recorded ones"]
