"""Mistakes of the hand: digits exchanged, doubled, dropped; the decimal point; the sign; another number copied."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnstep.grading.mistakes.kinds import COMMON, RARE, HandMistake, Miswriting
from nnstep.grading.sheet.written_numbers import Written

_FURTHEST = 3
"""By so many places a decimal point is misplaced at most."""
_MOST_DECIMALS = 400
"""Nobody writes more by hand, and no float64 has digits there."""


def _texts(value: float, written: Written, more: int = 0) -> tuple[str, str] | None:
    """Return the right value and what was written with the same decimals, or with `more` of the right value.

    None where the signs differ, or where there is nothing to compare: no digits, or a fraction.
    """
    if written.exponent is None or not math.isfinite(value) or written.significant < 2 or abs(value) > 1e15:
        return None
    if written.exponent < -_MOST_DECIMALS:
        return None
    if (value < 0) != (written.number < 0):
        return None
    decimals = max(0, -written.exponent)
    right = max(0, decimals + more)
    return f"{abs(value):.{right}f}", f"{abs(written.number):.{decimals}f}"


def _exchanged(value: float, written: Written) -> Iterator[Miswriting]:
    texts = _texts(value, written)
    if texts is None or len(texts[0]) != len(texts[1]):
        return
    right, found = texts
    places = [number for number, (a, b) in enumerate(zip(right, found, strict=True)) if a != b]
    if len(places) == 2:
        first, second = places
        if right[first] == found[second] and right[second] == found[first]:
            yield Miswriting(f"{right[first]} and {right[second]}", written.number)


EXCHANGED = HandMistake(
    id="digits-exchanged",
    topic="writing numbers down",
    diagnosis="two digits are exchanged",
    question="Compare the digits with your calculator's, one by one.",
    weight=COMMON,
    miswrite=_exchanged,
    ways_by_digit=True,
)


def _moved(value: float, written: Written) -> Iterator[Miswriting]:
    if written.significant < 2 or not math.isfinite(value):
        return
    for places in range(-_FURTHEST, _FURTHEST + 1):
        moved = value * 10.0**places
        if places and abs(moved - written.number) <= written.half + 1e-12 * abs(moved):
            way = "right" if places > 0 else "left"
            yield Miswriting(f"{abs(places)} {'place' if abs(places) == 1 else 'places'} to the {way}", moved)


POINT = HandMistake(
    id="decimal-point",
    topic="writing numbers down",
    diagnosis="the decimal point is misplaced",
    question="Is the size of this number plausible?",
    weight=COMMON,
    miswrite=_moved,
    ways=2 * _FURTHEST,
)


def _doubled(value: float, written: Written) -> Iterator[Miswriting]:
    for more in (-1, 0):
        texts = _texts(value, written, more)
        if texts is None:
            continue
        right, found = texts
        for place in range(1, len(found)):
            if found[place] == found[place - 1] and found[:place] + found[place + 1 :] == right:
                yield Miswriting(f"the {found[place]}", written.number)
                return


DOUBLED = HandMistake(
    id="digit-doubled",
    topic="writing numbers down",
    diagnosis="a digit is written twice",
    question="Compare the digits with your calculator's, one by one.",
    weight=RARE,
    miswrite=_doubled,
    ways_by_digit=True,
)


def _dropped(value: float, written: Written) -> Iterator[Miswriting]:
    for more in (1, 0):
        texts = _texts(value, written, more)
        if texts is None or len(texts[0]) != len(texts[1]) + 1:
            continue
        right, found = texts
        for place in range(len(right) - 1):
            moves_point = not right[: place + 1].strip("0.")  # a zero before all digits
            if right[place].isdigit() and not moves_point and right[:place] + right[place + 1 :] == found:
                yield Miswriting(f"the {right[place]}", written.number)
                return


DROPPED = HandMistake(
    id="digit-dropped",
    topic="writing numbers down",
    diagnosis="a digit is left out",
    question="Compare the digits with your calculator's, one by one.",
    weight=RARE,
    miswrite=_dropped,
    ways_by_digit=True,
)


def _sign(value: float, written: Written) -> Iterator[Miswriting]:
    if value and abs(value + written.number) <= written.half and written.significant:
        yield Miswriting("", -value)


SIGN = HandMistake(
    id="sign-of-result",
    topic="writing numbers down",
    diagnosis="the number is right except for its sign",
    question="Is there a minus sign in your working that is not in your answer, or the reverse?",
    weight=0.03,  # it says least of what was done: a mistake that also gives the sign says more
    miswrite=_sign,
)


def _cut_off(value: float, written: Written) -> Iterator[Miswriting]:
    unit = written.unit
    if written.significant < 2 or not unit or not math.isfinite(value / unit):
        return
    if abs(math.trunc(value / unit) * unit - written.number) <= 1e-6 * unit:
        yield Miswriting("", written.number)


CUT_OFF = HandMistake(
    id="cut-off",
    topic="writing numbers down",
    diagnosis="the last digits are cut off instead of rounded",
    question="Is the first digit that you leave out 5 or more?",
    miswrite=_cut_off,
)

COPIED = HandMistake(
    id="another-copied",
    topic="writing numbers down",
    diagnosis="another quantity's value is copied",
    question="Did you read this from the right line?",
    copies=True,
    weight=0.02,
)
