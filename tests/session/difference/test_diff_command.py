"""The typed command that compares the run on the screen with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import NNStepError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load
from nnstep.session.opening import open_program
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.selection import Selection
from tests.traces.difference.own_program import SCENARIO, train, write
from tests.traces.recorded import record


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.toml").write_text(SCENARIO)
    return Session(compile_program(load("net.toml")))


def answer(session: Session, line: str) -> str:
    lines = perform(session, line)
    assert isinstance(lines, list)
    return "\n".join(lines)


@pytest.mark.thorough
def test_own_values_are_held_against_this_run_and_the_mistake_is_named(session: Session, tmp_path: Path) -> None:
    write(tmp_path / "own.jsonl", train("gradient added", epochs=60, since=40))
    answer(session, "goto 7")
    said = answer(session, "diff own.jsonl")
    assert said.startswith("A: this run\nB: own.jsonl (own values)\n")
    assert "first difference: W2 at 20.2.12 (training step 40)" in said
    assert "[step-added]" in said
    assert answer(session, "where") == "1.1.7: delta1"


def test_a_run_that_was_changed_differs_from_its_scenario_where_it_was(session: Session) -> None:
    answer(session, "goto 20")
    answer(session, "set W2[0,0] = 1")
    said = answer(session, "diff net.toml")
    assert "first difference: delta1 at 1.2.7 (training step 2)" in said
    assert answer(session, "undo")
    assert "identical: " in answer(session, "diff net.toml")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 4, "in a part of 1 training step"),
        (3, 20, "in parts of 2 training steps"),
        (0, 40, "in 3 training steps, 1 of them in part"),
        (0, 15, "in 1 training step\n"),
    ],
)
def test_training_steps_of_which_a_part_was_recorded_are_said_to_be_parts(
    session: Session, tmp_path: Path, first: int, last: int, said: str
) -> None:
    assert len(session.debugger.program.ops) == 15
    record(tmp_path / "t.jsonl", session.debugger.program, Selection(first=first, last=last))
    assert f"numbers {said}" in f"{answer(session, 'diff t.jsonl')}\n"


@pytest.mark.thorough
def test_a_run_of_which_only_the_beginning_is_compared_is_not_said_to_end_there(tmp_path: Path) -> None:
    session = Session(open_program("sigmoid-2-2-2"))
    record(tmp_path / "t.jsonl", session.debugger.program, Selection(last=6000))
    last = answer(session, f"diff {tmp_path / 't.jsonl'}").splitlines()[-1]
    assert last == "A was compared up to training step 455; for more, go on and compare again"
    answer(session, "goto 5610")
    assert "up to training step 510" in answer(session, f"diff {tmp_path / 't.jsonl'}")


@pytest.mark.parametrize("line", ["diff", "diff nothing.jsonl", "diff nothing"])
def test_what_can_not_be_compared_is_said(session: Session, line: str) -> None:
    with pytest.raises(NNStepError, match=r"diff needs|no such file|no scenario called"):
        perform(session, line)
