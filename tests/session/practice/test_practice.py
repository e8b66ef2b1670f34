"""An exercise worked question by question. The numbers are Zheng's and Mazur's, or worked out here beside the app."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.errors import CommandError, FileTakenError, OutputError, SheetError
from nnstep.expr.walks.evaluate import evaluate
from nnstep.grading.grader import Grader
from nnstep.grading.marks import marks_of
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.answer_sheet import Sheet
from nnstep.grading.sheet.sheet_reader import read_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.progress_file import save_progress
from nnstep.session.practice.question import Question
from nnstep.session.practice.score import points_so_far, score_lines, step_signs
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform

ZHENG = {
    "z1": "23 12 15 21",
    "a1": "23 12 15 21",
    "z2": "119 146",
    "a2": "119 146",
    "E": "16553",
    "delta2": "115 141",
    "delta1": "486 679 397 397",
    "dW2": "2645 1380 1725 2415 3243 1692 2115 2961",
    "db2": "115 141",
    "dW1": "972 486 1458 1358 679 2037 794 397 1191 794 397 1191",
    "db1": "486 679 397 397",
    "W2": "-261.5 -137 -171.5 -240.5 -323.3 -165.2 -209.5 -294.1",
    "b2": "-9.5 -11.1",
    "W1": "-95.2 -45.6 -141.8 -133.8 -66.9 -201.7 -76.4 -34.7 -118.1 -77.4 -36.7 -115.1",
    "b1": "-44.6 -66.9 -38.7 -37.7",
}
"""The first training step of the exercise, worked by hand, row by row."""
ONE = """
title = "One number after the other"
input = [2]
target = [1]
learning_rate = 0.5
[[layers]]
activation = "linear"
weights = [[3]]
[training]
epochs = 3
"""
"""z1 = 3·2 = 6, a1 = 6, E = ½(6−1)² = 12.5, delta1 = 5, dW1 = 10, W1 = 3 − 0.5·10 = −2."""


def session_of(name: str = "zheng-exercise-1", *, epochs: int | None = None) -> Session:
    return Session(compile_program(load(find(name)), epochs))


def one() -> Session:
    return Session(compile_program(parse(ONE, "one.toml")))


def texts(practice: Practice, words: str) -> dict[tuple[int, ...], str]:
    """Return the texts of the present question's cells, in order; a dot stands for an empty one."""
    question = practice.question
    assert question is not None
    return {index: "" if word == "." else word for index, word in zip(question.asked, words.split(), strict=True)}


def answered(practice: Practice, words: str) -> list[str]:
    return [verdict.kind for verdict in practice.answer(texts(practice, words))]


def asked(practice: Practice) -> tuple[int, str]:
    assert practice.question is not None
    return practice.question.place


def test_right_numbers_lead_through_the_training_step_and_all_points_are_reached() -> None:
    session = session_of()
    practice = session.exercise()
    for id, words in ZHENG.items():
        assert asked(practice) == (1, id)
        assert set(answered(practice, words)) == {"correct"}, id
        assert practice.record is not None
        assert practice.record.is_right
        practice.go_on(with_own=True)
    assert practice.question is None
    assert practice.record is None
    assert practice.answer({}) == ()
    practice.go_on(with_own=True)
    assert practice.hint((), session.debugger.program.writing) is None
    assert session.debugger.frame.at_end
    lines = score_lines(practice)
    count = sum(len(words.split()) for words in ZHENG.values())
    assert lines[0].split() == ["✓", "z1", "4", "of", "4", "4", "correct"]
    phases = (
        "forward propagation 12 of 12; error 1 of 1; backward propagation 6 of 6; gradients 26 of 26; update 26 of 26"
    )
    assert lines[-2] == phases
    assert lines[-1] == f"{count} of {count} points, 100 %"


