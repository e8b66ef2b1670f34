"""What a recording holds: the operations of one run, each with the result that it had and no other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.tree import names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.tui.running.recorder import begin_recording
from tests.engine.test_edits import random_edit, random_program


@dataclass
class Recorded:
    """A recording under way, with what a reader of it must know besides."""

    session: Session
    path: Path
    changed: bool = False

    def __post_init__(self) -> None:
        self.program: Program = self.session.debugger.frame.program
        self._recording = begin_recording(self.session.debugger, str(self.path), at_change=self._end)

    def _end(self) -> None:
        self.stop()
        self.changed = True

    def stop(self) -> None:
        if not self.changed:
            self.session.debugger.observe(None)
            self._recording.close()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    def check(self) -> int:
        """Do each operation again on the recorded values before it; return how many could be done so."""
        header, *records = self.lines
        length, done = len(self.program.ops), 0
        known = {id: np.array(value, dtype=float) for id, value in header["start"].items()}
        given = set(known)
        for position, record in enumerate(records, start=header["first_position"]):
            assert record["position"] == position
            step, number = divmod(position, length)
            if number == 0 or position == header["first_position"]:
                known = {**self.program.schedule.feeds(step), **{id: known[id] for id in given}}
            op = self.program.ops[number]
            value = np.array(record["value"], dtype=float)
            if known.keys() >= set(names(op.expression)):
                with np.errstate(all="ignore"):
                    again = np.asarray(evaluate(op.expression, known), dtype=float)
                np.testing.assert_array_equal(value, again, err_msg=f"{op.target} at {position}")
                done += 1
            known[op.target] = value
        return done


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_each_recorded_operation_gives_its_value_again_whatever_is_done_meanwhile(seed: int) -> None:
    random = np.random.default_rng(seed)
    session = Session(random_program(random))
    debugger, last = session.debugger, session.debugger.program.last_position
    debugger.breakpoints.add(parse_breakpoint("E", debugger.program))
    recorded: Recorded | None = None

    def act(action: str) -> None:
        match action:
            case "goto":
                perform(session, f"goto {random.integers(last + 1)}")
            case "edit":
                debugger.edit(random_edit(debugger, random, debugger.go_to(last).position))
            case _:
                perform(session, action)

    rate = ["set lr = lr / 2"] if "lr" in debugger.program.start else []  # each parameter may have its own
    actions = ("goto", "next 3", "next -1", "into", "continue", "reverse", "goto start", "earlier", "undo", "redo")
    with TemporaryDirectory() as folder:
        for number in range(40):
            if recorded is None or recorded.changed:
                debugger.go_to(int(random.integers(last + 1)))  # often before a change
                recorded = Recorded(session, Path(folder) / f"{number}.jsonl")
            try:
                act(str(random.choice([*actions, "edit", *rate])))
            except CommandError:
                continue  # there was nothing to undo
            finally:
                if recorded.changed:
                    recorded.check()
        if recorded is not None:
            recorded.stop()
            recorded.check()


@pytest.fixture
def session() -> Session:
    """Return three training steps of 15 operations; the eleventh to the fifteenth update W2, b2, W1 and b1."""
    return Session(compile_program(load(find("zheng-exercise-1")), 3))


def performed(session: Session, *lines: str) -> None:
    for line in lines:
        perform(session, line)


def test_a_recording_of_an_unchanged_run_can_be_done_again_operation_by_operation(
    session: Session, tmp_path: Path
) -> None:
    performed(session, "goto 4")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "next 3", "next -1", "goto end", "goto start", "continue")
    recorded.stop()
    assert len(recorded.lines) == 1 + 41
    assert recorded.check() >= 30
    assert not recorded.changed


@pytest.mark.parametrize("change", ["set b1[0,0] = 77", "undo", "redo"])
def test_a_change_ends_the_recording_before_it_acts(session: Session, tmp_path: Path, change: str) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "goto 20", "set lr = 0.5", "undo", "goto 12")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "next", change, "goto end")
    assert recorded.changed
    assert [line["target"] for line in recorded.lines[1:]] == ["b2"]
    assert recorded.check() == 0  # its gradient is not in the recording


def test_a_recording_ends_where_it_comes_to_a_change_made_before(session: Session, tmp_path: Path) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "set lr = 0.5", "goto 0")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto 14")
    assert not recorded.changed
    performed(session, "goto end")
    assert recorded.changed
    assert recorded.check() == 15
    (header, *_, b1), lr = recorded.lines, session.debugger.original.program.start["lr"]
    assert header["edits"] == []
    assert header["start"]["lr"] == lr
    assert (b1["target"], b1["value"][0]) == ("b1", [-44.6])


def test_a_change_at_an_earlier_place_ends_it_too_though_there_are_as_many_changes(
    session: Session, tmp_path: Path
) -> None:
    performed(session, "goto 20", "set lr = 0.5", "goto 0")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto 18", "goto 10", "set lr = 0.3")
    assert len(session.debugger.edits) == 1
    performed(session, "goto 18")
    assert [line["position"] for line in recorded.lines[1:]] == list(range(18))


def test_the_header_has_the_values_that_it_begins_with_and_the_changes_before(session: Session, tmp_path: Path) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "set x[1,0] = 4", "goto 20", "set lr = 0.5", "goto 15")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto end")
    header = recorded.lines[0]
    assert header["start"]["b1"][0] == [77]
    assert [(edit["position"], edit["target"]) for edit in header["edits"]] == [(15, "b1"), (15, "x")]
    assert header["edits"][1]["value"][1] == [4]
    assert recorded.check() == 5


def test_an_exercise_is_recorded_with_the_right_values_whatever_one_goes_on_with(
    session: Session, tmp_path: Path
) -> None:
    recorded = Recorded(session, tmp_path / "run.jsonl")
    practice = session.exercise()
    for _ in range(3):
        assert practice.record is not None
        practice.answer(dict.fromkeys(np.ndindex(practice.record.question.shape), "7"))
        practice.go_on(with_own=True)
    recorded.stop()
    assert recorded.check() == 3


def test_what_fails_to_change_anything_ends_no_recording(session: Session, tmp_path: Path) -> None:
    recorded = Recorded(session, tmp_path / "run.jsonl")
    for line in ("undo", "redo", "set E = 3", "set b1[9,9] = 1"):
        with pytest.raises(NNStepError):
            perform(session, line)
    assert not recorded.changed
    recorded.stop()
