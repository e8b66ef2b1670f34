"""One quantity under a story: which of its numbers are open, and what the others cost."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import numpy as np
import pytest

from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence, evidence_of
from nnstep.grading.diagnose.plan import plan_of
from nnstep.grading.diagnose.slip import Miswritten, Slip
from nnstep.grading.diagnose.telling.judging import Judging, held_in, without
from nnstep.grading.diagnose.telling.workings import Workings
from nnstep.grading.diagnose.told_run import Bounds, Judged
from nnstep.grading.sheet.sheet_reader import parse_sheet
from tests.grading.diagnose.exercises import TWO_LAYERS, grader_of
from tests.grading.diagnose.stories import HAND

RIGHT = np.array([[0.35], [-0.05]])
"""The exercise's z1."""


def evidence(sheet: str) -> Evidence:
    grader = grader_of(TWO_LAYERS)
    return evidence_of(grader.context, parse_sheet(sheet, "sheet.toml", grader.program))


def judged(
    sheet: str,
    own: np.ndarray,
    alone: np.ndarray | None = None,
    miswritten: tuple[tuple[int, int], ...] = (),
    slips: tuple[Slip, ...] = (),
) -> Judged:
    given = evidence(sheet)
    judging = Judging(Workings(grader_of(TWO_LAYERS).context, given), slips)
    return judging.judged(given.answers[1, "z1"], own, own if alone is None else alone, miswritten)


def test_a_number_that_the_story_gives_costs_nothing_from_ones_own_numbers_or_without_them() -> None:
    other = np.array([[0.7], [0.9]])
    for own, alone in ((RIGHT, RIGHT), (RIGHT, other), (other, RIGHT), (other, other)):
        told = judged("z1 = [0.35, -0.05]", own, alone)
        if own is alone is other:
            assert told.against[:, 0].tolist() == [True, True]  # right, although the story says otherwise
            assert told.bits == 2 * bits.AGAINST
        else:
            assert (told.bits, told.is_open, told.against.any()) == (0.0, False, False)


def test_a_wrong_number_is_explained_by_what_the_slips_alone_give() -> None:
    told = judged("z1 = [0.71, 0.92]", RIGHT, np.array([[0.71], [0.92]]))
    assert (told.bits, told.is_open) == (0.0, False)


def test_digits_cut_off_cost_one_bit_each() -> None:
    told = judged("z1 = [0.12, 0.34]", np.array([[0.1289], [0.3456]]))
    assert (told.bits, told.is_open) == (2 * bits.LOOSE, False)
    told = judged("z1 = [0.12, 0.34]", RIGHT, np.array([[0.1289], [0.3456]]))
    assert (told.bits, told.is_open) == (2 * bits.LOOSE, False)


def test_a_number_that_nothing_gives_costs_a_slip_of_no_known_kind_and_its_surprise() -> None:
    told = judged("z1 = [0.40, 0.90]", np.array([[0.35], [0.90]]))
    assert told.open[:, 0].tolist() == [True, False]
    # 0.05 is ten halves of the last digit's unit.
    assert told.bits == pytest.approx(bits.SLIP + bits.UNKNOWN + log2(2) + log2(1 + 10))


def test_the_nearer_of_the_two_predictions_is_the_one_that_surprises_less() -> None:
    own, alone = np.array([[0.35], [0.9]]), np.array([[0.39], [0.9]])
    expected = bits.SLIP + bits.UNKNOWN + log2(2) + log2(1 + 2)
    assert judged("z1 = [0.40, 0.90]", own, alone).bits == pytest.approx(expected)
    assert judged("z1 = [0.40, 0.90]", alone, own).bits == pytest.approx(expected)


def test_one_number_alone_needs_no_choice() -> None:
    told = judged('z1 = [0.40, "?"]', np.array([[0.35], [0.90]]))
    assert told.bits == pytest.approx(bits.SLIP + bits.UNKNOWN + log2(1 + 10))
    assert told.open[:, 0].tolist() == [True, False]