def test_blanks_are_missing_and_what_is_no_number_is_refused_without_counting_as_an_attempt() -> None:
    practice = session_of().exercise()
    for garbage in ("abc", "1/0", "1e999", "--3", "[red]1", "1,2,3", "\x1b[31m"):
        with pytest.raises(SheetError, match="is not a number"):
            practice.answer(texts(practice, f"23 {garbage} . 21"))
    with pytest.raises(SheetError, match="the number is 16,553, which can be read in two ways"):
        practice.answer(texts(practice, "16,553 . . ."))
    assert practice.record is not None
    assert (practice.record.attempts, practice.record.typed) == (0, {})
    assert answered(practice, "23 12 . 21").count("missing") == 1
    assert not practice.record.is_right
    assert answered(practice, "46/2 1.2e1 15.0 21") == ["correct"] * 4
    assert practice.record.attempts == 2


def test_own_wrong_numbers_are_gone_on_with_and_what_follows_from_them_is_carried() -> None:
    session = one()
    practice = session.exercise()
    assert answered(practice, "7") == ["wrong"]
    practice.go_on(with_own=True)
    assert practice.shown(session.debugger.frame).values["z1"].item() == 7
    assert answered(practice, "7") == ["carried"]  # a1 = z1
    practice.go_on(with_own=True)
    assert answered(practice, "18") == ["carried"]  # ½(7−1)²
    assert answered(practice, "12.5") == ["correct"]
    assert session.debugger.frame.values["z1"] == 6, "the run itself is not changed"


def test_after_the_right_value_one_goes_on_with_what_stands_on_the_screen() -> None:
    """Own z1 = 7, then the right a1 = 6: dW1 = delta1·x; with own delta1 = 4 it is 8."""
    practice = one().exercise()
    answered(practice, "7")
    practice.go_on(with_own=True)
    practice.go_on(with_own=False)  # a1 = 6 is shown
    assert answered(practice, "18") == ["carried"], "½ (7 − 1)²: from z1 = 7 on the sheet, where a1 is left open"
    assert answered(practice, "12.5") == ["correct"]
    practice.go_on(with_own=True)
    assert answered(practice, "4") != ["correct"]
    practice.go_on(with_own=True)
    assert answered(practice, "8") == ["carried"]


def test_own_numbers_are_carried_into_the_next_training_step_shown_and_put_into_its_hints() -> None:
    """W1 = −2 after the first step; with own W1 = 4, z1 = 4·2 = 8 in the second one."""
    session = one()
    practice = session.exercise()
    for _ in range(5):
        practice.go_on(with_own=False)
    assert asked(practice) == (1, "W1")
    assert answered(practice, "4") != ["correct"]
    practice.go_on(with_own=True)
    assert asked(practice) == (2, "z1")
    assert float(practice.shown(session.debugger.frame).values["W1"][0, 0]) == 4
    writing = session.debugger.program.writing
    hints = [practice.hint((0, 0), writing) for _ in range(4)]
    assert hints[2] is not None
    assert hints[3] is not None
    assert hints[2].element[1] == "= 4·2"
    assert hints[3].value == "8", "what follows from your own W1"
    assert practice.record is not None
    practice.record.revealed.clear()
    assert answered(practice, "8") == ["carried"]
    practice.go_on(with_own=True)
    assert float(practice.shown(session.debugger.frame).values["W1"][0, 0]) == 4
    answered(practice, "8")
    for _ in range(5):
        practice.go_on(with_own=False)
    assert asked(practice) == (3, "z1")
    assert float(practice.shown(session.debugger.frame).values["W1"][0, 0]) == 3, "the run's own, which was asked for"


def test_numbers_are_judged_by_the_training_step_that_one_stands_in() -> None:
    """By hand: W1 = 3, −2, then −2 − 0.5·2·(−4 − 1) = 3 again: z1 = 6, −4, 6."""
    session = one()
    for command, z1 in (("goto 2.1.6", "6"), ("goto 1.1.6", "-4"), ("goto start", "6")):
        perform(session, command)
        assert answered(session.exercise(), z1) == ["correct"], command
    perform(session, "goto 2.1.4")
    assert asked(session.exercise()) == (2, "dW1")
    assert answered(session.exercise(), "-10") == ["correct"]
    perform(session, "goto end")
    assert session.exercise().question is None


