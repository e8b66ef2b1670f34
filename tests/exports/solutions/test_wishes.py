"""What a worked solution can be asked to show, and what is said where it can't."""

from __future__ import annotations

import re

import pytest

from nnstep.errors import CommandError
from nnstep.exports.solutions.solution_request import SolutionRequest, plan_of
from nnstep.exports.solutions.working import solution_of
from nnstep.expr.mathematics.math_tree import Blank, parts_of
from nnstep.program.compile import compile_program
from nnstep.session.opening import open_program
from tests.conftest import build_scenario
from tests.exports.solutions.test_numbers import solved


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"phases": "forwrd"}, "'forwrd' is no phase: did you mean forward?"),
        ({"phases": ","}, "no phase is named"),
        ({"steps": "0"}, "there are no training steps 0: the run has 10 training steps"),
        ({"steps": "11"}, "there are no training steps 11"),
        ({"steps": "3-2"}, "there are no training steps 3-2"),
        ({"steps": "first"}, "'first' names no training steps"),
        ({"expand": ("z1[9]",)}, "z1 has no element z1[9]"),
        ({"expand": ("W9",)}, "there is no W9"),
        ({"expand": ("z1[0]",), "phases": "backward"}, "there is no z1 to choose here"),
        ({"most": 2}, "most is 2: show 3 rows and columns at least"),
        ({"digits": "many"}, "'many' is no way to show digits"),
    ],
)
def test_a_wish_that_means_nothing_is_answered_with_what_does(wishes: dict[str, object], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        solved("zheng-exercise-3", **wishes)
    assert said in f"{caught.value.message}: {caught.value.hint}"


def test_more_operations_than_can_be_read_are_refused() -> None:
    with pytest.raises(CommandError, match="100 training steps have 1,500 operations"):
        solved("xor", steps="1-100")


def test_a_step_after_the_end_of_a_run_that_stops_early_is_refused() -> None:
    with pytest.raises(CommandError, match="the run ends before training step 200"):
        solved("xor", steps="200")


def test_phases_are_named_by_their_words_or_titles() -> None:
    solution = solved("xor", phases="error, Backward propagation")
    assert {operation.op.phase for operation in solution.operations()} == {"error", "backward"}


def test_a_step_says_again_what_no_step_before_it_has_shown() -> None:
    first, second, fifth = solved("zheng-exercise-3", steps="1-2,5").steps
    assert {"x", "W1", "lr"} <= set(first.start)
    assert set(second.start) == {"x", "y", "B"}
    assert {"x", "W1", "lr"} <= set(fifth.start)


def test_an_element_is_worked_out_where_it_is_asked_for_by_symbol_or_id() -> None:
    operations = [o for o in solved("zheng-exercise-1", expand=("z₁[2]", "z1[2]", "E")).operations() if o.elements]
    assert [(operation.op.target, len(operation.elements)) for operation in operations] == [("z1", 1), ("E", 1)]


def test_a_sheet_has_a_blank_for_each_number_and_tells_none_of_them() -> None:
    program = open_program("zheng-exercise-1")
    sheet = solution_of(program, plan_of(SolutionRequest(is_sheet=True), program))
    for operation in sheet.operations():
        (side,) = operation.main.sides
        blanks = sum(isinstance(part, Blank) for part in parts_of(side))
        shape = program.shapes[operation.op.target]
        assert blanks == (shape[0] * shape[1] if shape else 1)
        assert operation.room >= 3
        assert operation.result is None
        assert not operation.elements
    assert [picture.id for picture in sheet.pictures] == ["network"]


def test_a_sheet_states_the_formulas_where_it_is_asked_to() -> None:
    plain, with_formulas = (solved("xor", is_sheet=True, with_formulas=wanted) for wanted in (False, True))
    assert {len(operation.main.sides) for operation in plain.operations()} == {1}
    assert {len(operation.main.sides) for operation in with_formulas.operations()} == {2}
    assert any(operation.definitions for operation in with_formulas.operations())


def test_a_run_of_one_step_has_no_curve_of_errors() -> None:
    assert [picture.id for picture in solved("zheng-exercise-1").pictures] == ["network"]
    assert [picture.id for picture in solved("xor").pictures] == ["network", "error"]


def test_the_curve_of_a_long_run_of_large_arrays_ends_where_it_would_take_long() -> None:
    program = compile_program(build_scenario((300, 300, 1), ("tanh", "linear"), epochs=5000, learning_rate=1e-6))
    _, errors = solution_of(program, plan_of(SolutionRequest(phases="error"), program)).pictures
    shown = re.search(r"at the end of training steps 1 to (\d+)", errors.svg)
    assert shown is not None
    assert 50 < int(shown[1]) < 500
