"""The command that compares the run with something else: a trace, a scenario, or values of a person's own program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nnstep.errors import CommandError
from nnstep.progress import Tell
from nnstep.session.commands.command import command
from nnstep.session.commands.replies import Computation
from nnstep.session.session import Session

_LEAST_LOOKED_AT = 5000
"""Operations compared where the run has not come so far."""


@command("diff", "FILE", "Find the first difference from a trace, a scenario or values of your own program", "file")
def _diff(session: Session, text: str) -> Computation:
    if not text:
        raise CommandError("diff needs the name of a file or a scenario", "as in diff mine.jsonl")
    return Computation(f"comparing with {text}", partial(_difference_from, session, text), uses_run=True)


def _difference_from(session: Session, text: str, tell: Tell) -> Callable[[], list[str]]:
    from nnstep.session.difference.difference_lines import difference_lines
    from nnstep.session.difference.explained import explained_difference
    from nnstep.traces.difference.sides import RunSide

    debugger = session.debugger
    here = debugger.frame.position
    this = RunSide(
        debugger.run,
        "this run",
        edits=[edit.position for edit in debugger.edits],
        last_position=min(max(here, _LEAST_LOOKED_AT), debugger.program.last_position),
    )
    try:
        found = explained_difference(this, text, tell=tell)
    finally:
        debugger.peek(here)
    return lambda: list(difference_lines(found, session.digits.significant))