def test_a_large_first_position_is_no_hindrance() -> None:
    session = session_of("sigmoid-2-2-2")
    perform(session, "goto 5000")
    question = session.exercise().question
    assert question is not None
    value = session.debugger.peek(5001).values[question.op.target]
    session.debugger.peek(5000)
    assert answered(session.exercise(), " ".join(f"{number:.6g}" for number in value.flat)) == ["correct"] * value.size


def test_hints_come_a_stage_at_a_time_and_only_the_last_shows_the_value() -> None:
    """sigmoid(0.3925) = 0.59688."""
    session = session_of("sigmoid-2-2-2")
    practice = session.exercise()
    writing = session.debugger.program.writing
    perform(session, "goto 1")
    stages = [practice.hint((1, 0), writing) for _ in range(4)]
    assert [bool(stage and stage.formula) for stage in stages] == [False, True, True, True]
    assert [bool(stage and stage.element) for stage in stages] == [False, False, True, True]
    assert [stage.value if stage else "" for stage in stages] == ["", "", "", f"{1 / (1 + exp(-0.3925)):.6f}"]
    first, _, third, _ = stages
    assert first is not None
    assert third is not None
    assert "activation function" in first.words
    assert "a1[1]" in third.element[0]
    assert "0.3925" in third.element[1]
    assert practice.record is not None
    assert practice.record.hint_count == 4
    assert session.debugger.frame.position == 1


def test_the_value_of_one_element_costs_the_points_of_that_element() -> None:
    practice = session_of().exercise()
    for index in ((0, 0), (0, 0), (0, 0), (0, 0), (2, 0)):  # the last one gives numbers, not yet a value
        practice.hint(index, practice.program.writing)
    assert practice.record is not None
    assert practice.record.revealed == {(0, 0)}
    assert answered(practice, ZHENG["z1"]) == ["correct"] * 4
    assert practice.record.is_right
    assert points_so_far(practice) == "3 of 4 points"
    assert score_lines(practice)[0].split()[:5] == ["○", "z1", "3", "of", "4"]
    assert "5 hints, 1 value shown" in score_lines(practice)[0]


@pytest.mark.parametrize("name", ["zheng-exercise-1", "sigmoid-2-2-2", "kapur-relu", "softmax-three-classes", "xor"])
def test_no_stage_of_a_hint_ends_with_the_value_that_is_asked_for(name: str) -> None:
    session = session_of(name, epochs=1)
    practice = session.exercise()
    while (question := practice.question) is not None:
        here = session.debugger.frame.position
        value = session.debugger.peek(here + 1).values[question.op.target]
        session.debugger.peek(here)
        for index in np.ndindex(value.shape):
            hint = practice.hint(index, session.debugger.program.writing)
            assert hint is not None
            number = f"{value[index]:.6g}".replace("-", "−")
            told = [text for text in hint.element[1:] if text.endswith(f"= {number}")]
            copied = hint.element and any(sign in hint.element[0].split(" = ")[-1] for sign in "·+−/(^")
            assert not (told and copied), hint
            assert bool(hint.value) == (practice.record is not None and index in practice.record.revealed)
        practice.go_on(with_own=False)


def test_the_right_value_asked_for_ends_the_points_of_its_question() -> None:
    practice = one().exercise()
    assert practice.reveal(practice.program.writing) == ("z1 = W1 x", "", "z1 = 3·2 = 6")
    practice.go_on(with_own=False)
    assert score_lines(practice) == [
        "○ z1             0 of 1   the right value was shown",
        "",
        "0 of 1 points, 0 %",
    ]
    session = session_of()
    practice = session.exercise()
    answered(practice, "23 12 15 99")
    practice.go_on(with_own=False)
    perform(session, "goto start")
    answered(practice, ZHENG["z1"])
    (record,) = [record for record in practice.records.values() if record.attempts]
    assert score_lines(practice)[0].split()[:5] == ["○", "z1", "3", "of", "4"], (
        "as before the right value was looked at"
    )
    assert record.shown


