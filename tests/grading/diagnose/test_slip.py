"""Slips: what they are called, and several that one number shows told as one."""

from __future__ import annotations

from dataclasses import replace

from tests.grading.diagnose.stories import HAND, KNOWN, OTHER, slip

ONE, TWO, UNKNOWN = slip(5, KNOWN), slip(3, OTHER), slip(9)


def test_a_slip_is_known_by_its_mistakes_and_made_by_hand_if_one_of_them_is() -> None:
    assert (ONE.ids, ONE.is_known, ONE.by_hand) == ("known", True, False)
    assert (UNKNOWN.ids, UNKNOWN.is_known, UNKNOWN.by_hand) == ("", False, False)
    both = slip(3, KNOWN, HAND)
    assert (both.ids, both.by_hand) == (f"known + {HAND.id}", True)


def test_slips_that_one_number_shows_are_told_as_one_this_one_first() -> None:
    first = replace(ONE, details=("a",), places=("x",), line="z1 = 2 * x")
    second = replace(TWO, details=("b",), places=("y",))
    both = first.together_with((second,))
    assert (both.mistakes, both.details, both.places) == ((KNOWN, OTHER), ("a", "b"), ("x", "y"))
    assert both.line == ""  # no single line gives the number
    assert both.bits == first.bits


def test_alone_it_stays_as_it_is() -> None:
    line = replace(ONE, line="z1 = 2 * x")
    assert line.together_with((line, UNKNOWN)) is line
    assert line.together_with((TWO,), without=TWO) is line
