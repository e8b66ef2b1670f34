"""What a recording holds: the operations of one run, each with the result that it had and no other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import TraceRecord
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from nnstep.traces.writing.run_recorder import begin_recording
from tests.engine.test_edits import random_edit, random_program


@dataclass
class Recorded:
    """A recording under way, with what a reader of it must know besides."""

    session: Session
    path: Path
    changed: bool = False

    def __post_init__(self) -> None:
        self.program: Program = self.session.debugger.frame.program
        self._recording = begin_recording(self.session.debugger, str(self.path))
        self.session.debugger.observe(self._recording, at_change=self._end)

    def _end(self) -> None:
        self.stop()
        self.changed = True

    def stop(self) -> None:
        if not self.changed:
            self.session.debugger.observe(None)
            self._recording.close()

    def check(self) -> list[str]:
        """Do each recorded operation again on what it read; return what was recorded, by the ids."""
        done = []
        with TraceFile(self.path) as trace:
            run = RecordedTimeline(trace, self.program)
            for position in range(run.first_position + 1, run.last_position + 1):
                frame = run.seek(position)
                assert frame.op is not None
                assert frame.result is not None
                with np.errstate(all="ignore"):
                    again = np.asarray(evaluate(frame.op.expression, frame.inputs), dtype=float)
                np.testing.assert_array_equal(frame.result, again, err_msg=f"{frame.op.target} at {position}")
                done.append(frame.op.target)
        return done

    def records(self, kind: str) -> list[TraceRecord]:
        with TraceFile(self.path) as trace:
            return [record for record in trace.records() if record.kind == kind]


@pytest.mark.thorough
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
    assert len(recorded.check()) == 41
    assert not recorded.changed


@pytest.mark.parametrize("change", ["undo", "redo"])
def test_undoing_ends_the_recording_before_it_acts(session: Session, tmp_path: Path, change: str) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "goto 20", "set lr = 0.5", "undo", "goto 12")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "next", change, "goto end")
    assert recorded.changed
    assert recorded.check() == ["b2"]


def test_a_change_where_the_recording_has_come_to_is_recorded_and_it_goes_on(session: Session, tmp_path: Path) -> None:
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto 15", "set b1[0,0] = 77", "set x[1,0] = 4", "goto 20", "set lr = 0.5", "goto end")
    recorded.stop()
    assert not recorded.changed
    assert len(recorded.check()) == 45
    edits = recorded.records("edit")
    assert [(edit.place.position, edit.target) for edit in edits] == [(15, "b1"), (15, "x"), (20, "lr")]
    last = session.debugger.go_to(45)
    with TraceFile(recorded.path) as trace:
        again = RecordedTimeline(trace, recorded.program).seek(45)
    assert {id: value.tobytes() for id, value in again.values.items()} == {
        id: value.tobytes() for id, value in last.values.items()
    }


def test_a_change_made_before_is_recorded_where_the_recording_comes_to_it(session: Session, tmp_path: Path) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "set lr = 0.5", "goto 0")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto end")
    recorded.stop()
    assert len(recorded.check()) == 45
    assert [(edit.place.position, edit.target) for edit in recorded.records("edit")] == [(15, "b1"), (15, "lr")]


def test_a_change_at_an_earlier_place_ends_it(session: Session, tmp_path: Path) -> None:
    performed(session, "goto 20", "set lr = 0.5", "goto 0")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto 18", "goto 10", "set lr = 0.3")
    assert len(session.debugger.edits) == 1
    assert recorded.changed
    performed(session, "goto 18")
    assert len(recorded.check()) == 18


def test_a_recording_begins_with_the_values_that_were_changed_before(session: Session, tmp_path: Path) -> None:
    performed(session, "goto 15", "set b1[0,0] = 77", "set x[1,0] = 4", "goto 20", "set lr = 0.5", "goto 15")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "goto end")
    recorded.stop()
    start = {record.target: record.value for record in recorded.records("start")}
    assert start["b1"][0, 0] == 77
    assert start["x"][1, 0] == 4
    assert len(recorded.check()) == 30


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("a run.jsonl", 45),
        ("run.jsonl every 2", 30),
        ("run.jsonl only W1,b*", 9),
        ("run.jsonl every 3 only E", 1),
        ("run.jsonl epochs-only", 0),
    ],
)
def test_a_part_is_recorded_by_what_stands_after_the_name(
    session: Session, tmp_path: Path, text: str, operations: int
) -> None:
    recording = begin_recording(session.debugger, f"{tmp_path}/{text}")
    session.debugger.observe(recording)
    performed(session, "goto end")
    recording.close()
    assert recording.operations == operations
    assert recording.path.name in ("a run.jsonl", "run.jsonl")


def test_notes_and_answers_are_recorded_where_they_are_given(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing is being recorded"):
        perform(session, "note too early")
    recorded = Recorded(session, tmp_path / "run.jsonl")
    performed(session, "next 3", "note the error comes next")
    practice = session.exercise()
    assert practice.record is not None
    practice.answer(dict.fromkeys(np.ndindex(practice.record.question.shape), "7"))
    recorded.stop()
    (note,) = recorded.records("note")
    assert (note.place.position, note.text) == (3, "the error comes next")
    (answer,) = recorded.records("answer")
    assert answer.target == practice.record.question.op.target
    assert "7" in answer.text


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
    assert len(recorded.check()) == 3


def test_what_fails_to_change_anything_ends_no_recording(session: Session, tmp_path: Path) -> None:
    recorded = Recorded(session, tmp_path / "run.jsonl")
    for line in ("undo", "redo", "set E = 3", "set b1[9,9] = 1"):
        with pytest.raises(NNStepError):
            perform(session, line)
    assert not recorded.changed
    recorded.stop()
