"""An exercise worked number by number, as the app does it."""

from __future__ import annotations

import pytest

from nnstep.check.blank import written_sheet
from nnstep.check.engine import Engine
from nnstep.check.judgement import position_of
from nnstep.check.reading import parse_sheet
from nnstep.check.working import Working
from nnstep.errors import CommandError, SheetError
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


@pytest.fixture
def working() -> Working:
    return Working(Engine(compile_program(load(find("zheng-forward")))))


def test_each_number_gets_its_verdict_as_it_is_typed(working: Working) -> None:
    assert working.enter(1, "z1", (0, 0), "3.3").kind == "correct"
    assert working.enter(1, "z1", (1, 0), "2.8").kind == "mistake"
    assert working.enter(1, "a1", (1, 0), "0.943").kind == "carried"


def test_what_follows_from_rounded_numbers_typed_before_is_rounded(working: Working) -> None:
    for number, text in enumerate(["0.964", "0.978", "0.987"]):
        working.enter(1, "a1", (number, 0), text)
    assert working.enter(1, "z2", (0, 0), "30.313").kind == "rounded"
    assert working.judgement.is_right


def test_a_number_typed_again_takes_the_place_of_the_earlier_one(working: Working) -> None:
    working.enter(1, "z1", (0, 0), "9")
    assert working.enter(1, "z1", (0, 0), "3.3").kind == "correct"
    assert len(working.judgement.verdicts) == 1


def test_one_may_go_on_with_the_right_value_and_the_verdict_stays(working: Working) -> None:
    working.enter(1, "z1", (0, 0), "9.87")
    working.take_right_value(1, "z1", (0, 0))
    assert working.enter(1, "a1", (0, 0), "0.964").kind == "correct"
    assert [verdict.kind for verdict in working.judgement.verdicts] == ["wrong", "correct"]


def test_the_sheet_can_be_saved_with_what_was_typed(working: Working) -> None:
    working.enter(1, "a1", (0, 0), "0.9640")
    assert str(working.sheet.answers[1, "a1"].cells[0, 0]) == "0.9640"


def test_a_saved_sheet_is_read_back_with_all_its_digits(working: Working) -> None:
    working.enter(1, "a1", (0, 0), "0.9640")
    working.enter(1, "z2", (0, 0), "161/7")
    program = working.engine.program
    again = parse_sheet(written_sheet(program, working.sheet, "mine"), "mine.toml", program)
    assert {key: given.cells for key, given in again.answers.items()} == {
        key: given.cells for key, given in working.sheet.answers.items()
    }


def test_a_verdict_has_its_place_in_the_run(working: Working) -> None:
    working.enter(1, "z1", (0, 0), "3.3")
    verdict = working.enter(1, "z2", (0, 0), "30.3")
    program = working.engine.program
    assert program.ops[position_of(verdict, program) - 1].target == "z2"
    assert working.judgement.at(1, "z2") == (verdict,)


def test_hints_say_the_formula_then_the_numbers_then_the_value_from_ones_own_numbers(working: Working) -> None:
    working.enter(1, "a1", (0, 0), "0.5")
    hints = working.hints(1, "z2", (0, 0))
    assert hints.formula == "z₂ = W₂ x₁ + b₂"
    assert hints.symbols.startswith("z₂[0] = ")
    assert "9·0.5" in hints.numbers
    assert hints.value == "26.1339"
    assert working.own_value(1, "z2", (0, 0)) == pytest.approx(26.1339, abs=5e-5)


@pytest.mark.parametrize(("id", "index"), [("q1", (0, 0)), ("z1", (3, 0)), ("z1", (0,)), ("E", (0,))])
def test_a_place_that_there_is_not_is_refused(working: Working, id: str, index: tuple[int, ...]) -> None:
    with pytest.raises(CommandError):
        working.enter(1, id, index, "1")


def test_what_is_no_number_is_refused_and_changes_nothing(working: Working) -> None:
    with pytest.raises(SheetError):
        working.enter(1, "z1", (0, 0), "three")
    assert not working.judgement.verdicts


def test_there_is_no_hint_on_what_is_given(working: Working) -> None:
    with pytest.raises(CommandError):
        working.hints(1, "x", (0, 0))
