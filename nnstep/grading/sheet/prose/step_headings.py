"""Headings in words that say to which training step the answers below belong: ``Step 2:``, ``## 2. Schritt``."""

from __future__ import annotations

import re

_TRAINING = r"training(?:s|\s{1,9}|-)"
_STEP = r"(?:step|schritt)"
_COUNTED = (("one", "eins"), ("two", "zwei"), ("three", "drei"), ("four", "vier"))
_ORDERED = (("first", "erster"), ("second", "zweiter"), ("third", "dritter"), ("fourth", "vierter"))
"""Numbers from 1 on, in the languages of the words of a sheet."""
_NUMBERS = {
    word: str(number) for row in (_COUNTED, _ORDERED) for number, words in enumerate(row, start=1) for word in words
}
_COUNT, _ORDER = ("|".join(word for words in row for word in words) for row in (_COUNTED, _ORDERED))
_HEADING = re.compile(
    rf"[\s#*_>(\[~-]{{0,19}}"
    rf"(?:(?:{_TRAINING})?{_STEP}[\s._-]{{0,9}}(?:(?:no|nr)\.?\s{{0,9}}|\#)?(\d{{1,9}}|{_COUNT})"
    rf"|(\d{{1,9}})(?:\.|st|nd|rd|th)\s{{0,9}}(?:{_TRAINING})?{_STEP}|({_ORDER})\s{{1,9}}{_TRAINING}{_STEP})"
    r"[\s:.)\]*_~#-]{0,19}",
    re.IGNORECASE,
)
"""A *second step* may be one of a calculation, so the words say that it is of the training."""

_OF_TRAINING = re.compile(r"training|\[", re.IGNORECASE)
"""What tells a training step from a step of the calculation; in brackets is how nnstep writes it."""


def may_be_part(line: str) -> bool:
    """Return whether a heading of a step may as well mean one of the calculation within one training step."""
    return _OF_TRAINING.search(line) is None


def step_in(line: str) -> str:
    """Return the number of the training step that a line is a heading of, in digits; empty where it is none."""
    if (match := _HEADING.fullmatch(line)) is None:
        return ""
    number: str = next(filter(None, match.groups())).lower()
    return _NUMBERS.get(number, number)
