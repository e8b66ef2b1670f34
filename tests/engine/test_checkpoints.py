"""Checkpoints: what is kept, how far apart, and within how many bytes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.checkpoints import Checkpoints, gap_for

EACH = 250 + 8 * 7


def at(step: int) -> dict[str, np.ndarray]:
    return {"W": np.full((2, 3), float(step)), "b": np.array(-float(step))}


def kept_after(steps: int, *, budget: int = 10**9, gap: int = 4) -> Checkpoints:
    checkpoints = Checkpoints(at(0), gap=gap, budget=budget)
    step = 0
    while (step := checkpoints.next_due(step)) <= steps:
        checkpoints.offer(step, at(step))
    return checkpoints


def kept(checkpoints: Checkpoints, steps: int) -> list[int]:
    return sorted({checkpoints.nearest(step)[0] for step in range(steps + 1)})


def test_they_are_a_gap_apart() -> None:
    assert kept(kept_after(40), 40) == list(range(0, 41, 4))


@given(st.integers(0, 400))
def test_the_nearest_one_holds_the_parameters_of_its_training_step(step: int) -> None:
    found, parameters = kept_after(400, budget=30 * EACH).nearest(step)
    assert found <= step
    assert {id: value.tobytes() for id, value in parameters.items()} == {id: v.tobytes() for id, v in at(found).items()}
    assert parameters["W"].shape == (2, 3)
    assert not parameters["W"].flags.writeable


@pytest.mark.parametrize("steps", [200, 1000, 10_000])
def test_the_far_past_is_thinned_evenly_and_the_recent_past_is_not(steps: int) -> None:
    checkpoints = kept_after(steps, budget=24 * EACH)
    assert checkpoints.bytes_used <= 24 * EACH
    steps_kept = kept(checkpoints, steps)
    apart = [later - earlier for earlier, later in pairwise(steps_kept)]
    assert apart[-5:] == [4] * 5
    assert max(apart) <= steps / 5
    assert steps_kept[0] == 0


def test_what_a_jump_into_the_far_past_comes_by_is_kept_for_a_while() -> None:
    checkpoints = kept_after(10_000, budget=24 * EACH)
    checkpoints.gap = 4
    begin = checkpoints.nearest(3000)[0]
    checkpoints.offer(begin + 4, at(begin + 4))
    checkpoints.offer(begin + 6, at(begin + 6))
    assert [checkpoints.nearest(begin + n)[0] - begin for n in (3, 5, 7)] == [0, 4, 4]
    for step in range(begin + 8, begin + 200, 4):
        checkpoints.offer(step, at(step))
    assert checkpoints.nearest(begin + 7)[0] == begin
    assert checkpoints.bytes_used <= 28 * EACH


def test_a_shrinking_budget_drops_what_does_not_fit() -> None:
    checkpoints = kept_after(400)
    checkpoints.limit(10 * EACH)
    checkpoints.offer(404, at(404))
    assert checkpoints.bytes_used <= 10 * EACH
    assert checkpoints.nearest(404)[0] == 404
    checkpoints.limit(-1)
    checkpoints.offer(408, at(408))
    assert kept(checkpoints, 408) == [0, 408]


@pytest.mark.parametrize(
    ("seconds", "gap"), [(0.0, 64), (1e-9, 64), (0.004 / 64.5, 64), (0.0004, 10), (0.0019, 2), (1.0, 2)]
)
def test_they_are_as_far_apart_as_four_milliseconds_of_training_but_at_least_2_and_at_most_64_steps(
    seconds: float, gap: int
) -> None:
    assert gap_for(seconds) == gap


def test_the_next_one_is_due_a_gap_after_the_last_one_or_after_a_step_elsewhere() -> None:
    checkpoints = kept_after(40)
    assert [checkpoints.next_due(step) for step in (40, 41, 43)] == [44, 44, 44]
    assert [checkpoints.next_due(step) for step in (44, 50)] == [48, 54], "after the one that is due"
    assert [checkpoints.next_due(step) for step in (0, 7, 39)] == [4, 11, 43], "in the past"


def test_all_are_kept_up_to_the_last_byte_of_the_budget() -> None:
    checkpoints = kept_after(36, budget=10 * EACH)
    assert checkpoints.bytes_used == 10 * EACH
    assert kept(checkpoints, 36) == list(range(0, 37, 4))
    checkpoints.limit(10 * EACH)
    assert checkpoints.bytes_used == 10 * EACH
    checkpoints.limit(10 * EACH - 1)
    assert checkpoints.bytes_used < 10 * EACH, "at once, not with the next one"


def test_of_those_on_the_way_of_jumps_the_last_32_are_kept_and_the_nearest_one_is_found() -> None:
    checkpoints = kept_after(64 * 100, gap=64)
    before, checkpoints.gap = checkpoints.bytes_used, 4
    steps = [step for step in range(640, 64 * 15) if step % 4 == 0 and step % 64]
    for step in steps:
        checkpoints.offer(step, at(step))
    assert checkpoints.bytes_used == before + 32 * EACH
    assert [checkpoints.nearest(step)[0] for step in steps[-32:]] == steps[-32:]
    assert checkpoints.nearest(steps[-1] + 3)[0] == steps[-1]
    assert checkpoints.nearest(steps[-33])[0] == steps[-33] // 64 * 64
    checkpoints.limit(before - 1)
    assert checkpoints.nearest(steps[-1])[0] % 64 == 0, "they are the first to go"
