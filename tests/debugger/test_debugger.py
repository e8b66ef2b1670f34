"""Stepping commands: where each one stops."""

from __future__ import annotations

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.levels import LEVELS, Level
from nnstep.debugger.stepper import Stepper
from nnstep.engine.frame import Frame
from nnstep.program.compile import compile_program
from tests.conftest import build_scenario
from tests.debugger.watching import Watching

PROGRAM = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), samples=2, epochs=3))
LENGTH = len(PROGRAM.ops)
PHASES = ["forward", "error", "backward", "gradient", "update"]


@pytest.fixture
def debugger() -> Debugger:
    return Debugger(PROGRAM)


def by(debugger: Debugger, level: Level, count: int = 1) -> Frame:
    """Go over so many units of a level; fewer than none lead back."""
    return debugger.go_to(Stepper(debugger).by(level, count))


def test_next_phase_stops_before_each_phase_in_turn(debugger: Debugger) -> None:
    seen = []
    for _ in range(2 * len(PHASES)):
        frame = by(debugger, "phase")
        assert frame.next_op is not None
        seen.append(frame.next_op.phase)
    assert seen == [*PHASES[1:], *PHASES, PHASES[0]]


def test_previous_phase_goes_to_the_start_of_this_phase_then_of_the_one_before(debugger: Debugger) -> None:
    debugger.go_to(LENGTH + 3)
    assert by(debugger, "phase", -1).position == LENGTH
    frame = by(debugger, "phase", -1)
    assert frame.next_op is not None
    assert (frame.next_op.phase, frame.position < LENGTH) == ("update", True)


def test_next_phase_there_and_previous_phase_back_is_the_identity_at_phase_starts(debugger: Debugger) -> None:
    stops = [0]
    while not debugger.frame.at_end:
        stops.append(by(debugger, "phase").position)
    for stop in reversed(stops[:-1]):
        assert by(debugger, "phase", -1).position == stop


def test_a_whole_training_step_ends_at_its_end_and_back_at_its_start(debugger: Debugger) -> None:
    debugger.go_to(LENGTH + 3)
    assert by(debugger, "training step").position == 2 * LENGTH
    assert by(debugger, "training step").position == 3 * LENGTH
    debugger.step(2)
    assert by(debugger, "training step", -1).position == 3 * LENGTH
    assert by(debugger, "training step", -1).position == 2 * LENGTH


def test_nothing_goes_beyond_the_ends(debugger: Debugger) -> None:
    for level in LEVELS:
        assert by(debugger, level, -1).position == 0
    assert debugger.step(-5).position == 0
    debugger.go_to(PROGRAM.last_position)
    for level in LEVELS:
        assert by(debugger, level).position == PROGRAM.last_position
    assert debugger.step().position == PROGRAM.last_position


def test_places_count_epochs_training_steps_and_operations_from_one(debugger: Debugger) -> None:
    assert str(debugger.frame.place) == "1.1.0"
    assert str(debugger.step().place) == "1.1.1"
    assert str(debugger.go_to(LENGTH).place) == f"1.1.{LENGTH}"
    assert str(debugger.go_to(LENGTH + 1).place) == "1.2.1"
    assert str(debugger.go_to(2 * LENGTH + 4).place) == "2.1.4"


def test_running_on_stops_at_the_end_of_a_training_step(debugger: Debugger) -> None:
    debugger.step(3)
    assert debugger.run_for(1e-9).position % LENGTH == 0
    assert debugger.run_for(60.0).at_end


def test_an_observer_sees_each_new_operation_once_whatever_the_way(debugger: Debugger) -> None:
    seen = Watching()
    debugger.step(2)
    debugger.observe(seen)
    debugger.step(3)
    debugger.step(-4)
    by(debugger, "training step")
    debugger.restart()
    debugger.go_to(LENGTH + 2)
    assert seen.positions == list(range(3, LENGTH + 3))


def test_an_observer_sees_only_the_positions_that_it_wants(debugger: Debugger) -> None:
    seen = Watching(every=4)
    debugger.observe(seen)
    debugger.go_to(LENGTH)
    assert seen.positions == list(range(4, LENGTH + 1, 4))


def test_running_on_is_observed_operation_by_operation(debugger: Debugger) -> None:
    seen = Watching()
    debugger.observe(seen)
    debugger.run_for(60.0)
    assert seen.positions == list(range(1, PROGRAM.last_position + 1))


def test_running_for_a_time_goes_no_farther_than_its_target(debugger: Debugger) -> None:
    assert debugger.run_for(60.0, LENGTH + 4).position == LENGTH + 4


def test_a_jump_is_far_where_many_training_steps_have_never_been_computed() -> None:
    program = compile_program(build_scenario((2, 2), ("sigmoid",), epochs=1000))
    far, debugger = 500 * len(program.ops), Debugger(program)
    assert debugger.is_far(far)
    assert not debugger.is_far(10 * len(program.ops))
    debugger.go_to(far)
    debugger.restart()
    assert not debugger.is_far(far)


def test_a_jump_that_is_observed_is_far_even_where_all_has_been_computed() -> None:
    program = compile_program(build_scenario((2, 2), ("sigmoid",), epochs=1000))
    debugger = Debugger(program)
    debugger.go_to(program.last_position)
    debugger.restart()
    debugger.observe(Watching())
    assert debugger.is_far(program.last_position)