def test_going_on_with_the_right_value_after_a_right_answer_costs_nothing() -> None:
    practice = one().exercise()
    answered(practice, "6")
    practice.go_on(with_own=False)
    assert score_lines(practice)[0].split() == ["✓", "z1", "1", "of", "1", "1", "correct"]


def test_what_is_skipped_is_named_and_neither_won_nor_lost() -> None:
    practice = one().exercise()
    practice.skip()
    assert answered(practice, "6") == ["correct"]
    lines = score_lines(practice)
    assert lines[1] == "skipped, not counted: z1"
    assert lines[-1] == "1 of 1 points, 100 %"
    assert [sign for _, sign in step_signs(practice)] == ["»", "✓", "·", "·", "·", "·"]
    assert practice.go_back()
    assert not practice.go_back()
    assert answered(practice, "6") == ["correct"]
    assert "after a skip" not in score_lines(practice)[0]
    assert score_lines(practice)[-1] == "2 of 2 points, 100 %"


def test_going_back_and_on_keeps_your_own_numbers() -> None:
    session = one()
    practice = session.exercise()
    answered(practice, "7")
    practice.go_on(with_own=True)
    assert practice.go_back()
    practice.skip()
    assert asked(practice) == (1, "a1")
    assert practice.operands()["z1"].item() == 7
    assert answered(practice, "7") == ["carried"]


def test_what_was_not_touched_is_not_in_the_score() -> None:
    practice = one().exercise()
    assert practice.record is not None
    assert score_lines(practice) == ["no answers yet"]


@pytest.mark.parametrize("shape", [(41, 1), (1, 41), (2, 21), (21, 2), (7, 6), (10, 10), (64, 32), (784, 128)])
def test_of_a_large_result_a_few_scattered_elements_are_asked_for(shape: tuple[int, int]) -> None:
    op = one().debugger.program.ops[0]
    first, *later = [Question(step, op, shape).asked for step in range(1, 30)]
    for places in (first, *later):
        assert len(set(places)) == 4
        assert all(0 <= row < shape[0] and 0 <= column < shape[1] for row, column in places)
        assert list(places) == sorted(places)
    assert any(places != first for places in later)
    assert Question(1, op, (8, 5)).is_whole


def test_a_few_elements_are_graded_scored_and_saved_like_all(tmp_path: Path) -> None:
    practice = session_of("digits", epochs=1).exercise()
    assert practice.question is not None
    value = practice._next_frame().values["z1"]
    words = [f"{value[index]:.5g}" for index in practice.question.asked]
    assert answered(practice, " ".join([*words[:3], "."])) == ["correct"] * 3 + ["missing"]
    assert points_so_far(practice) == "3 of 3 points"
    practice.go_on(with_own=True)
    assert score_lines(practice)[-1] == "3 of 4 points, 75 %"
    path = tmp_path / "own.toml"
    save_progress(practice, path, overwrite=False)
    assert marks_of(Grader(practice.program).grade(read_sheet(path, practice.program))).summary.startswith("3 of 4")


def test_the_answers_are_there_again_when_one_comes_back() -> None:
    session = session_of()
    practice = session.exercise()
    answered(practice, ZHENG["z1"])
    practice.go_on(with_own=True)
    perform(session, "goto end")
    perform(session, "goto start")
    assert session.exercise() is practice
    assert practice.record is not None
    assert [str(number) for number in practice.record.typed.values()] == ZHENG["z1"].split()


