"""The command that goes to where a value comes from."""

from __future__ import annotations

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import worked_element
from nnstep.program.addresses import address, parse_address
from nnstep.session.commands.command import KeyQuestion, command
from nnstep.session.commands.elements import read_elements
from nnstep.session.session import Session


def _suggestion(session: Session) -> str:
    """Return the first element that the selected one was computed from."""
    found = read_elements(session)
    return address(*found[0], session.debugger.program) if found else ""


@command(
    *("lastwrite", "ELEMENT", "Jump to the operation that last wrote this element, and show its terms", "move"),
    aliases=("who",),
    keys=("i",),
    question=KeyQuestion("Jump to the last write of which element?", _suggestion),
    panes=("operation", "matrices", "network"),
)
def _lastwrite(session: Session, text: str) -> list[str]:
    """Go to the operation that last wrote an element, and show its terms."""
    debugger = session.debugger
    frame = debugger.frame
    id, index = parse_address(text, frame.program, list(frame.values), frame.shapes)
    from nnstep.debugger.last_write import LastWriteSearch

    search = LastWriteSearch(debugger.run, frame, id, index, debugger.edits)
    while not search.finished:
        search.advance()
    found = search.last_write
    fed = _fed(frame, id, index, text) if found.edit is None else ""
    if fed:
        return [fed, *session.where()]
    debugger.go_to(found.position)
    debugger.stopped_by = None
    session.arrived()
    if found.edit is not None:
        return [f"{text} was set by hand: {found.edit.text}", *session.where()]
    frame = debugger.frame
    if frame.op is None or frame.op.target != id:
        return [f"{text} has not changed since the start", *session.where()]
    session.display.select(index)
    worked = worked_element(frame, index, session.digits, session.display.writing)
    return [*session.where(), worked.symbols, f"= {worked.numbers}", f"= {worked.value}"]


def _fed(frame: Frame, id: str, index: tuple[int, ...], text: str) -> str:
    """Return what supplied an element that each training step gets anew; nothing for one that is there from the start.

    No operation wrote it.
    """
    program = frame.program
    schedule = program.schedule
    if schedule.steps == 1 or id not in schedule.feeds(frame.step):
        return ""
    step = f"training step {frame.place.epoch}.{frame.place.step}"
    if id not in schedule.batch(frame.step):
        return f"{text} is counted for each training step, here for {step}"
    if schedule.steps_per_epoch == 1 and schedule.seed is None:
        return ""
    sample = schedule.rows(frame.step)[index[program.sample_axis]]
    return f"{text} came with the batch of {step}: it is sample {sample + 1} of {len(program.scenario.samples)}"
