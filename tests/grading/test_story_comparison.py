"""The best story beside others: what a number shows, what is sure, and what else it could be."""

from __future__ import annotations

import pytest

from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.plan import Plan
from nnstep.grading.diagnose.search import Told
from nnstep.grading.diagnose.slip import InElements, Reworked, Slip
from nnstep.grading.diagnose.told_run import StepState, ToldRun
from nnstep.grading.story_comparison import StoryComparison
from tests.grading.diagnose.exercises import TWO_LAYERS, grader_of
from tests.grading.diagnose.stories import HAND, KNOWN, OTHER, judged, miswritten, slip, told

ONE = slip(5, KNOWN)
ROOT = told(z1=judged([1, 2], unexplained=[0], bits=20), a1=judged([3, 4], unexplained=[0], bits=20))
BEST = told(ONE, z1=judged([9, 2]), a1=judged([8, 4]))


def comparison(
    best: ToldRun = BEST, root: ToldRun = ROOT, without: dict[Slip, ToldRun] | None = None
) -> StoryComparison:
    return StoryComparison(grader_of(TWO_LAYERS).context, Told(root, best), without or {})


def test_a_replaced_number_shows_its_slip_and_so_does_what_it_moves() -> None:
    stories = comparison()
    shown = [(id, i) for id in ("z1", "a1") for i in (0, 1) if stories.slips_at((1, id), (i,))]
    assert shown == [("z1", 0), ("a1", 0)]


def test_a_number_that_stays_open_shows_no_slip_although_the_slip_moves_it() -> None:
    best = told(ONE, z1=judged([9, 2]), a1=judged([8, 4], unexplained=[0]))
    assert comparison(best).slips_at((1, "a1"), (0,)) == []


def test_miswritten_numbers_show_their_slip_and_nothing_else_does() -> None:
    written = miswritten("z1", (1,))
    stories = comparison(told(written, z1=judged([1, 2]), a1=judged([8, 4])))
    assert [bool(stories.slips_at((1, "z1"), (i,))) for i in (0, 1)] == [False, True]
    assert stories.slips_at((1, "a1"), (1,)) == []


def test_the_slip_behind_a_number_is_one_without_which_it_would_be_another() -> None:
    two = slip(3, OTHER, target="a1")
    best = told(ONE, two, z1=judged([9, 2]), a1=judged([8, 4], [8, 6]))
    without = {
        ONE: told(two, z1=judged([1, 2]), a1=judged([3, 4], [3, 6])),
        two: told(ONE, z1=judged([9, 2]), a1=judged([9, 5])),
    }
    stories = comparison(best, without=without)
    assert stories.slip_behind((1, "z1"), (0,)) is ONE
    assert stories.slip_behind((1, "a1"), (1,)) is two
    assert stories.slip_behind((1, "z1"), (1,)) is None
    assert stories.without_slip(two) is without[two]
    assert comparison().without_slip(ONE) is ROOT


@pytest.mark.parametrize(
    ("quantity", "more", "expected"),
    [
        (judged([1, 2]), bits.ODDS - 0.1, True),
        (judged([1, 2]), bits.ODDS + 0.1, False),  # twenty times as likely with the slip
        (judged([1, 2], unexplained=[0]), 1.0, False),
        (judged([1, 2], unexplained=[0], allowed=[1]), 1.0, False),
        (judged([1, 2], unexplained=[0], allowed=[0]), 1.0, True),
    ],
)
def test_a_number_may_be_rounding_where_the_slip_explains_the_sheet_hardly_better(
    quantity, more: float, *, expected: bool
) -> None:
    without = told(slip(BEST.bits + more - quantity.bits), z1=quantity, a1=judged([1]))
    assert comparison(without={ONE: without}).may_be_rounding((1, "z1"), (0,), ONE) is expected


def test_a_story_is_borne_out_where_it_explains_all_that_its_slip_reaches() -> None:
    stories = comparison()
    assert stories.is_borne_out(BEST, ROOT)
    # What is open, but no other without the slip, is not reached by it.
    assert stories.is_borne_out(told(ONE, z1=judged([9, 2], unexplained=[1])), ROOT)
    assert not stories.is_borne_out(told(ONE, z1=judged([9, 2], unexplained=[0])), ROOT)
    assert not stories.is_borne_out(told(ONE, z1=judged([9, 2], against=[0])), ROOT)
    assert not stories.is_borne_out(told(ONE, z1=judged([1, 2], [9, 2], unexplained=[0])), ROOT)
    assert stories.is_borne_out(told(ONE, b1=judged([1], unexplained=[0])), ROOT)  # the other does not say


@pytest.mark.parametrize(
    ("left", "reached", "sure", "expected"),
    [(1, 3, True, True), (1, 2, True, False), (1, 3, False, False), (2, 6, True, True), (2, 5, True, False)],
)
def test_one_that_is_sure_may_leave_one_number_for_three_that_it_explains(
    left: int, reached: int, *, sure: bool, expected: bool
) -> None:
    count = left + reached
    run = told(ONE, z1=judged([9.0] * count, unexplained=range(left)))
    far = 4 * bits.ODDS + ONE.bits + (0.1 if sure else 0.0)
    without = told(z1=judged([1.0] * count, unexplained=range(count), bits=far))
    assert comparison().is_borne_out(run, without, or_sure=True) is expected
    assert comparison().is_borne_out(run, without) is False


def test_what_is_right_against_a_sure_story_was_put_right_again() -> None:
    run = told(ONE, z1=judged([9, 9, 9], against=[0]))
    without = told(z1=judged([1, 1, 1], unexplained=[1, 2], bits=100))
    assert comparison().is_borne_out(run, without, or_sure=True)
    assert not comparison().is_borne_out(run, without)


