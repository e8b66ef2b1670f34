"""Text of strangers made harmless to show: nothing in it can move a cursor, hide, or turn the direction of writing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HIDDEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""What counts as printable and shows nothing: joiners, fillers and selectors of a glyph's variants."""
_JSON_PASSED = re.compile(r"[^\x20-\x7e\n]")
_LONGEST_LINE = 2000
"""Characters of one line of a message; a list of names that are known may have a thousand."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""With one of these a formula begins, in full width too."""


def visible(text: str) -> str:
    r"""Return `text` with each character that controls, or that is not seen, as an escape such as ``\x1b``."""
    if text.isascii() and text.isprintable():
        return text
    return text if is_seen(text) else "".join(map(visible_character, text))


def visible_lines(text: str) -> str:
    """Return `text` line by line as `visible` does, its line ends kept."""
    return "\n".join(map(visible, text.split("\n")))


def cut_text(text: str, most: int) -> str:
    """Return a text of at most `most` characters: its beginning, where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def short_line(line: str) -> str:
    """Return a line with its middle left out where it is longer than anybody reads."""
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[: _LONGEST_LINE // 2]} … {line[-_LONGEST_LINE // 4 :]}"


def visible_prose(text: str) -> str:
    """Return a text of several lines as `visible_lines` does, but with every kind of blank as blanks."""
    plain = text.replace("\t", "    ")
    if not plain.isascii():
        plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in plain)
    return visible_lines(plain)


def harmless_cell(text: str) -> str:
    """Return a text for a cell of a .csv file that no spreadsheet takes for a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA_SIGNS else shown


def visible_json(text: str) -> str:
    r"""Return a JSON text of the same meaning in which what `visible` would escape is escaped, as ``\u009b``."""
    return _JSON_PASSED.sub(lambda match: match[0] if is_seen(match[0]) else _json_escape(match[0]), text)


def visible_character(character: str) -> str:
    """Return one character, or the escape that stands for it where it controls something, or is not seen."""
    if is_seen(character):
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_seen(text: str) -> bool:
    """Return whether nothing in a text controls anything, and all of it is seen."""
    return text.isprintable() and _HIDDEN.search(text) is None


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """Return how many terminal columns a visible text takes."""
    return len(text) if text.isascii() else _cells_of(text)


@lru_cache(maxsize=8192)
def _cells_of(text: str) -> int:
    """Return the columns of a text; the same ones are asked for at every step."""
    return sum(map(_cells, text))


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
