"""The app in the terminal: run to its end, and what there is to say then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nnstep.cli.headless import tell_faults
from nnstep.cli.output import say

if TYPE_CHECKING:
    from nnstep.session.remembered.state_file import StateFile
    from nnstep.tui.app import NNStepApp


def memory_of(*, no_state: bool = False) -> StateFile:
    """Return what nnstep remembers from one call to the next; nothing where a person wants `no_state`."""
    from nnstep.session.remembered.state_file import OFF, StateFile, default_file

    return StateFile(None if no_state or os.environ.get(OFF) else default_file())


def run_app(app: NNStepApp) -> None:
    """Run the app, remember its state, and say what did not go as it should; raise what ended it."""
    app.run()
    app.opener.remember()
    if app.ended_by is not None:
        raise app.ended_by
    if app.opener.memory.remark:
        say(app.opener.memory.remark, aside=True)
    if app.faults.count:
        tell_faults(app.faults)
    if app.return_code:
        raise SystemExit(app.return_code)
    if app.opener.problems is not None:
        raise app.opener.problems