def test_going_back_leaves_later_own_numbers_behind() -> None:
    session = one()
    practice = session.exercise()
    answered(practice, "7")
    practice.go_on(with_own=True)
    perform(session, "goto start")
    assert "z1" not in practice.shown(session.debugger.frame).values
    assert answered(practice, "6") == ["correct"]
    practice.go_on(with_own=True)
    assert practice.shown(session.debugger.frame).values["z1"].item() == 6
    assert answered(practice, "7") != ["carried"]


def test_who_goes_on_by_other_ways_has_left_their_own_numbers_behind() -> None:
    """A training step left out between: the own W1 of the first one is no longer shown, nor carried."""
    session = one()
    practice = session.exercise()
    perform(session, "goto 5")
    answered(practice, "4")
    practice.go_on(with_own=True)
    perform(session, "goto 12")
    assert asked(practice) == (3, "z1")
    assert float(practice.shown(session.debugger.frame).values["W1"][0, 0]) == 3
    assert answered(practice, "8") != ["carried"]
    assert answered(practice, "6") == ["correct"]


def test_a_changed_run_is_not_asked_for_since_its_answers_would_be_those_of_the_original() -> None:
    session = session_of()
    perform(session, "set x[0] = 5")
    with pytest.raises(CommandError, match="the run was changed") as caught:
        session.exercise()
    assert "undo" in caught.value.hint
    perform(session, "undo")
    practice = session.exercise()
    perform(session, "set x[0] = 5")
    with pytest.raises(CommandError, match="the run was changed"):
        session.exercise()
    perform(session, "undo")
    assert session.exercise() is practice
    assert answered(practice, ZHENG["z1"]) == ["correct"] * 4


def test_a_breakpoint_that_stopped_the_run_before_is_not_named_afterwards() -> None:
    session = session_of()
    perform(session, "break z1")
    assert "stopped by" in perform(session, "continue")[0]
    session.exercise().go_on(with_own=False)
    assert "stopped by" not in session.where()[0]


def test_the_same_answers_are_not_looked_through_for_explanations_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[list[str]] = []
    grade = Grader.grade

    def noted(self: Grader, sheet: Sheet) -> GradingResult:
        looked.append([id for _, id in sheet.answers])
        return grade(self, sheet)

    monkeypatch.setattr(Grader, "grade", noted)
    practice = session_of().exercise()
    answered(practice, "23.5 12 15 21")
    answered(practice, "23.5 12 15 21")
    practice.go_on(with_own=True)
    answered(practice, "23.5 12 15 21")
    practice.go_on(with_own=True)
    practice.result()
    assert looked == [["z1"], ["z1", "a1"]]
    assert practice.records[1, "a1"].is_right


@pytest.mark.thorough
def test_each_verdict_is_the_one_that_the_whole_sheet_gives(tmp_path: Path) -> None:
    """Own numbers all the way, right, rounded and wrong ones: judged one by one as by `nnstep check` in one go."""
    session = session_of("sigmoid-2-2-2", epochs=2)
    practice = session.exercise()
    random = np.random.default_rng(4)
    while (question := practice.question) is not None and question.step < 2:
        here = session.debugger.frame.position
        value = session.debugger.peek(here + 1).values[question.op.target]
        session.debugger.peek(here)
        numbers = [f"{x * (1.17 if random.random() < 0.2 else 1):.{random.integers(2, 7)}g}" for x in value.flat]
        practice.answer(texts(practice, " ".join(numbers)))
        practice.go_on(with_own=True)
    path = tmp_path / "own.toml"
    save_progress(practice, path, overwrite=False)
    sheet = read_sheet(path, session.debugger.program)
    whole = {(v.step, v.address): v.kind for v in Grader(session.debugger.program).grade(sheet).verdicts}
    own = {(v.step, v.address): v.kind for record in practice.records.values() for v in record.verdicts}
    assert own == whole
    assert {"correct", "wrong"} <= set(own.values())


