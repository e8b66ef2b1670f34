"""One quantity under a story: which of its numbers are open, and what the others cost."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import Evidence, evidence_of
from nnstep.grading.diagnose.slip import Miswritten, Slip
from nnstep.grading.diagnose.telling.judging import Judging, held_in, without
from nnstep.grading.diagnose.telling.workings import Workings
from nnstep.grading.diagnose.told_run import Judged
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


def test_digits_cut_off_cost_one_bit_each() -> None:
    told = judged("z1 = [0.12, 0.34]", np.array([[0.1289], [0.3456]]))
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
