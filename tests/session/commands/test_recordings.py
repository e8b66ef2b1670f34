"""Every typed command on a recording of a part: it works, or says what is not recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError, NNStepError
from nnstep.session.commands import COMMANDS
from nnstep.session.opening import open_program, open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.selection import Selection
from tests.traces.recorded import record

TAKEN = {
    "EXPRESSION": "E",
    "ELEMENT": "W1[0,0]",
    "ELEMENT = VALUE": "W1[0,0] = 0.5",
    "POSITION": "2.1.5",
    "WHERE [if CONDITION] [after N]": "E if E < 0.5",
    "TEXT": "a note",
}
PARTS = {
    "some quantities": Selection(only=("W1", "E")),
    "some training steps": Selection(every=2),
    "epochs": Selection(epochs_only=True),
    "from the middle": Selection(first=34, last=70),
    "all": Selection(),
}


@pytest.mark.sweep
@pytest.mark.parametrize("part", PARTS)
def test_no_command_fails_otherwise_than_by_saying_what_is_missing(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = record(tmp_path / "t.jsonl", open_program("xor", 6), PARTS[part])
    for position in ("0", "1.1.4", "3.1.2", "3.1.15", "6.1.15"):
        for command in COMMANDS:
            if command.name in ("quit", "sheet", "source", "diff"):
                continue
            session = Session.of(open_run(path))
            perform(session, f"goto {position}")
            try:
                perform(session, f"{command.name} {TAKEN.get(command.usage, '')}".strip())
                perform(session, "where")
            except NNStepError as error:
                assert error.message  # noqa: PT017 - what else would be raised fails the test


def test_what_needs_more_than_is_recorded_says_so_and_recompute_gives_it(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", open_program("xor", 6), Selection(only=("W1", "E")))
    session = Session.of(open_run(path))
    perform(session, "goto 2.1.5")
    for line in ("set W1[0,0] = 2", "into", f"save {tmp_path / 'w.npz'}"):
        with pytest.raises(CommandError, match="is not recorded"):
            perform(session, line)
    live = Session.of(open_run("xor", 6))
    perform(live, "goto 2.1.5")
    perform(session, "recompute")
    for line in ("where", "values", "set W1[0,0] = 2", "next 20", "values"):
        assert perform(session, line) == perform(live, line)


def test_a_live_run_has_nothing_to_recompute() -> None:
    with pytest.raises(CommandError, match="not a recording"):
        perform(Session.of(open_run("xor")), "recompute")
