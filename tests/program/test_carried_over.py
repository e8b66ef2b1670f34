"""A position in one program leads to the same operation in another one made of a changed file."""

from nnstep.program.compile import compile_program
from nnstep.program.positions import carried_over
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

BEFORE = compile_program(load(find("zheng-exercise-1")), 3)


def test_in_the_same_program_a_position_stays() -> None:
    for position in range(BEFORE.last_position + 1):
        assert carried_over(position, BEFORE, BEFORE) == position


def test_past_the_end_of_a_shorter_run_it_is_its_end() -> None:
    shorter = compile_program(load(find("zheng-exercise-1")), 1)
    assert carried_over(BEFORE.last_position, BEFORE, shorter) == shorter.last_position


def test_an_operation_that_is_gone_leads_to_the_one_before_it() -> None:
    other = compile_program(load(find("xor")), 3)
    for position in range(BEFORE.last_position + 1):
        assert 0 <= carried_over(position, BEFORE, other) <= other.last_position