TWO = """
title = "Two numbers at a time"
input = [0.5, 2]
target = [1, 0]
learning_rate = 0.5
[[layers]]
activation = "linear"
weights = [[0.3, -0.2], [0.1, 0.4]]
[training]
epochs = 2
"""
MOVES = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(["right", "own", "off", "short", "zero", "blank"]), st.booleans()),
    st.tuples(st.just("goto"), st.integers(0, 9), st.none()),
)


def numbers(practice: Practice, session: Session, how: str) -> dict[tuple[int, ...], str]:
    """Return numbers for the present question: the right ones, what follows from one's own, or none of these."""
    question, frame = practice.question, session.debugger.frame
    assert question is not None
    right = session.debugger.peek(frame.position + 1).values[question.op.target]
    session.debugger.peek(frame.position)
    own = evaluate(question.op.expression, practice.shown(frame).values)
    digits = 2 if how == "short" else 6
    value = {"right": right, "off": right + 0.37, "zero": right * 0}.get(how, own)
    found = {index: f"{float(value[index]):.{digits}g}" for index in np.ndindex(value.shape)}
    if how == "blank":
        found[(0,) * value.ndim] = ""
    return found


def judged_in_one_go(practice: Practice, path: Path) -> GradingResult:
    save_progress(practice, path, overwrite=True)
    return Grader(practice.program).grade(read_sheet(path, practice.program))


def assert_score_is_the_check(practice: Practice, path: Path) -> None:
    if not any(given.cells for given in practice.answers.values()):
        with pytest.raises(CommandError, match="no answers yet"):
            save_progress(practice, path, overwrite=True)
        return
    checked = judged_in_one_go(practice, path)

    def said(judgement: GradingResult) -> dict[str, tuple[object, ...]]:
        return {
            v.place: (v.kind, str(v.written), v.origins, v.trivial, [e.sentence for e in v.explanations])
            for v in judgement.verdicts
        }

    assert said(practice.result()) == said(checked)
    points, possible = marks_of(checked).points, len(checked.verdicts)
    assert score_lines(practice)[-1] == f"{points:g} of {possible} points, {100 * points / possible:.0f} %"
    scored = [record for record in practice.records.values() if record.is_scored]
    assert possible == sum(record.question.size for record in scored)
    assert not any(record.counted for record in scored if record.shown and not record.attempts)


@pytest.mark.thorough
@settings(max_examples=12)
@given(st.lists(MOVES, min_size=2, max_size=12))
def test_the_score_is_what_the_check_says_of_the_saved_sheet(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, Any, Any]]
) -> None:
    """Answered, gone on with own or right numbers, gone back, answered otherwise, the score seen each time."""
    session = Session(compile_program(parse(TWO, "two.toml")))
    practice, path = session.exercise(), tmp_path_factory.mktemp("sheets") / "own.toml"
    for move, what, with_own in moves:
        if move == "goto":
            perform(session, f"goto {what}")
        elif practice.question is not None:
            practice.answer(numbers(practice, session, what))
            practice.go_on(with_own=with_own)
            score_lines(practice)
    assert_score_is_the_check(practice, path)


def test_what_follows_is_judged_anew_when_an_earlier_answer_changes(tmp_path: Path) -> None:
    """a1 = 7 follows from z1 = 7; once z1 is mended it is wrong, in the score as on the saved sheet."""
    session = one()
    practice = session.exercise()
    for words, kind in (("7", "wrong"), ("7", "carried")):
        assert answered(practice, words) == [kind]
        practice.go_on(with_own=True)
    assert score_lines(practice)[-1] == "1 of 2 points, 50 %"
    perform(session, "goto start")
    assert answered(practice, "6") == ["correct"]
    z1, a1, *_, total = score_lines(practice)
    assert "1 correct" in z1
    assert "carried" not in a1
    assert total == "1 of 2 points, 50 %"
    assert marks_of(judged_in_one_go(practice, tmp_path / "own.toml")).points == 1


