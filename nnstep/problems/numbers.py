"""Checks of single numbers: real numbers of float64, not text, not true or false, not infinite."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import islice
from math import inf, isfinite, isinf
from typing import TypeGuard

from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description
from nnstep.problems.problem import MOST_SHOWN

_NUMBER_TEXT = re.compile(r"\s*([+-]?)(\d*)(?:[.,](\d*))?([eE][+-]?\d+)?\s*")
_OUT_OF_RANGE = Decimal("1e999999")
"""Stands for every number whose exponent is beyond even Decimal's."""


def exact(text: str) -> Decimal:
    """Return the number that `text` writes, with all its digits; one beyond all bounds as one beyond float64's."""
    try:
        return Decimal(text)
    except InvalidOperation:
        value = float(text)
        return _OUT_OF_RANGE.copy_sign(Decimal(value)) if isinf(value) else Decimal(value)


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Return whether `value` is a number of the file that float64 can hold."""
    return _fault(value) is None


def check_numbers(subject: Subject, values: list[object]) -> None:
    """Note every entry of a list that is not a finite number, as far as so many are shown."""
    wrong = ((index, fault) for index, value in enumerate(values) if (fault := _fault(value)) is not None)
    for index, fault in islice(wrong, MOST_SHOWN):
        subject.entry(index).note(*fault)


def check_number(subject: Subject, value: object) -> bool:
    """Note it where `value` is not a finite number; return whether it is one."""
    fault = _fault(value)
    if fault is not None:
        subject.note(*fault)
    return fault is None


def _fault(value: object) -> tuple[str, str] | None:
    """Return a message and a hint for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return f"must be a number, but it is {description(value)}", _hint(value)
    if isfinite(_float(value)):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        name = "nan" if value.is_nan() else "infinity" if value > 0 else "-infinity"
        return f"is {name}, but every number must be finite", ""
    return "is too large: a number can be at most about 1.8e308", ""


def _float(value: int | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:  # as integers do; a Decimal becomes infinity
        return inf


def _hint(value: object) -> str:
    match value:
        case bool():
            return f"write {int(value)}"
        case str():
            number = number_text(value)
            return f"write it without quotes: {number}" if number else ""
        case [int() | Decimal()]:
            return "write it without brackets"
        case _:
            return ""


def number_text(text: str) -> str:
    """Return how TOML writes a number that somebody wrote as ``.5``, ``5.``, ``0,5`` or ``007``; else an empty text."""
    match = _NUMBER_TEXT.fullmatch(text[:40])
    if match is None or len(text) > 40 or not (match[2] or match[3]):
        return ""
    sign, whole, decimals, exponent = match.groups(default="")
    return f"{sign}{whole.lstrip('0') or '0'}{'.' + (decimals or '0') if match[3] is not None else ''}{exponent}"
