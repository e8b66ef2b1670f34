"""When two spellings of a name mean one person: in any order, case or script of accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=20_000)
def name_keys(name: str) -> frozenset[str]:
    """Return what a name has in common with each other spelling of it.

    ``Meyer, Anna Lena`` is ``Anna Lena Meyer`` and ``meyerannalena``; ``Müller`` is ``Muller`` and ``Mueller``.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    spelled = {plain, plain.translate(_UMLAUTS)}
    return frozenset(key for spelling in spelled for key in _run_together(_WORD.findall(_without_accents(spelling))))


def _run_together(words: list[str]) -> set[str]:
    """Return the words as one, beginning at each of them, and in their alphabetical order."""
    if not words:
        return set()
    rotated = {"".join(words[start:] + words[:start]) for start in range(len(words))}
    return {*rotated, " ".join(sorted(words))}


def _without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def id_key(text: str) -> str:
    """Return an id as it is compared: without blanks, in one case, and without the zeros that spreadsheets drop."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return plain.lstrip("0") or plain if plain.isdecimal() else plain
