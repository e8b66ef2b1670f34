"""Text of strangers made harmless to show: nothing in it can move a cursor, hide, or turn the direction of writing.

Knows text only.
"""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    r"""Return `text` with each unprintable character written as an escape such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(map(visible_character, text))


def visible_lines(text: str) -> str:
    """Return `text` line by line as `visible` does, its line ends kept."""
    return "\n".join(map(visible, text.split("\n")))


def visible_character(character: str) -> str:
    """Return one character, or the escape that stands for it where it is not printable."""
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cells(text: str) -> int:
    """Return how many terminal columns a visible text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
