"""What would be lost with a session: changes and answers that are in no file as they are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError, FileTakenError, SheetError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.session.unsaved import Unsaved, unsaved

Z1 = {(row, 0): text for row, text in enumerate(("23", "12", "15", "21"))}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    return Session(compile_program(load(find("zheng-exercise-1")), 3))


def performed(session: Session, *lines: str) -> None:
    for line in lines:
        perform(session, line)


def only(session: Session) -> Unsaved:
    (work,) = unsaved(session)
    return work


def test_nothing_is_lost_by_looking(session: Session) -> None:
    performed(session, "break E", "watch W1", "continue", "bookmark here", "goto end")
    practice = session.exercise()
    assert practice.question is None
    performed(session, "goto start")
    practice.hint((0, 0), session.debugger.program.writing)
    practice.note_draft(dict.fromkeys(Z1, " "))
    practice.go_on(with_own=False)
    assert unsaved(session) == []


# Changes


def test_changes_are_named_as_they_were_typed_until_they_are_undone(session: Session) -> None:
    performed(session, "next 3", "set W1[0,0] = 5", f"set lr = lr / {'1' * 60}")
    work = only(session)
    assert work.text == f"2 changes to the run: W1[0,0] = 5 and lr = lr / {'1' * 29}…"
    assert work.name == "zheng-exercise-1-changed.toml"
    performed(session, "undo")
    assert only(session).text == "1 change to the run: W1[0,0] = 5"
    performed(session, "undo")
    assert unsaved(session) == []


def test_a_saved_exercise_counts_as_saved_until_it_changes_again(session: Session) -> None:
    performed(session, "goto 15", "set W1[0,0] = 5", "set lr = 0.5", "save changed.toml", "goto end", "goto 3")
    assert unsaved(session) == []
    performed(session, "undo")
    assert only(session).text == "1 change to the run: W1[0,0] = 5"
    performed(session, "redo")
    assert unsaved(session) == []
    performed(session, "set y[0,0] = 2")
    assert only(session).text == "3 changes to the run: W1[0,0] = 5, lr = 0.5 and y[0,0] = 2"


def test_a_file_saved_from_before_a_change_does_not_have_it(session: Session) -> None:
    performed(session, "goto 15", "set lr = 0.5", "goto 3", "save before.toml")
    assert only(session).text == "1 change to the run: lr = 0.5"


@pytest.mark.parametrize(("change", "kept"), [("W1[0,0] = 5", True), ("lr = 0.5", False), ("x[0,0] = 5", False)])
def test_saved_weights_have_a_change_of_weights_and_no_other(session: Session, change: str, *, kept: bool) -> None:
    performed(session, "goto 15", f"set {change}", "next", "save weights.npz")
    assert (unsaved(session) == []) is kept


def test_the_changed_exercise_is_saved_with_all_changes_wherever_one_stands(session: Session) -> None:
    performed(session, "goto 15", "set lr = 0.5", "goto 20", "set W1[0,0] = 5", "goto 3")
    before = session.debugger.frame.values["W1"]
    only(session).save("mine.toml")
    assert unsaved(session) == []
    assert session.debugger.frame.position == 3
    assert session.debugger.go_to(3).values["W1"] is not None
    assert session.debugger.frame.values["W1"].tobytes() == before.tobytes()
    saved = load(Path("mine.toml"))
    assert saved.learning_rate == 0.5
    assert saved.layers[0].weights[0, 0] == 5


def test_a_file_that_can_not_hold_every_change_is_refused(session: Session) -> None:
    performed(session, "set lr = 0.5")
    work = only(session)
    with pytest.raises(CommandError, match="only a scenario file can hold every change"):
        work.save("mine.npz")
    Path("mine.toml").write_text("my own notes")
    with pytest.raises(FileTakenError):
        work.save("mine.toml")
    assert unsaved(session) != []
    work.save("mine.toml!")
    assert unsaved(session) == []


# Answers


def test_answers_count_as_saved_until_one_is_typed_anew(session: Session) -> None:
    practice = session.exercise()
    practice.answer(Z1)
    practice.go_on(with_own=True)
    practice.answer({**Z1, (1, 0): "12.5"})
    work = only(session)
    assert (work.text, work.name) == ("2 answers of the exercise: z1 and a1", "zheng-exercise-1-answers.toml")
    work.save("mine.toml")
    assert unsaved(session) == []
    practice.answer({**Z1, (1, 0): "12.50"})
    assert only(session).text == "1 answer of the exercise: a1"


def test_what_is_typed_and_not_judged_is_an_answer_too_and_is_judged_when_it_is_saved(session: Session) -> None:
    practice = session.exercise()
    practice.note_draft({**Z1, (3, 0): ""})
    work = only(session)
    assert work.text == "1 answer of the exercise: z1"
    performed(session, "goto 30")
    work.save("mine.toml")
    assert unsaved(session) == []
    assert 'z1 = [23, 12, 15, ""]' in Path("mine.toml").read_text()
    (record,) = (each for each in practice.records.values() if each.typed)
    assert [verdict.kind for verdict in record.verdicts] == ["correct"] * 3 + ["missing"]
    assert (len(record.counted), record.draft) == (3, {})


def test_what_is_no_number_is_said_and_nothing_is_saved(session: Session) -> None:
    session.exercise().note_draft({**Z1, (3, 0): "2e"})
    with pytest.raises(SheetError, match="'2e' is not a number"):
        only(session).save("mine.toml")
    assert not Path("mine.toml").exists()
    assert unsaved(session) != []


def test_cells_that_stand_as_they_were_judged_are_nothing_new(session: Session) -> None:
    practice = session.exercise()
    practice.answer({**Z1, (0, 0): "23.0"})
    only(session).save("mine.toml")
    practice.note_draft({**Z1, (0, 0): "23.0"})
    assert unsaved(session) == []
    practice.note_draft({**Z1, (0, 0): "23.00"})
    assert unsaved(session) != []


def test_the_same_numbers_again_are_no_other_attempt(session: Session) -> None:
    practice = session.exercise()
    for text in ("7", "7", "7.0"):
        practice.answer({**Z1, (0, 0): text})
    assert practice.record is not None
    assert practice.record.attempts == 2