def test_where_the_sheet_was_miswritten_in_no_known_way_the_surprise_alone_is_charged() -> None:
    own = np.array([[0.35], [0.90]])
    unknown = Slip(Miswritten("z1", ((0, 0),)), 6.0, step=1)
    told = judged("z1 = [0.40, 0.90]", own, miswritten=((0, 0),), slips=(unknown,))
    assert (told.is_open, told.bits) == (False, pytest.approx(log2(1 + 10)))
    for free in (
        Slip(Miswritten("z1", ((0, 0),), 0.4), 6.0, (HAND,), step=1),
        Slip(Miswritten("a1", ((0, 0),)), 6.0, step=1),
        Slip(Miswritten("z1", ((0, 0),)), 6.0, step=2),
    ):
        told = judged("z1 = [0.40, 0.90]", own, miswritten=((0, 0),), slips=(free,))
        assert (told.is_open, told.bits) == (False, 0.0)


def test_an_interval_costs_as_many_bits_as_it_allows_numbers_and_one_without_bounds_any() -> None:
    answer = evidence("z1 = [0.40, 0.90]").answers[1, "z1"]
    low, high = np.array([[0.30], [0.9051]]), np.array([[0.37], [0.9251]])
    cost, inside = held_in(answer, (low, high))
    assert cost[:, 0] == pytest.approx([log2(1 + 7), log2(1 + 2)])
    assert inside[:, 0].tolist() == [False, False]
    cost, inside = held_in(answer, (low, np.array([[0.3951], [np.nan]])))
    assert inside[:, 0].tolist() == [True, True]
    assert cost[1, 0] == np.inf
    assert held_in(answer, (np.array([[0.4049], [0.8]]), high + 1))[1].all()


def test_a_mask_without_some_elements_leaves_the_other_as_it_was() -> None:
    mask = np.array([True, True, False])
    assert without(mask, ((0,), (2,))).tolist() == [False, True, False]
    assert mask.tolist() == [True, True, False]


SUMS = TWO_LAYERS.replace("weights = [[0.1, 0.2]]", "weights = [[10, 20]]")
"""Here the rounding of a1 leads far: z2 = 10 a1[0] + 20 a1[1] + 0.3, which is 15.916."""


def judged_closely(sheet: str, own: float, alone: float, *, rounds_inside: bool) -> Judged:
    """Return z2 under the story without slips, with the rounding of what it is worked out from."""
    grader = grader_of(SUMS)
    context = grader.context
    given = replace(evidence_of(context, parse_sheet(sheet, "sheet.toml", grader.program)), rounds_inside=rounds_inside)
    workings = Workings(context, given)
    judging = Judging(workings, (), lambda step: plan_of(workings.lines, (), step))
    told = judging.judged(given.answers[1, "z2"], np.array([[own]]), np.array([[alone]]))
    work = workings.work
    assert work > 10 * 3  # of z1, a1 and z2, on intervals
    judging.judged(given.answers[1, "z2"], np.array([[own]]), np.array([[alone]]))
    assert workings.work == work  # they are known now
    return told


def test_what_lies_between_the_roundings_of_earlier_numbers_is_explained() -> None:
    """a1 = 0.5866, 0.4875 was worked out, and stands as 0.59, 0.49: z2 is from 15.916 to 16.0."""
    told = judged_closely("a1 = [0.59, 0.49]\nz2 = [15.95]", 16.0, 15.9162, rounds_inside=False)
    assert not told.is_open
    assert 0 < told.bits < bits.SLIP
    assert told.interval is not None
    low, high = (float(bound[0, 0]) for bound in told.interval)
    assert (low, high) == (pytest.approx(15.91617579), pytest.approx(16.0))
    assert judged_closely("a1 = [0.59, 0.49]\nz2 = [15.2]", 16.0, 15.9162, rounds_inside=False).is_open


