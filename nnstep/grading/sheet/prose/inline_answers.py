"""Answers within a sentence: ``My solution: z1 = 0.35 I used the sigmoid``.

A sentence can turn a number into another one: ``half of z1 = 0.35``, ``z1 = 0.35 plus the bias``. So it is read only if
nothing stands before the key but what leads up to it, and nothing else in it counts or calculates.
"""

from __future__ import annotations

import re
from itertools import chain

_KEY = r"[^\W\d]\w{0,40}(?:\[\s?\d{1,9}(?:,\s?\d{1,9}){0,3}\s?\])?"
_NUMBER = r"[-+−]?\d{1,40}(?:[.,]\d{1,40})?(?:[eE][-+−]?\d{1,4})?(?:/\d{1,40})?"
_LIST = r"\[[^\[\]=]{0,999}(?:\[[^\[\]=]{0,999}\][^\[\]=]{0,999}){0,99}\]"
_ROUND = r"\([^()\[\]=]{0,999}\)"
_TURNED = r"(?:ᵀ|\.T|\^(?:T|\{T\}|\\top))?"
_ANSWER = re.compile(
    rf"(?<!\S)\(?({_KEY}\s{{0,9}}[=≈]\s{{0,9}}(?:{_NUMBER}|(?:{_LIST}|{_ROUND}){_TURNED}))(?=[.,;:!)]{{0,3}}(?:\s|$))"
)
_LEADS_UP = re.compile(
    r"(?:^|[:;,.()])\s*$|\b(?:and|so|thus|hence|then|therefore|get|got|have|with|is|und|also|dann|damit|ist|sind)\s+$",
    re.IGNORECASE,
)
"""What a sentence has before a key that names the quantity itself, and not something made of it."""
_ENUMERATION = re.compile(r"\A\s*+(?:\(?(?:\d{1,2}|[a-z])[.)]\s|[-*•]\s)")
_PROSE = re.compile(r"(?:[^\W\d_]{2,}|\b[IiAa]\b|[\s.,;:!?()'\"’-])*+")
_TURNS = frozenset(
    (
        *("plus", "minus", "negative", "times", "over", "divided", "squared", "per", "percent"),
        *("half", "halved", "twice", "double", "doubled", "dozen", "hundred", "thousand", "million", "billion"),
        *("not", "wrong", "before", "after", "without", "instead", "or", "old", "next", "last"),
        *("second", "third", "fourth", "later"),
        *("mal", "durch", "geteilt", "hoch", "prozent", "halb", "doppelt", "tausend", "negativ"),
        *("nicht", "falsch", "vor", "nach", "statt", "oder", "ohne", "alt", "später"),
        *(
            f"{ordinal}{ending}"
            for ordinal in ("zweite", "dritte", "vierte", "nächste", "letzte")
            for ending in ("", "n", "r")
        ),
    )
)
"""Words that can make another number of the one beside them, or say that it is of another training step."""


def with_inline_answers(line: str) -> str:
    """Return a line with blanks for all but its answers, a line's end after each; as it is where it can't be read."""
    spans = [match.span(1) for match in _ANSWER.finditer(line)]
    starts, ends = (0, *(end for _, end in spans)), (*(start for start, _ in spans), len(line))
    words = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    checked = [_ENUMERATION.sub("", words[0], count=1), *words[1:]]
    if not spans or (len(spans) == 1 and not "".join(words).strip()):
        return line
    if not all(map(_is_harmless, checked)) or not all(map(_LEADS_UP.search, checked[:-1])):
        return line
    parts = [(_parting(before), line[start:end]) for before, (start, end) in zip(words, spans, strict=False)]
    return "".join(chain.from_iterable(parts)) + _parting(words[-1])


def _is_harmless(words: str) -> bool:
    is_prose = _PROSE.fullmatch(words) is not None
    return is_prose and _TURNS.isdisjoint(re.findall(r"[^\W\d_]+", words.lower()))


def _parting(words: str) -> str:
    """Return blanks that end a line, as long as `words`."""
    return " " * (len(words) - 1) + "\n" if words else ""
