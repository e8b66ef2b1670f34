"""The forms in which people write a number: ``-0.50``, ``5,87·10⁻¹``, ``58.7 %``, ``16 553``, ``161/7``."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite, isinf
from typing import Literal, TypeAlias
from unicodedata import normalize

TypedNumber: TypeAlias = Decimal | Fraction
"""A number with the digits that were typed (``0.50`` keeps its two decimals), or a fraction such as ``1/3``."""
Comma: TypeAlias = Literal["none", "decimals", "thousands", "unknown"]
"""What a comma in a number is; unknown is that of ``16,553``, which may be sixteen thousand or sixteen and a half."""

LONGEST = 20_000
"""No longer text is a number."""
_LONGEST_FRACTION = 400
_SIGNS = str.maketrans("−–‐‑＋÷⁄∕", "----+///")
GROUP_FOLLOWS = r"(?=\d{3}(?!\d))"
"""Where three digits follow, and no fourth."""
BLANK_GROUPED = r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)"
"""A whole number with a blank before every three digits: 16 553."""
_BEGINS, _ENDS = r"(?<![\d.])", r"(?![\d.])"
"""Where a number begins and ends, points being parts of it."""
_VULGAR = re.compile(r"(?<!\d)[¼-¾⅐-⅞]")
"""A fraction as one character, with nothing before it: 1½ is not eleven halves."""
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_POWER = re.compile(r"\s*[*·×⋅xX]\s*10\s*(?:\*\*|\^)?\s*[({]?\s*([-+]?\d{1,3}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*[)}]?")
_GROUP = re.compile(rf"(?<=\d)[_'’\u2009\u202f]{GROUP_FOLLOWS}")
_BLANK_GROUPS = re.compile(rf"(?<![\d.,]){BLANK_GROUPED}")
"""Groups of three digits with blanks between them; a comma or a point may as well be the decimal sign."""
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_BOTH_SIGNS = re.compile(r"\d{1,3}(?:(,\d{3})+\.\d+|(\.\d{3})+,\d+)")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")
_POINT_GROUPS = re.compile(rf"{_BEGINS}\d{{1,3}}(?:\.\d{{3}}){{2,}}{_ENDS}")
_POINT_GROUP = re.compile(rf"{_BEGINS}[1-9]\d{{0,2}}\.\d{{3}}{_ENDS}")
_COMMA_RUN = re.compile(rf"{_BEGINS}\.*+\d[\d.]*+,[\d.,]*+|,\d+")
_AFTER_A_NUMBER = re.compile(r"([+-]?[\d.,]*\d(?:[eE][+-]?\d+)?)\s*([^\W\d_].*|[°Ω€$£%‰].*)", re.DOTALL)
_EXPONENT = re.compile(r"[eE][+-]?\d")
_NO_QUOTIENT = re.compile(r"[^/]+/\s*[+-]?[0.,]*0[0.,]*\s*")


def number_of(text: str) -> TypedNumber | None:
    """Return the number that a person wrote, with its digits; None if it is none or float64 can't hold it."""
    if _DECIMAL.fullmatch(text):  # as nearly all are, of which there may be hundreds of thousands
        decimal = Decimal(text)
        return decimal if isfinite(float(decimal)) else None
    plain = _plain(text)
    percent = plain.endswith("%")
    top, slash, bottom = (part.strip() for part in plain.removesuffix("%").partition("/"))
    number = _quotient(top, bottom) if slash else _decimal(top)
    if percent and number is not None:
        number = number.scaleb(-2) if isinstance(number, Decimal) else number / 100
    try:
        return number if number is not None and isfinite(float(number)) else None
    except OverflowError:
        return None


def comma_in(text: str) -> Comma:
    """Return what the commas of a number are: ``16,553`` does not show it, ``0,587`` and ``1,234.5`` do.

    In a fraction one number shows it of the other.
    """
    found = {_comma_of(run[0].lstrip(".")) for run in _COMMA_RUN.finditer(text)} if "," in text else set()
    ways: tuple[Comma, ...] = ("decimals", "thousands", "unknown")
    return next((way for way in ways if way in found), "none")


def shown_of_commas(text: str) -> set[Comma]:
    """Return what a number shows of the commas of others: where its own decimal sign is a point, they are none."""
    if number_of(text) is None or has_ambiguous_point(text):
        return set()
    if "," not in text and "." in text:
        return {"decimals" if _POINT_GROUPS.search(text) else "thousands"}
    return {comma_in(text)} - {"none", "unknown"}


def has_ambiguous_point(text: str) -> bool:
    """Return whether a point in a number may separate thousands where commas are decimal signs: ``16.553``."""
    return _POINT_GROUP.search(text) is not None and "," not in text


def without_commas(text: str) -> str:
    """Return a number without the commas between its thousands."""
    return text.replace(",", "")


def is_too_large(text: str) -> bool:
    """Return whether a text is a number beyond what float64 can hold."""
    try:
        return isinf(float(_with_point(_plain(text))))
    except ValueError:
        return False


def divides_by_zero(text: str) -> bool:
    """Return whether a text is a fraction with nothing below its line, as ``1/0`` and ``0/0.0``."""
    return _NO_QUOTIENT.fullmatch(_plain(text)) is not None


def unit_after(text: str) -> tuple[str, str]:
    """Return a number and the unit after it, ``("0.5", "V")`` of ``0.5 V``, or two empty texts."""
    match = _AFTER_A_NUMBER.fullmatch(text.strip()[:LONGEST])
    if match is None or match[2][0].isnumeric() or _EXPONENT.match(match[2]) or number_of(match[1]) is None:
        return "", ""
    return match[1], match[2].strip()


def _decimal(plain: str) -> Decimal | None:
    pointed = _with_point(plain)
    return Decimal(pointed) if _DECIMAL.fullmatch(pointed) else None


def _quotient(top: str, bottom: str) -> Fraction | None:
    if len(top) + len(bottom) > _LONGEST_FRACTION:
        return None
    above, below = _decimal(top), _decimal(bottom)
    return Fraction(above) / Fraction(below) if above is not None and below else None


def _plain(text: str) -> str:
    """Return a text with plain signs, without groups of digits and with ``e`` for a power of ten."""
    if len(text) > LONGEST:
        return text
    text = _VULGAR.sub(lambda match: normalize("NFKC", match[0]), text)
    grouped = _BLANK_GROUPS.sub(lambda match: re.sub(r"[ \u00a0]", "", match[0]), _GROUP.sub("", text))
    return _POWER.sub(lambda match: f"e{match[1].translate(_RAISED)}", " ".join(grouped.split()).translate(_SIGNS))


def _comma_of(digits: str) -> Comma:
    if (match := _BOTH_SIGNS.fullmatch(digits)) is not None:
        return "thousands" if match[1] else "decimals"
    if _COMMA_GROUPS.fullmatch(digits) is None:
        return "decimals"
    if digits.count(",") > 1:
        return "thousands"
    return "decimals" if digits.startswith("0") else "unknown"


def _with_point(plain: str) -> str:
    """Return a number with a decimal point, where there is a comma, or points or commas between thousands."""
    unsigned = plain.lstrip("+-")
    if (match := _BOTH_SIGNS.fullmatch(unsigned)) is not None:
        return plain.replace(",", "") if match[1] else plain.replace(".", "").replace(",", ".")
    if plain.count(",") > 1 and _COMMA_GROUPS.fullmatch(unsigned):
        return plain.replace(",", "")
    if plain.count(".") > 1 and _POINT_GROUPS.fullmatch(unsigned):
        return plain.replace(".", "")
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
