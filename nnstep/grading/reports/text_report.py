"""Verdicts in words: what a person reads of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from nnstep.expr.array import Shape
from nnstep.expr.digits import Digits
from nnstep.expr.walks.shape import shape_text
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import MEANINGS, NOT_LOOKED_FURTHER, Explanation, Kind, Verdict, place_name

_LEAST_DIGITS = 6
_WORTH_TELLING = 3
"""Below so many digits two numbers are seen to be apart."""
_MOST_WAYS = 2
"""Of one mistake so many ways are written out before other mistakes."""
_INDENT = " " * 6
_PLAIN: dict[Kind, str] = {"correct": "correct", "single": MEANINGS["single"]}
"""What is said of a quantity all of whose numbers have this verdict."""


def result_lines(result: GradingResult, digits: int | None = None, *, most: int = 6) -> Iterator[str]:
    """Yield the lines on one sheet: each quantity, each number of it that is not simply right, and the summary.

    `digits` are the significant digits that values are shown with; else as many as were written, and some more where
    that takes telling apart. At most `most` explanations of a number are written out.
    """
    width = max((len(verdict.place) for verdict in result.verdicts), default=0) + 2
    keyed = groupby(result.verdicts, key=lambda verdict: (verdict.step, verdict.id))
    for (step, id), group in keyed:
        name = place_name(step, id)
        verdicts = list(group)
        given = result.sheet.at(step, id)
        for kind, words in _PLAIN.items():
            plain = [verdict for verdict in verdicts if verdict.kind == kind and not _needs_words(verdict)]
            if plain == verdicts and given is not None and not given.is_whole:
                yield from (f"{verdict.place:<{width}}{words}" for verdict in plain)
            elif plain:
                share = "" if len(plain) == len(verdicts) else f"{len(plain)} of {len(verdicts)} "
                yield f"{name:<{width}}{share}{words}"
        for verdict in verdicts:
            if verdict.kind not in _PLAIN or _needs_words(verdict):
                yield from verdict_lines(verdict, digits, most=most, width=width)
    yield ""
    yield from result.sheet.remarks
    yield result.summary


def _needs_words(verdict: Verdict) -> bool:
    return bool(verdict.alike or verdict.remark)


def verdict_lines(verdict: Verdict, digits: int | None = None, *, most: int = 6, width: int = 12) -> Iterator[str]:
    """Yield the lines on one number: the verdict, and what is to be said of it."""
    written = "" if verdict.written is None else str(verdict.written)
    yield f"{verdict.place:<{width}}{written:<14}  {verdict.label}: {verdict.meaning}"
    yield from (_INDENT + line for line in explanation_lines(verdict, digits, most=most))


def explanation_lines(
    verdict: Verdict, digits: int | None = None, *, most: int = 6, reveals: bool = True
) -> Iterator[str]:
    """Yield what is to be said of a verdict, without the number itself; right values only where it `reveals` them."""
    shown = Digits(digits or _digits_for(verdict))
    if verdict.kind == "shape" and (
        verdict.typed_shape or not verdict.remark
    ):  # else the remark says that there is none
        yield f"it is {shape_phrase(verdict.typed_shape)}, but {verdict.id} is {shape_phrase(verdict.shape)}"
    if verdict.remark:
        yield verdict.remark
    if reveals and verdict.kind not in ("correct", "single", "missing") and verdict.exact is not None:
        yield f"the right value is {shown.number(verdict.exact)}"
    if reveals and verdict.recomputed is not None and verdict.kind != "correct" and verdict.recomputed != verdict.exact:
        yield f"from your own earlier answers it is {shown.number(verdict.recomputed)}"
    if verdict.interval is not None:
        low, high = (shown.number(end) for end in verdict.interval)
        yield f"your earlier answers, as they are rounded, allow {low} to {high}"
    if verdict.origins:
        yield f"it follows from {', '.join(verdict.origins)}"
    if verdict.trivial:
        yield f"no credit: {verdict.trivial}"
    yield from _explanations(verdict, most, reveals=reveals)
    if verdict.cut_short:
        yield NOT_LOOKED_FURTHER


def _explanations(verdict: Verdict, most: int, *, reveals: bool) -> Iterator[str]:
    explanations = _varied(verdict.explanations)
    for explanation in explanations[:most]:
        yield f"{explanation.sentence}  [{explanation.ids}]"
        if explanation.line and explanation.line not in explanation.sentence:
            yield f"    {explanation.line}"
        yield from (f"    {mistake.question}" for mistake in explanation.mistakes)
        yield from _told_apart(verdict, explanation) if reveals else ()
    if len(explanations) > most:
        others = Counter(explanation.ids for explanation in explanations[most:])
        yield f"and also: {', '.join(f'{ids} ({n} ways)' if n > 1 else ids for ids, n in others.items())}"
    if verdict.kind == "ambiguous" and verdict.digits and verdict.explanations:
        yield f"{_significant(verdict.digits)} would tell them apart"
    if verdict.alike:
        yield f"the same digits come of: {', '.join(dict.fromkeys(map(_named, verdict.alike)))}"


def _varied(explanations: tuple[Explanation, ...]) -> list[Explanation]:
    """Return the explanations; where one mistake fits in many ways, its later ways come last."""
    first: list[Explanation] = []
    later: list[Explanation] = []
    times: Counter[str] = Counter()
    for explanation in explanations:
        times[explanation.ids] += 1
        (first if times[explanation.ids] <= _MOST_WAYS else later).append(explanation)
    return first + later


def shape_phrase(shape: Shape) -> str:
    """Return a shape as it stands within a sentence: ``a single number``, ``3 numbers``, ``4×3``."""
    match shape:
        case ():
            return "a single number"
        case (count,):
            return f"{count} number{'' if count == 1 else 's'} in one list"
        case _:
            return shape_text(shape)


def _told_apart(verdict: Verdict, explanation: Explanation) -> Iterator[str]:
    digits = explanation.digits or 0
    if verdict.exact is None or digits < _WORTH_TELLING or verdict.kind != "mistake":
        return
    right, other = (f"{value:#.{digits}g}".removesuffix(".") for value in (verdict.exact, explanation.value))
    yield f"    it takes {_significant(digits)} to tell the two apart: {other}, where {right} is right"


def _named(explanation: Explanation) -> str:
    """Return a mistake's id, with how many digits tell it from the right value."""
    tell = "" if explanation.digits is None else f" ({_significant(explanation.digits)} tell)"
    return f"{explanation.ids}{tell}"


def _significant(digits: int) -> str:
    return f"{digits} significant {'digit' if digits == 1 else 'digits'}"


def _digits_for(verdict: Verdict) -> int:
    """Return with how many significant digits values are shown: as many as were written, or one more than tell."""
    written = 0 if verdict.written is None else verdict.written.significant
    return min(17, max(_LEAST_DIGITS, written, (verdict.digits or 0) + 1))