HAND_SLIP, UNKNOWN = slip(5, HAND), slip(5)


@pytest.mark.parametrize(
    ("own", "other", "margin"),
    [
        (ONE, slip(5, OTHER), bits.ODDS),
        (ONE, None, bits.ODDS),
        (UNKNOWN, slip(5, OTHER), bits.POSSIBLE),
        (HAND_SLIP, slip(5, OTHER), bits.ODDS + bits.ALONE),
        (HAND_SLIP, slip(5, HAND), bits.ODDS),
        (HAND_SLIP, slip(5), bits.ODDS),
        (HAND_SLIP, None, bits.ODDS),
    ],
)
def test_a_story_is_near_within_a_margin_that_goes_by_the_slips(own: Slip, other: Slip | None, margin: float) -> None:
    best = told(own, z1=judged([9, 2]))
    stories = comparison(best)
    for more, expected in ((-0.01, True), (0.01, False)):
        run = told(*([other] if other else []), z1=judged([7, 2], bits=best.bits + margin + more - (5 if other else 0)))
        assert stories.is_near(run, own, other) is expected


def test_a_story_that_says_the_same_is_near_at_any_cost() -> None:
    assert comparison().is_near(told(slip(99, OTHER), z1=judged([9, 2]), a1=judged([8, 4])), ONE, None)


def test_the_slip_in_place_of_another_is_the_one_that_the_best_story_has_not() -> None:
    two, three = slip(3, OTHER, target="a1"), slip(4, OTHER)
    stories = comparison(told(ONE, two, z1=judged([9, 2])))
    assert stories.slip_of(told(three, two), ONE) is three
    assert stories.slip_of(told(two), ONE) is None
    assert stories.slip_of(told(ONE, two), ONE) is ONE


def test_two_slips_in_place_of_another_or_beside_all_are_told_as_one() -> None:
    two, three = slip(3, OTHER, target="a1"), slip(4, OTHER)
    best = told(two, z1=judged([9, 2]))
    assert comparison(best).slip_of(told(two, ONE)) is ONE
    assert comparison(best).slip_of(told(two)) is None
    for run, place_of in ((told(two, ONE, three), None), (told(ONE, three), two)):
        pair = comparison(best).slip_of(run, place_of)
        assert pair is not None
        assert (pair.ids, pair.change) == ("known + other", ONE.change)


def test_stories_say_the_same_where_they_give_the_same() -> None:
    stories = comparison()
    assert stories.says_the_same(told(slip(7, OTHER), z1=judged([9, 2]), a1=judged([8, 4])), (1, "z1"))
    assert not stories.says_the_same(told(slip(7, OTHER), z1=judged([9, 3]), a1=judged([8, 4])), (1, "z1"))


def test_a_slip_was_made_where_its_quantity_is_worked_out() -> None:
    stories, order = comparison(), grader_of(TWO_LAYERS).context.exercise.positions
    assert stories.position(slip(target="a1"), (1, "E")) == order["a1"]
    assert stories.position(miswritten("z2", (0,)), (1, "E")) == order["z2"]
    assert stories.position(slip(target="elsewhere"), (1, "E")) == -1


def test_one_open_and_one_right_against_it_do_not_make_up_for_each_other() -> None:
    run = told(ONE, z1=judged([9, 9, 3], unexplained=[0], against=[1]))
    assert not comparison().is_borne_out(run, told(z1=judged([1, 1, 3], unexplained=[0])))


CONTEXT = grader_of(TWO_LAYERS).context
ORDER = CONTEXT.exercise.positions
IN_BOTH = next(variant for variant in CONTEXT.variants.single if variant.rewritten == {ORDER["a1"], ORDER["a2"]})
"""A mistake that is made in both layers."""


def test_a_mistake_made_in_several_operations_was_made_in_the_last_one_up_to_a_place() -> None:
    reworked = Slip(Reworked(IN_BOTH), 5.0, (KNOWN,))
    stories = comparison()
    assert stories.position(reworked, (1, "E")) == ORDER["a2"]
    assert stories.position(reworked, (1, "z2")) == ORDER["a1"]
    assert stories.position(reworked, (1, "a1")) == ORDER["a1"]
    assert stories.position(reworked, (1, "z1")) == -1
    line = CONTEXT.variants.lines[ORDER["z2"]]
    assert stories.position(Slip(InElements(line, ((0, 0),)), 5.0), (1, "E")) == ORDER["z2"]


def of_lines(run: ToldRun, lines: tuple[CompiledOp, ...]) -> ToldRun:
    """Give a story the operations of training step 1."""
    run.steps[1] = StepState({}, {}, Plan(lines, 0))
    return run


def test_stories_that_rework_the_same_operation_say_the_same_where_only_the_written_numbers_differ() -> None:
    best = of_lines(told(ONE, a1=judged([8], [5])), IN_BOTH.lines)
    stories = comparison(best)
    other = slip(7, OTHER)
    # `own` is another, so that they are told apart by what they do.
    assert not stories.says_the_same(of_lines(told(other, a1=judged([8], [6])), IN_BOTH.lines), (1, "a1"))
    moved = of_lines(told(other, a1=judged([9], [5])), IN_BOTH.lines)
    assert stories.says_the_same(moved, (1, "a1"))
    moved.judged[1, "E"], best.judged[1, "E"] = judged([1]), judged([2])
    assert not stories.says_the_same(moved, (1, "a1"))
    assert stories._is_reworked(best, (1, "a1"))
    assert not stories._is_reworked(best, (1, "z1"))
    assert not stories._is_reworked(of_lines(told(), CONTEXT.variants.lines), (1, "a1"))
    assert not stories._is_reworked(told(), (1, "a1"))
