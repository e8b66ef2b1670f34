"""An exercise saved half-way and resumed: the same question, answers, hints, points and verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.errors import CommandError, SheetError
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.session.commands import BY_NAME
from nnstep.session.commands.replies import BeginExercise
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.progress_file import save_progress
from nnstep.session.practice.score import points_so_far, score_lines, step_signs
from nnstep.session.typed_commands import perform
from tests.session.practice.test_practice import answered, asked, one, session_of


def resumed(path: Path) -> Practice:
    return one().resume_exercise(path)


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Practice, Path]:
    """Own z1 = 7 for 6, a1 skipped, E with hints and its value shown, then typed; delta1 half typed: not checked."""
    practice = one().exercise()
    answered(practice, "7")
    answered(practice, "8")
    practice.go_on(with_own=True)
    practice.skip()
    for _ in range(4):
        practice.hint((), practice.program.writing)
    answered(practice, "24.5")
    practice.go_on(with_own=True)
    practice.note_draft({(0, 0): "7.0"})
    path = tmp_path / "work.toml"
    save_progress(practice, path, overwrite=False)
    return practice, path


def test_everything_is_as_it_was(saved: tuple[Practice, Path]) -> None:
    before, path = saved
    after = resumed(path)
    assert asked(after) == asked(before) == (1, "delta1")
    assert score_lines(after) == score_lines(before)
    assert points_so_far(after) == points_so_far(before)
    assert step_signs(after) == step_signs(before)
    for place, record in before.records.items():
        same = after.records[place]
        assert (same.attempts, same.hints, same.worked, same.revealed, same.skipped) == (
            *(record.attempts, record.hints, record.worked, record.revealed, record.skipped),
        )
        assert [str(number) for number in same.typed.values()] == [str(number) for number in record.typed.values()]
        assert [verdict.kind for verdict in same.verdicts] == [verdict.kind for verdict in record.verdicts]
    assert after.operands()["a1"].item() == before.operands()["a1"].item()
    assert not after.unsaved
    assert answered(after, "8") == answered(before, "8")


def test_the_file_is_an_answer_sheet_too(saved: tuple[Practice, Path]) -> None:
    practice, path = saved
    answers = read_sheet(path, practice.program).answers
    assert {id: [str(number) for number in given.cells.values()] for (_, id), given in answers.items()} == {
        "z1": ["8"],
        "E": [],
        "delta1": ["7.0"],
    }


def test_a_file_saved_anew_says_the_same(saved: tuple[Practice, Path]) -> None:
    _, path = saved
    text = path.read_text(encoding="utf-8")
    save_progress(resumed(path), path, overwrite=True)
    assert path.read_text(encoding="utf-8") == text


def test_a_table_that_a_spreadsheet_saved_is_taken_as_a_sheet_is(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes("z1;6\r\na1;7\r\n".encode("utf-16"))
    assert asked(resumed(path)) == (1, "E")


def test_a_sheet_without_progress_goes_on_at_its_first_gap(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("z1 = 6,0\na1 = 6\ndelta1 = [5]\n[step.2]\nz1 = -4", encoding="utf-8")
    practice = resumed(path)
    assert asked(practice) == (1, "E")
    assert score_lines(practice)[-1] == "4 of 4 points, 100 %"


def test_a_later_training_step_and_a_run_done_to_its_end_are_gone_on_with(tmp_path: Path) -> None:
    session = one()
    perform(session, "goto 2.1.2")
    practice = session.exercise()
    answered(practice, "8")
    for _ in range(4):
        practice.skip()
    save_progress(practice, tmp_path / "own.toml", overwrite=False)
    assert asked(resumed(tmp_path / "own.toml")) == asked(practice) == (3, "z1")
    for _ in range(6):
        practice.skip()
    save_progress(practice, tmp_path / "own.toml", overwrite=True)
    assert resumed(tmp_path / "own.toml").question is None


def test_another_exercise_is_refused(saved: tuple[Practice, Path]) -> None:
    with pytest.raises(CommandError, match="these are answers to one, and this is zheng-exercise-1"):
        session_of().resume_exercise(saved[1])


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("attempts = 2", 'attempts = "many"'),
        ("attempts = 2", "attempts = "),
        ("attempts = 2", "attempts = inf"),
        ("attempts = 2", f"attempts = {'[' * 20000}"),
        ("[practice.1.E]", "[practice.9.E]"),
        ("[practice.1.E]", "[practice.1.nothing]"),
        ("revealed = ['']", "revealed = ['4']"),
        ("worked = {'' = 2}", "worked = 3"),
        ('position = "1.1.3"', 'position = "7.7.7"'),
        ('position = "1.1.3"', "position = 3"),
        ("typed = {'' = '24.5'}", "typed = {'' = 'x'}"),
        ("[practice.1.E]", "[practice.1.E]\n[practice.1.E]"),
    ],
)
def test_a_damaged_table_is_refused_and_the_exercise_stays(saved: tuple[Practice, Path], good: str, bad: str) -> None:
    path = saved[1]
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad), encoding="utf-8")
    session = one()
    practice = session.exercise()
    with pytest.raises(SheetError, match=r"work\.toml: "):
        session.resume_exercise(path)
    assert session.exercise() is practice
    assert session.debugger.frame.position == 0


def test_the_command_resumes_it_unless_answers_would_be_lost(saved: tuple[Practice, Path]) -> None:
    _, path = saved
    session = one()
    resume = BY_NAME["exercise"].begin
    assert resume(session, str(path)) == BeginExercise()
    assert asked(session.exercise()) == (1, "delta1")
    answered(session.exercise(), "9")
    with pytest.raises(CommandError, match="1 answer of the present exercise would be lost"):
        resume(session, str(path))
