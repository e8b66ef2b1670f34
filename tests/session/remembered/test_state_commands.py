"""Breakpoints, watches and bookmarks as commands: read again, they are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.session.remembered.state_commands import state_commands
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.app.screen_text import SMALL, program_of

_STATED = '\nbreakpoints = [{ at = "delta2" }, { if = "E < 0.01" }]\n'


def new_session(epochs: int = 3, *, stated: bool = False) -> Session:
    text = SMALL.replace('title = "A 2-2-1', f'{_STATED}title = "A 2-2-1') if stated else SMALL
    return Session(program_of(text, epochs=epochs))


def told(session: Session) -> tuple[object, ...]:
    """Return all that the commands keep; hits are those of the run, and numbers begin at 1 again."""
    points = [
        (replace(point, number=0, hits=0, ignore_count=max(0, point.ignore_count - point.hits)))
        for point in session.debugger.breakpoints
    ]
    return points, [watch.text for watch in session.watches], list(session.bookmarks)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["break delta2", "break layer 2", "break phase backward", "break epoch 2", "break step 1"],
        ["break if E < 0.01", "break E < 0.01", "break W1[0,1] changes sign", "break E becomes nan"],
        ["break E exceeds 3", "break W1 changes", "break delta2 if abs(delta2).max() < 1e-4"],
        ["break E after 3", "break E once", "tbreak delta1", "tbreak E once after 2"],
        ["break E", "break a1", "ignore 2 5", "disable 1", "tbreak a2", "disable 3"],
        ["break a1 after 4", "ignore 1 0"],
        ["break E", "break a1", "break a2", "delete 2", "disable 3"],
        ["break E after 2", "continue", "next 20"],
        ["watch E", "watch abs(delta2).max()", "watch  W1[0, :]", "watch W1"],
        ["next 4", "bookmark", "next", "bookmark here", "bookmark there at 2.1.3", "bookmark late at 44"],
    ],
)
def test_what_is_written_makes_the_same_in_any_session(lines: list[str]) -> None:
    session = new_session(stated=True)
    for line in lines:
        perform(session, line)
    for other in (new_session(), new_session(stated=True), session):
        kept = told(session)
        for line in state_commands(session):
            perform(other, line)
        assert told(other) == kept


def test_a_breakpoint_that_a_sheet_set_is_a_comment() -> None:
    session = new_session()
    point = session.debugger.breakpoints.add(replace(next(iter(_points("break E"))), text="difference at E"))
    assert point.text == "difference at E"
    perform(session, "break a1")
    perform(session, "disable 2")
    assert "# not kept: difference at E" in state_commands(session)
    assert state_commands(session)[-2:] == ["break a1", "disable 1"]


def _points(line: str) -> list:
    session = new_session()
    perform(session, line)
    return list(session.debugger.breakpoints)
