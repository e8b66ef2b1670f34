"""A recording that a person starts and ends while stepping: what is asked for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit
from nnstep.errors import NNStepError, OutputError
from nnstep.expr.array import frozen
from nnstep.program.program import Program
from nnstep.traces.writing.run_recorder import RunRecorder
from tests.traces.recorded import lines_of


class Person:
    """Somebody who steps and records, and what they are told."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.debugger = Debugger(program)
        self.path = folder / "t.jsonl"
        self.told: list[str] = []
        self.errors: list[NNStepError] = []
        self.recorder = RunRecorder(self.debugger, self.told.append, self.errors.append)

    def change(self, position: int) -> None:
        """Change a weight at a position."""
        old = self.debugger.go_to(position).values["W1"]
        self.debugger.edit(Edit(position, "W1", frozen(old + 1), old, "W1 = W1 + 1"))


@pytest.fixture
def person(program_of: Callable[..., Program], tmp_path: Path) -> Person:
    return Person(program_of((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=4), tmp_path)


def positions(path: Path) -> list[int]:
    return [line["position"] for line in lines_of(path, "op")]


def test_what_is_stepped_through_is_recorded_and_the_person_told_how_much(person: Person) -> None:
    assert person.recorder.name == ""
    person.debugger.go_to(3)
    person.recorder.begin(str(person.path))
    assert person.recorder.name == "t.jsonl"
    person.debugger.go_to(8)
    person.recorder.end()
    assert person.told == ["5 operations recorded to t.jsonl"]
    assert (person.recorder.recording, person.recorder.name) == (None, "")
    person.debugger.go_to(10)
    assert positions(person.path) == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [
        (" every 2", {"z1", "E", "W2"}),
        (" only W1,E", {"W1", "E"}),
        (" every 2 only  d*", {"delta1", "dW2"}),
        (" epochs-only", set()),
    ],
)
def test_after_the_name_stands_what_is_recorded(person: Person, asked: str, recorded: set[str]) -> None:
    person.recorder.begin(f"{person.path}{asked}")
    length = len(person.debugger.program.ops)
    person.debugger.go_to(4 * length)
    person.recorder.end()
    lines = lines_of(person.path, "op")
    assert recorded <= {line["target"] for line in lines}
    if "only" in asked:
        assert {line["target"][0] for line in lines} <= {id[0] for id in recorded}
    steps = {(line["position"] - 1) // length for line in lines}
    assert steps == (set() if not recorded else {0, 2} if "every" in asked else {0, 1, 2, 3})


@pytest.mark.parametrize(
    ("asked", "message"), [("", "no file"), (" every 2", ""), ("{} only Q", "no quantity is called")]
)
def test_what_can_not_be_recorded_is_refused(person: Person, asked: str, message: str) -> None:
    with pytest.raises(NNStepError) as caught:
        person.recorder.begin(asked.format(person.path))
    assert message in caught.value.message
    assert person.recorder.recording is None


def test_before_the_run_is_changed_the_recording_ends(person: Person) -> None:
    person.change(3)
    person.recorder.begin(str(person.path))
    person.debugger.go_to(6)
    person.debugger.undo()
    assert person.told == ["the run was changed, so the recording has ended: 3 operations in t.jsonl"]
    assert person.recorder.recording is None
    assert positions(person.path) == [4, 5, 6]


def test_a_change_within_the_recording_and_what_the_person_did_are_a_part_of_it(person: Person) -> None:
    person.recorder.begin(str(person.path))
    person.change(5)
    assert person.debugger.remark("note", "a weight was changed")
    person.recorder.end()
    assert [line["text"] for line in lines_of(person.path, "edit", "note")] == ["W1 = W1 + 1", "a weight was changed"]


@pytest.mark.parametrize("act", ["edit", "remark", "close"])
def test_a_recording_that_can_not_be_written_is_left_and_the_run_goes_on(
    person: Person, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.recorder.begin(str(person.path))
    writing = person.recorder.recording
    assert writing is not None

    def fail(*_: object, **_options: object) -> None:
        raise OutputError("t.jsonl: no space left", "free some space")

    monkeypatch.setattr(type(writing), act, fail)
    if act == "edit":
        person.change(2)
        assert person.debugger.edits
    elif act == "remark":
        person.debugger.remark("note", "text")
    else:
        assert not person.recorder.close()
    assert [error.message for error in person.errors] == ["t.jsonl: no space left"]
    assert (person.recorder.recording, person.told) == (None, [])
    assert not person.debugger.remark("note", "nobody listens")
    assert person.debugger.go_to(9).position == 9
    monkeypatch.undo()
    writing.close()  # as a stream does that has failed


def test_an_old_file_is_replaced_at_the_end_and_stays_where_the_recording_is_left(person: Person) -> None:
    person.path.write_text("old")
    person.recorder.begin(f"{person.path}!")
    person.debugger.go_to(3)
    person.recorder.give_up(OutputError("no", "space"))
    assert person.path.read_text() == "old"
    kept = "the old t.jsonl stays; what was recorded is in unfinished-t.jsonl"
    assert [(error.message, error.hint) for error in person.errors] == [(f"no ({kept})", "space")]
    assert lines_of(person.path.with_name(f"unfinished-{person.path.name}"))[-1]["kind"] == "end"
    person.recorder.begin(f"{person.path}!")
    assert person.path.read_text() == "old"
    person.recorder.end()
    assert lines_of(person.path)[-1]["kind"] == "end"


def test_a_recording_that_something_broke_off_stays_beside_the_old_file_and_the_person_is_told(person: Person) -> None:
    person.path.write_text("old")
    person.recorder.begin(f"{person.path}!")
    person.debugger.go_to(3)
    assert person.recorder.close(is_whole=False)
    kept = "the old t.jsonl stays; what was recorded is in unfinished-t.jsonl"
    assert person.told == [f"the recording was broken off: {kept}"]
    assert person.path.read_text() == "old"


def test_without_a_recording_nothing_is_written_or_said(person: Person) -> None:
    person.recorder.end()
    assert person.recorder.close()
    person.recorder.write(person.debugger.frame)
    person.recorder.remark("note", person.debugger.frame, "text")
    assert person.recorder.next_after(7) == 8
    assert person.told == []


def test_a_file_that_exists_stays_and_is_said(person: Person) -> None:
    person.path.write_text("mine")
    with pytest.raises(NNStepError):
        person.recorder.begin(str(person.path))
    assert person.path.read_text() == "mine"