def judged_between(
    monkeypatch: pytest.MonkeyPatch, narrow: Bounds | None, wide: Bounds | None, *, rounds_inside: bool = True
) -> Judged:
    """Return z1 = 0.40, 0.90 where 0.30, 0.60 were expected, and where rounding in one order, or in any, allows it."""
    monkeypatch.setattr(Judging, "_interval", lambda _, place, in_any_order=False: wide if in_any_order else narrow)
    given = replace(evidence("z1 = [0.40, 0.90]"), rounds_inside=rounds_inside)
    own = np.array([[0.30], [0.60]])
    return Judging(Workings(grader_of(TWO_LAYERS).context, given), ()).judged(given.answers[1, "z1"], own, own)


def between(*bounds: tuple[float, float]) -> Bounds:
    low, high = np.array(bounds).T
    return low[:, None], high[:, None]


SURPRISES = [log2(1 + 20), log2(1 + 60)]
"""0.10 and 0.30 off, in halves of the last digit's unit."""
A_SLIP = bits.SLIP + bits.UNKNOWN + log2(2)
NARROW = between((0.35, 0.42), (0.50, 0.70))
WIDE = between((0.30, 0.50), (0.10, 1.00))


def test_without_bounds_nothing_comes_of_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    told = judged_between(monkeypatch, None, None)
    assert told.open.all()
    assert (told.allowed, told.interval) == (None, None)
    assert told.bits == pytest.approx(2 * A_SLIP + sum(SURPRISES))


def test_a_number_within_its_bounds_costs_to_say_where_and_another_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    told = judged_between(monkeypatch, NARROW, WIDE, rounds_inside=False)
    assert told.open[:, 0].tolist() == [False, True]
    assert (told.allowed, told.interval) == (None, NARROW)
    assert told.bits == pytest.approx(log2(1 + 7) + A_SLIP + SURPRISES[1])


def test_what_only_another_order_of_rounding_allows_stays_open_at_the_lesser_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = judged_between(monkeypatch, NARROW, WIDE)
    assert told.open[:, 0].tolist() == [False, True]
    assert told.allowed is not None
    assert told.interval is not None
    assert told.allowed[:, 0].tolist() == [False, True]
    assert [bound[:, 0].tolist() for bound in told.interval] == [[0.35, 0.10], [0.42, 1.00]]
    assert told.bits == pytest.approx(log2(1 + 7) + log2(1 + 90))


def test_where_all_is_explained_no_other_order_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    every = between((0.35, 0.42), (0.80, 0.95))
    told = judged_between(monkeypatch, every, WIDE)
    assert (told.is_open, told.allowed, told.interval) == (False, None, every)


def test_bounds_that_allow_as_many_numbers_as_a_slip_explain_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = judged_between(monkeypatch, between((-1e4, 1e4), (-1e4, 1e4)), None)
    assert told.open.all()
    assert told.bits == pytest.approx(2 * A_SLIP + sum(SURPRISES))


@pytest.mark.parametrize(("off", "cost"), [(0.03, bits.LOOSE + log2(1 + 6)), (0.04, log2(1 + 200))])
def test_within_wide_bounds_three_units_of_the_last_digit_are_likeliest(
    monkeypatch: pytest.MonkeyPatch, off: float, cost: float
) -> None:
    monkeypatch.setattr(Judging, "_interval", lambda _, place: between((-1.0, 1.0), (-1.0, 1.0)))
    own = np.array([[0.40 + off], [0.90]])
    assert judged("z1 = [0.40, 0.90]", own).bits == pytest.approx(cost)


def test_the_ends_of_an_interval_may_be_rounded_to() -> None:
    """Half a unit from either end, in binary fractions."""
    answer = replace(
        evidence("z1 = [0.5, 0.5]").answers[1, "z1"],
        half=np.full((2, 1), 0.125),
        unit=np.full((2, 1), 0.25),
    )
    assert held_in(answer, between((0.625, 0.75), (0.25, 0.375)))[1].all()
