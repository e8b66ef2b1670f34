"""How many digits a person wants to see: as typed, and one more or less."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from nnstep.errors import CommandError
from nnstep.expr.digits import Digits
from nnstep.limits import SHOWN_DIGITS

_LEAST_SIGNIFICANT, _MOST_SIGNIFICANT = 2, SHOWN_DIGITS.default
_MOST_DECIMALS = 15


def parse_digits(text: str, present: Digits) -> Digits:
    """Return the digits that ``5``, ``.3`` or ``fraction`` ask for; raise CommandError for any other text."""
    if text and "fractions".startswith(text.lower()):
        return replace(present, form="fraction")
    form, number = ("decimals", text[1:]) if text.startswith(".") else ("significant", text)
    least, most = (0, _MOST_DECIMALS) if form == "decimals" else (_LEAST_SIGNIFICANT, _MOST_SIGNIFICANT)
    if not (number.isascii() and number.isdecimal()):
        hint = "write 5 for significant digits, .3 for decimals, or fraction"
        raise CommandError(f"{text!r} is no way to show digits", hint)
    count = int(number[:4])
    if not least <= count <= most:
        what = "decimals" if form == "decimals" else "significant digits"
        raise CommandError(f"{number} {what} can't be shown", f"write a number from {least} to {most}")
    if form == "decimals":
        return replace(present, form="decimals", decimals=count)
    return replace(present, form="significant", significant=count)


def typed_digits(digits: Digits) -> str:
    """Return what a person types to see such digits, as `parse_digits` reads it."""
    match digits.form:
        case "significant":
            return str(digits.significant)
        case "decimals":
            return f".{digits.decimals}"
        case "fraction":
            return "fraction"
        case _:
            assert_never(digits.form)


def more_digits(present: Digits, by: int) -> Digits:
    """Return so many digits more, or decimals where these are counted, within bounds."""
    if present.form == "decimals":
        return replace(present, decimals=max(0, min(_MOST_DECIMALS, present.decimals + by)))
    digits = max(_LEAST_SIGNIFICANT, min(_MOST_SIGNIFICANT, present.significant + by))
    return replace(present, significant=digits)
