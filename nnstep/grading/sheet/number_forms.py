"""The forms in which people write a number: ``-0.50``, ``5,87·10⁻¹``, ``58.7 %``, ``16 553``, ``161/7``."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

TypedNumber: TypeAlias = Decimal | Fraction
"""A number with the digits that were typed (``0.50`` keeps its two decimals), or a fraction such as ``1/3``."""

LONGEST = 20_000
"""No longer text is a number."""
_MINUS = str.maketrans("−–‐‑＋", "----+")
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_POWER = re.compile(r"\s*[*·×⋅xX]\s*10\s*(?:\*\*|\^)?\s*[({]?\s*([-+]?\d{1,3}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*[)}]?")
_GROUP = re.compile(r"(?<=\d)[_'’\u00a0\u2009\u202f ](?=\d{3}(?!\d))")
"""What separates groups of three digits; a comma or a point may as well be the decimal sign."""
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_FRACTION = re.compile(r"([+-]?\d{1,200})\s*/\s*(\d{1,200})")
_BOTH_SIGNS = re.compile(r"[+-]?\d{1,3}(?:(,\d{3})+\.\d+|(\.\d{3})+,\d+)")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")
_AFTER_A_NUMBER = re.compile(r"([+-]?[\d.,]*\d(?:[eE][+-]?\d+)?)\s*([^\d\s.,].*)", re.DOTALL)


def number_of(text: str) -> TypedNumber | None:
    """Return the number that a person wrote, with its digits; None if it is none or float64 can't hold it."""
    plain = _plain(text)
    if (match := _FRACTION.fullmatch(plain)) is not None:
        top, bottom = int(match[1]), int(match[2])
        return Fraction(top, bottom) if bottom else None
    percent = plain.endswith("%")
    plain = _with_point(plain.removesuffix("%").rstrip())
    if _DECIMAL.fullmatch(plain) is None:
        return None
    number = Decimal(plain)
    if percent:
        number = number.scaleb(-2)
    try:
        return number if isfinite(float(number)) else None
    except OverflowError:
        return None


def is_ambiguous(text: str) -> bool:
    """Return whether a comma in a number may separate thousands or decimals: ``16,553``, but not ``0,587``."""
    plain = _plain(text)
    return (
        plain.count(",") == 1 and _COMMA_GROUPS.fullmatch(plain) is not None and not plain.lstrip("+-").startswith("0")
    )


def unit_after(text: str) -> tuple[str, str]:
    """Return a number and the text after it, ``("0.5", "V")`` of ``0.5 V``, or two empty texts."""
    match = _AFTER_A_NUMBER.fullmatch(text.strip()[:LONGEST])
    return ("", "") if match is None or number_of(match[1]) is None else (match[1], match[2].strip())


def _plain(text: str) -> str:
    """Return a text with plain signs, without groups of digits and with ``e`` for a power of ten."""
    if len(text) > LONGEST:
        return text
    plain = _POWER.sub(lambda match: f"e{match[1].translate(_RAISED)}", " ".join(text.split()).translate(_MINUS))
    return _GROUP.sub("", plain)


def _with_point(plain: str) -> str:
    """Return a number with a decimal point, where there is a comma, or points or commas between thousands."""
    if (match := _BOTH_SIGNS.fullmatch(plain)) is not None:
        return plain.replace(",", "") if match[1] else plain.replace(".", "").replace(",", ".")
    if plain.count(",") > 1 and _COMMA_GROUPS.fullmatch(plain):
        return plain.replace(",", "")
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