def test_an_answer_that_was_right_until_an_earlier_one_changed_is_shown_its_right_value_for_its_points() -> None:
    session = one()
    practice = session.exercise()
    for _ in range(2):
        answered(practice, "7")
        practice.go_on(with_own=True)
    perform(session, "goto start")
    answered(practice, "6")
    practice.go_on(with_own=True)
    practice.go_on(with_own=False)  # a1 = 7 no longer follows, and the right value is looked at
    perform(session, "goto 1")
    assert answered(practice, "6") == ["correct"]
    assert score_lines(practice)[-1] == "1 of 2 points, 50 %"


@pytest.mark.thorough
def test_a_number_that_a_later_answer_explains_is_explained_in_the_score_as_on_the_sheet(tmp_path: Path) -> None:
    """The hidden delta taken with the output weights updated first, as they are written below it with few digits."""
    program = compile_program(load(find("sigmoid-2-2-2")), 1)
    other = replace(program.scenario, conventions=replace(program.scenario.conventions, update="output-first"))
    slipped = Grader(compile_program(other)).exact.step(1)
    session = Session(program)
    practice = session.exercise()
    while (question := practice.question) is not None:
        digits = 3 if question.op.role == "weight update" else 6
        cells = {i: f"{slipped.value(question.op.target)[i]:.{digits}g}" for i in np.ndindex(question.shape)}
        practice.answer(cells)
        practice.go_on(with_own=True)
    assert_score_is_the_check(practice, tmp_path / "own.toml")


@pytest.mark.thorough
def test_the_saved_sheet_holds_every_number_as_typed_and_can_be_read_again(tmp_path: Path) -> None:
    session = session_of("zheng-exercise-4", epochs=2)
    practice = session.exercise()
    question = practice.question
    assert question is not None
    long = "0." + "123456789" * 8
    odd = [long, "-0", "1/3", "5e3", "-0.50", ".5", "3.", "007", "+2"]
    numbers = {index: odd[number % len(odd)] for number, index in enumerate(np.ndindex(question.shape))}
    practice.answer(numbers)
    path = tmp_path / "own.toml"
    save_progress(practice, path, overwrite=False)
    (given,) = read_sheet(path, session.debugger.program).answers.values()
    typed = practice.records[1, question.op.target].typed
    assert {index: repr(number) for index, number in given.cells.items()} == {
        index: repr(number) for index, number in typed.items()
    }
    with pytest.raises(FileTakenError):
        save_progress(practice, path, overwrite=False)
    save_progress(practice, path, overwrite=True)
    with pytest.raises(OutputError):
        save_progress(practice, tmp_path / "no" / "own.toml", overwrite=False)


def test_part_of_an_answer_and_later_training_steps_are_saved_too(tmp_path: Path) -> None:
    session = one()
    perform(session, "goto 6")
    practice = session.exercise()
    answered(practice, "-4")
    perform(session, "goto start")
    answered(practice, "6.0")
    path = tmp_path / "own.toml"
    save_progress(practice, path, overwrite=False)
    answers = read_sheet(path, session.debugger.program).answers
    assert {at: [str(number) for number in given.cells.values()] for at, given in answers.items()} == {
        (1, "z1"): ["6.0"],
        (2, "z1"): ["-4"],
    }


def test_nothing_typed_is_not_saved(tmp_path: Path) -> None:
    practice = one().exercise()
    practice.reveal(practice.program.writing)
    with pytest.raises(CommandError, match="no answers yet"):
        save_progress(practice, tmp_path / "own.toml", overwrite=False)
    assert not (tmp_path / "own.toml").exists()


def test_an_exercise_without_parameters_is_judged() -> None:
    practice = Session(compile_program(load(find("bradbury-graph-chain")))).exercise()
    while practice.question is not None:
        number = 0.7654321 + 0.0371593 * len(practice.records)  # none is copied from the one before
        (verdict,) = practice.answer({(): f"{number:.7f}"})
        assert verdict.kind == "wrong"
        practice.go_on(with_own=False)
