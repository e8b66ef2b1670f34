"""Checks of the values that are no lists: texts, names from a list, the learning rate, the number of epochs.

Each notes what is wrong with one value of the file. Knows nothing of networks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from decimal import Decimal

from nnstep import limits
from nnstep.harmless_text import visible_character
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed, quoted
from nnstep.problems.numbers import check_number

_JOINERS = "\u200c\u200d"
"""Not seen themselves, but Persian and other scripts are not written without them."""


def check_text(subject: Subject, value: object, *, one_line: bool = False) -> None:
    """Check a text: a string without control characters, and where `one_line` is set not empty and of one line."""
    if not isinstance(value, str):
        subject.note(f"must be a string, but it is {description(value)}", f"put it in quotes: {_example(subject)}")
    elif one_line and not value.strip():
        subject.note("is empty", f"write some words: {_example(subject)}")
    elif one_line and "\n" in value:
        subject.note("must be one line", "longer texts can go into notes")
    else:
        _check_characters(subject, value, allowed="" if one_line else "\n\t")


def _example(subject: Subject) -> str:
    return f'{subject.name} = "..."'


def _check_characters(subject: Subject, text: str, allowed: str) -> None:
    harmful = next((character for character in text if character not in allowed and _is_harmful(character)), None)
    if harmful is not None:
        subject.note(f"has the control character {visible_character(harmful)}", "leave it out: it can't be shown")


def _is_harmful(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS


def check_choice(subject: Subject, value: object, names: Collection[str]) -> bool:
    """Check that `value` is one of `names`; return whether it is."""
    if isinstance(value, str) and value in names:
        return True
    every = listed(names, "or")
    if isinstance(value, str):
        subject.note(f"must be {every}, but it is {quoted(value)}", meant(value, names))
    else:
        subject.note(f"must be a name in quotes, but it is {description(value)}", f"one of {every}")
    return False


def check_learning_rate(subject: Subject, value: object) -> None:
    """Check a learning rate: a finite number that is not negative."""
    if check_number(subject, value) and isinstance(value, int | Decimal) and value < 0:
        subject.note(
            f"must not be negative, but it is {description(value)}", "the update subtracts the gradient already"
        )


def check_epochs(subject: Subject, value: object) -> None:
    """Check a number of epochs: a whole one, from 1 on."""
    check_count(subject, value, limits.EPOCHS)


def check_count(subject: Subject, value: object, most: int, least: int = 1) -> int | None:
    """Return a whole number from `least` to `most`, or note what it is instead."""
    allowed = f"a whole number from {least} to {most:,}"
    if isinstance(value, bool) or not isinstance(value, int):
        whole = isinstance(value, Decimal) and value.is_finite() and least <= value <= most and value % 1 == 0
        hint = f"write it without a decimal point: {value:.0f}" if whole else ""
        subject.note(f"must be {allowed}, but it is {description(value)}", hint)
    elif not least <= value <= most:
        subject.note(f"must be {allowed}, but it is {description(value)}")
    else:
        return value
    return None


def check_flag(subject: Subject, value: object) -> None:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        subject.note(f"must be true or false, but it is {description(value)}", "write it without quotes")
