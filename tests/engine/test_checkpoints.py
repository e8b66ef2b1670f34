"""Checkpoints: what is kept, how far apart, and within how many bytes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.engine.checkpoints import Checkpoints

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
