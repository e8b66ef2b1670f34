"""What a story leaves open, what it costs, and when two stories say the same."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.diagnose.plan import Plan
from nnstep.grading.diagnose.told_run import StepState, ToldRun, agrees
from tests.grading.diagnose.stories import judged, slip, told


def test_a_story_costs_its_slips_and_all_numbers_that_they_do_not_give() -> None:
    story = told(slip(5), slip(2.5), z1=judged([1], bits=3), a1=judged([1], bits=0.25))
    assert (story.slip_bits, story.bits) == (7.5, 10.75)


def test_open_places_come_in_the_order_of_the_work_and_may_be_passed_over() -> None:
    story = told(
        z1=judged([1, 2], unexplained=[1], bits=7), a1=judged([1], bits=1), E=judged([1], unexplained=[0], bits=4)
    )
    assert story.open_places() == [(1, "z1"), (1, "E")]
    assert story.open_bits_without(()) == 11
    assert story.open_bits_without({(1, "z1")}) == 4
    assert not story.is_explained


@pytest.mark.parametrize(
    ("unexplained", "allowed", "is_allowed"),
    [([0], None, False), ([0], [0], True), ([0, 1], [0], False), ([0, 1], [0, 1], True), ([], [], True)],
)
def test_rounding_allows_a_quantity_where_it_allows_each_open_number(
    unexplained: list[int], allowed: list[int] | None, *, is_allowed: bool
) -> None:
    quantity = judged([1, 2], unexplained=unexplained, allowed=allowed)
    assert quantity.is_allowed is is_allowed
    assert told(z1=quantity).is_explained is (is_allowed or not unexplained)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1.0, 1 + 9e-12, True),
        (1.0, 1 + 1.1e-11, False),
        (1e6, 1e6 + 9e-6, True),
        (0.0, 1e-300, False),
        (0.0, 0.0, True),
    ],
)
def test_values_agree_up_to_the_rounding_of_their_calculation(one: float, other: float, *, expected: bool) -> None:
    assert bool(agrees(np.array(one), np.array(other))) is expected
    assert bool(agrees(np.array(-other), np.array(-one))) is expected


def test_what_is_no_number_agrees_with_nothing_and_an_infinite_one_with_itself_alone() -> None:
    one = np.array([np.nan, 1.0, np.inf, np.inf, -np.inf])
    other = np.array([np.nan, np.inf, 1e300, np.inf, np.inf])
    assert agrees(one, other).tolist() == [False, False, False, True, False]
    assert agrees(other, one).tolist() == [False, False, False, True, False]


def test_stories_are_the_same_that_give_the_same_without_regard_to_what_was_written() -> None:
    story = told(slip(), z1=judged([5], [1]))
    assert story.is_the_same_as(told(slip(1), z1=judged([6], [1])))
    assert not story.is_the_same_as(told(slip(1), z1=judged([5], [2])))
    assert not story.is_the_same_as(told(slip(1), z1=judged([5, 5], [1, 1])))
    assert ToldRun(()).is_the_same_as(ToldRun(()))


def with_results(story: ToldRun, **results: tuple[float, float]) -> ToldRun:
    """Give training step 1 of a story results off the sheet: what the slips alone give, and one's own numbers."""
    plan = Plan((), 0)
    values = [(id, np.array(alone), np.array(own)) for id, (alone, own) in results.items()]
    story.steps[1] = StepState({"lr": np.array(1.0), "z1": np.array(0.0)}, {"lr": np.array(2.0)}, plan, values)
    return story


def test_stories_differ_that_give_other_values_off_the_sheet() -> None:
    story = with_results(told(z1=judged([5])), z1=(1.0, 5.0), a1=(2.0, 5.0))
    assert story.is_the_same_as(with_results(told(z1=judged([5])), a1=(2.0, 6.0)))
    assert not story.is_the_same_as(with_results(told(z1=judged([5])), a1=(2.5, 5.0)))
    assert story.is_the_same_as(told(z1=judged([5])))


def test_an_operation_finds_what_was_computed_before_it() -> None:
    story = with_results(told(), z1=(1.0, 5.0), a1=(2.0, 6.0), E=(3.0, 7.0))
    assert story.before((1, "a1"), own=False) == {"lr": 1.0, "z1": 1.0}
    assert story.before((1, "a1"), own=True) == {"lr": 2.0, "z1": 5.0}
    assert story.before((1, "E"), own=True) == {"lr": 2.0, "z1": 5.0, "a1": 6.0}
