"""State is a function of the position: whatever way one gets there, the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.frame import Frame
from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from tests.conftest import build_scenario

PROGRAM = compile_program(
    build_scenario((3, 4, 2), ("tanh", "sigmoid"), samples=3, epochs=40, error="binary-cross-entropy")
)
LENGTH = len(PROGRAM.ops)


def bits(frame: Frame) -> dict[str, bytes]:
    return {id: value.tobytes() for id, value in frame.values.items()}


def forwards(program: Program, count: int) -> list[dict[str, bytes]]:
    timeline = Timeline(program)
    return [bits(timeline.seek(position)) for position in range(count + 1)]


ALONG_THE_WAY = forwards(PROGRAM, PROGRAM.last_position)


@given(st.lists(st.integers(0, PROGRAM.last_position), min_size=1, max_size=8))
def test_any_jumps_give_bit_for_bit_what_stepping_gave(positions: list[int]) -> None:
    timeline = Timeline(PROGRAM)
    for position in positions:
        assert bits(timeline.seek(position)) == ALONG_THE_WAY[position]


@given(st.integers(0, PROGRAM.last_position - 1))
def test_a_step_forward_and_one_back_is_the_identity(position: int) -> None:
    timeline = Timeline(PROGRAM)
    before = bits(timeline.seek(position))
    timeline.seek(position + 1)
    assert bits(timeline.seek(position)) == before


def test_walking_back_from_the_end_gives_the_same_bits() -> None:
    timeline = Timeline(PROGRAM)
    for position in range(PROGRAM.last_position, -1, -1):
        assert bits(timeline.seek(position)) == ALONG_THE_WAY[position]


@pytest.mark.parametrize("budget", [0, 4000, 10_000])
def test_a_small_byte_budget_changes_no_bit(budget: int) -> None:
    timeline = Timeline(PROGRAM, budget=budget)
    for position in (PROGRAM.last_position, 5, 700, LENGTH * 33, 12):
        assert bits(timeline.seek(position)) == ALONG_THE_WAY[position]


@pytest.mark.thorough
def test_all_that_grows_with_the_run_is_kept_within_the_budget() -> None:
    program = compile_program(build_scenario((2, 2, 2), ("sigmoid",) * 2, epochs=40_000))
    timeline = Timeline(program, budget=400_000)
    for step in range(1000, 40_001, 1000):
        frame = timeline.seek(step * len(program.ops))
        assert frame.errors.nbytes < timeline.bytes_used <= 400_000


def test_what_is_not_computed_yet_in_this_training_step_has_no_value() -> None:
    timeline = Timeline(PROGRAM)
    assert set(timeline.seek(0).values) == {"x", "y", "lr", "W1", "b1", "W2", "b2"}
    assert "E" in timeline.seek(LENGTH).values
    assert "E" not in timeline.seek(LENGTH + 2).values
    assert set(timeline.seek(LENGTH + 2).values) == {"x", "y", "lr", "W1", "b1", "W2", "b2", "z1", "a1"}


def test_each_training_step_gets_the_next_sample_and_the_end_of_one_still_shows_its_own() -> None:
    timeline = Timeline(PROGRAM)
    samples = PROGRAM.schedule.samples
    for position, sample in [(0, 0), (LENGTH, 0), (LENGTH + 1, 1), (3 * LENGTH, 2), (3 * LENGTH + 1, 0)]:
        np.testing.assert_array_equal(timeline.seek(position).values["x"], samples[sample].input)


def test_an_update_shows_its_old_value_as_input_and_as_previous() -> None:
    timeline = Timeline(PROGRAM)
    position = next(i for i, op in enumerate(PROGRAM.ops) if op.target == "W2") + 1
    before, after = timeline.seek(position - 1), timeline.seek(position)
    assert after.previous is not None
    np.testing.assert_array_equal(after.previous, before.values["W2"])
    np.testing.assert_array_equal(after.inputs["W2"], before.values["W2"])
    assert not np.array_equal(after.values["W2"], before.values["W2"])


def test_a_first_calculation_overwrites_nothing() -> None:
    frame = Timeline(PROGRAM).seek(1)
    assert frame.previous is None
    assert list(frame.inputs) == ["W1", "x", "b1"]


def test_errors_are_those_so_far_and_the_known_ones_stay_known() -> None:
    timeline = Timeline(PROGRAM)
    far = timeline.seek(10 * LENGTH)
    assert far.errors.shape == (10,)
    near = timeline.seek(3 * LENGTH + 1)
    np.testing.assert_array_equal(near.errors, far.errors[:3])
    np.testing.assert_array_equal(near.known_errors, far.errors)


def test_the_error_counts_from_its_own_operation_on() -> None:
    timeline = Timeline(PROGRAM)
    error_op = next(i for i, op in enumerate(PROGRAM.ops) if op.target == "E")
    assert timeline.seek(error_op).errors.size == 0
    assert timeline.seek(error_op + 1).errors.tolist() == [timeline.seek(error_op + 1).values["E"].item()]


def test_a_frame_is_not_changed_by_what_comes_later() -> None:
    timeline = Timeline(PROGRAM)
    frame = timeline.seek(2)
    before, errors = bits(frame), frame.errors.tobytes()
    timeline.seek(PROGRAM.last_position)
    assert bits(frame) == before
    assert frame.errors.tobytes() == errors
    for value in frame.values.values():
        with pytest.raises(ValueError, match="read-only"):
            value[...] = 0.0


@pytest.mark.parametrize("position", [-1, PROGRAM.last_position + 1])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    with pytest.raises(ValueError, match="is not within 0 to"):
        Timeline(PROGRAM).seek(position)


def test_next_operation_and_the_ends_of_the_run() -> None:
    timeline = Timeline(PROGRAM)
    start, end = timeline.seek(0), timeline.seek(PROGRAM.last_position)
    assert start.at_start
    assert start.op is None
    assert start.next_op is PROGRAM.ops[0]
    assert end.at_end
    assert end.op is PROGRAM.ops[-1]
    assert timeline.seek(LENGTH).next_op is PROGRAM.ops[0]
