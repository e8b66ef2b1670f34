"""A run goes on in slices until it has the errors that are wanted, or ends."""

from nnstep.engine.run import catch_up
from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

PROGRAM = compile_program(load(find("zheng-exercise-1")), 40)


def test_it_has_the_errors_that_were_wanted() -> None:
    run = Timeline(PROGRAM)
    assert catch_up(run, 20, 60.0)
    assert run.errors().size >= 20


def test_it_says_where_there_was_no_time_for_all_of_them() -> None:
    assert not catch_up(Timeline(PROGRAM), 30, 0.0)


def test_it_is_done_where_the_run_has_no_more() -> None:
    assert catch_up(Timeline(PROGRAM), 10_000, 60.0)
