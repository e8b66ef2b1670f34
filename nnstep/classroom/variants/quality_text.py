"""The quality of an exercise, in lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from nnstep.classroom.quality.fingerprints import MadeMistake
from nnstep.classroom.quality.untold import Untold
from nnstep.classroom.variants.quality_found import Quality
from nnstep.problems.message_text import counted

_MOST_LISTED = 12


def quality_lines(quality: Quality, name: str, *, every: bool = False) -> Iterator[str]:
    """Yield what there is to say; with `every` each way of making a mistake by itself."""
    found, measures, digits = quality.found, quality.measures, quality.task.digits
    told = quality.ways - len(found.right)
    yield f"{name}: {digits.text} tell {told} of {counted(quality.ways, 'way')} of making a mistake from right work"
    ends = f"of at most {counted(measures.longest, 'digit')}" if measures.longest else "that all never end"
    yield (
        f"Work: {counted(measures.products, 'product')}, {counted(measures.negative, 'negative result')} of "
        f"{measures.results}, results {ends}"
    )
    yield f"Dead or saturated: {_listed(measures.idle, every=every) or 'no neuron'}"
    yield f"Equal, so that exchanging them can't be seen: {_listed(measures.alike, every=every) or 'nothing'}"
    yield from _untold_lines("Other numbers would tell", quality.curable, every=every)
    yield from _untold_lines(
        "No numbers of these sets, or hardly any, tell", found.without(quality.curable), every=every
    )
    yield from _advice(quality)


def _listed(items: tuple[str, ...], *, every: bool) -> str:
    if every or len(items) <= _MOST_LISTED:
        return "; ".join(items)
    return f"{'; '.join(items[:_MOST_LISTED])}; and {len(items) - _MOST_LISTED} more (--all lists them)"


def _untold_lines(title: str, some: Untold, *, every: bool) -> Iterator[str]:
    if not some.count:
        return
    yield f"{title}:"
    right = sorted(some.right)
    pairs = sorted(some.pairs)
    if every:
        yield from (f"  {way.text}: the digits of right work" for way in right)
        yield from (f"  {one.text} = {other.text}" for one, other in pairs)
        return
    yield from _shortened([f"  {id}{times}: the digits of right work" for id, times in _by_id(right)])
    times = Counter((one.id, other.id) for one, other in pairs)
    yield from _shortened(
        [f"  {one} and {other}{_times(count)}: the same digits" for (one, other), count in times.items()]
    )


def _by_id(ways: Iterable[MadeMistake]) -> list[tuple[str, str]]:
    return [(id, _times(count)) for id, count in Counter(way.id for way in ways).items()]


def _times(count: int) -> str:
    return f" ({count} ways)" if count > 1 else ""


def _shortened(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST_LISTED]
    if len(lines) > _MOST_LISTED:
        yield f"  and {len(lines) - _MOST_LISTED} more (--all lists them)"


def _advice(quality: Quality) -> Iterator[str]:
    key = "digits" if quality.task.digits.kind == "significant" else "decimals"
    needed = quality.digits_needed
    if needed is not None:
        left = dict(quality.by_digits)[needed]
        yield f"{key} = {needed} would help: {left} not told in place of {quality.found.count}"
    for change in quality.changes:
        yield (
            f"{change.place} = {change.new:g} in place of {change.old:g} would help: "
            f"{change.left} not told in place of {quality.curable.count}"
        )
    if not quality.curable.count:
        yield "These numbers tell everything that numbers of these sets can tell."
