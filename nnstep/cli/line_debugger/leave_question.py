"""Asks before leaving where unsaved work would be lost."""

from __future__ import annotations

from nnstep.cli.line_debugger.problem_line import complain
from nnstep.cli.line_debugger.terminal_lines import TerminalLines
from nnstep.cli.output import say
from nnstep.errors import NNStepError
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.session.session import Session
from nnstep.session.unsaved import Unsaved, unsaved
from nnstep.traces.writing.run_recorder import RunRecorder

_QUESTION = "s saves and quits, l quits without saving, an empty line stays"
_END = "l ends the recording and quits, an empty line stays"
_CHOICE, _FILE = "quit? ", "file? "
"""Short, since a dumb terminal scrolls a longer line than it has columns."""


def may_leave(session: Session, recorder: RunRecorder, lines: TerminalLines) -> bool:
    """Return whether to leave: at once where nothing would be lost, and where nobody can answer any more."""
    lost = unsaved(session)
    recording = recorder.recording
    if not lost and recording is None:
        return True
    for work in lost:
        say(f"not saved: {work.text}")
    if recording is not None:
        say(f"still recording: {recording.operations} operations in {recorder.name} so far")
    try:
        say(_QUESTION if lost else _END)
        while (answer := lines.ask(_CHOICE)) not in ("s", "l", ""):
            pass
        return answer == "l" or (answer == "s" and all(is_saved(work, lines) for work in lost))
    except EOFError:
        say("")
        return True
    except KeyboardInterrupt:
        say("")
        return False


def is_saved(work: Unsaved, lines: TerminalLines) -> bool:
    """Ask for a file until the work could be saved to it."""
    say(f"{work.question}. An empty line takes {work.name}.")
    while True:
        name = lines.ask(_FILE) or work.name
        try:
            work.save(name)
        except NNStepError as error:
            complain(error)
        else:
            say(f"saved to {visible(typed(name)[0].name)}")
            return True
