"""How messages name what a file holds: values, keys, counts and lists of names, each harmless to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from nnstep.harmless_text import cut_text, visible

_LONGEST = 40
_MOST_NAMES = 16
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def quoted(text: str) -> str:
    """Return `text` in double quotes, made visible, its end cut off where it is long."""
    kept = cut_text(text, _LONGEST)
    return '"' + visible("".join(_NAMED.get(character, character) for character in kept)) + '"'


def key_text(key: str) -> str:
    """Return a key as one writes it: bare where that is possible."""
    return key if _BARE_KEY.fullmatch(key) else quoted(key)


def counted(count: int, noun: str) -> str:
    """Return ``1 row`` or ``2 rows``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Iterable[str], joint: str = "and") -> str:
    """Return names as a sentence has them, ``a, b and c``; of very many the first ones."""
    every = list(names)
    if len(every) > _MOST_NAMES:
        return ", ".join([*every[:_MOST_NAMES], "..."])
    *most, last = every
    return f"{', '.join(most)} {joint} {last}" if most else last


def description(value: object) -> str:
    """Return what a value of the file is, to stand after "but it is"."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"the string {quoted(value)}"
        case int() | Decimal():
            return _number(value)
        case float():
            return f"the number {value!r}"
        case None:
            return "null"
        case list():
            return "a list" if value else "an empty list"
        case dict():
            return "a table"
        case datetime() | date():
            return "a date"
        case time():
            return "a time of day"
        case _:
            return "something else"


def _number(value: int | Decimal) -> str:
    if isinstance(value, int) and value.bit_length() > 2 * _LONGEST:
        return "a number"  # Python refuses to write integers of thousands of digits
    text = str(value)
    return f"the number {text}" if len(text) <= _LONGEST else "a number"
