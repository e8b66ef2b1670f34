"""Slips of the hand: what a written number turns into."""

from __future__ import annotations

from tests.benchmarks.students.mistakes import Mistake


def slipped(text: str, way: Mistake, source: str) -> str:
    """Return the number that is written in the place of `text`; `source` is what is copied."""
    sign, bare = ("-", text[1:]) if text.startswith("-") else ("", text)
    first = len(bare) - len(bare.lstrip("0."))
    places = [place for place in range(first, len(bare)) if bare[place] != "."]
    if way.id == "number-copied":
        return source
    if way.id == "minus-lost":
        return bare
    if way.id == "arithmetic-slip":
        return _other_digits(sign, bare, places, way)
    if way.id == "point-misplaced":
        return sign + _shifted(bare, up=way.value > 1)
    if not 0 <= way.other < len(places):
        return text
    here = places[way.other]
    if way.id == "digit-doubled":
        return sign + bare[: here + 1] + bare[here:]
    if way.id == "digit-left-out":
        return sign + bare[:here] + bare[here + 1 :] if len(places) > 1 and here > bare.find(".") >= 0 else text
    if way.other + 1 >= len(places):
        return text
    there = places[way.other + 1]
    signs = list(bare)
    signs[here], signs[there] = signs[there], signs[here]
    return sign + "".join(signs)


def _shifted(bare: str, *, up: bool) -> str:
    """Return a number with its point one place to the right or to the left."""
    whole, _, rest = bare.partition(".")
    moved = f"{whole}{rest[:1] or '0'}.{rest[1:]}" if up else f"{whole[:-1] or '0'}.{whole[-1]}{rest}"
    whole, _, rest = moved.partition(".")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _other_digits(sign: str, bare: str, places: list[int], way: Mistake) -> str:
    """Return a number with one to all of its digits replaced, as `way.value` says."""
    if not places:
        return bare
    seed = int(way.value)
    signs = list(bare)
    for count, place in enumerate(places):
        if seed >> count & 1 or count == 0:
            change = (seed >> (8 + 3 * count)) % 9 + 1
            digit = (int(signs[place]) + change) % 10
            signs[place] = str(digit or 1) if count == 0 and str(digit or 1) != signs[place] else str(digit)
    return sign + "".join(signs)
