"""The verdict on one number in words, with everything that is to be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nnstep.expr.array import Shape
from nnstep.expr.digits import Digits
from nnstep.expr.walks.shape import shape_text
from nnstep.grading.verdict import NOT_LOOKED_FURTHER, Explanation, Verdict

_LEAST_DIGITS = 6
_WORTH_TELLING = 3
"""Below so many digits two numbers are seen to be apart."""
_MOST_WAYS = 2
"""Of one mistake so many ways are written out before other mistakes."""
_INDENT = " " * 6


def verdict_lines(verdict: Verdict, digits: int | None = None, *, most: int = 6, width: int = 12) -> Iterator[str]:
    """Yield the lines on one number: the verdict, and what is to be said of it."""
    written = "" if verdict.written is None else str(verdict.written)
    yield f"{verdict.place:<{width}}{written:<14}  {verdict.label}: {verdict.meaning}"
    yield from (_INDENT + line for line in explanation_lines(verdict, digits, most=most))


def explanation_lines(
    verdict: Verdict, digits: int | None = None, *, most: int = 6, reveals: bool = True
) -> Iterator[str]:
    """Yield what is to be said of a verdict, without the number itself; right values only where it `reveals` them."""
    if verdict.kind == "shape":
        yield from shape_remarks(verdict)
    elif verdict.remark:
        yield verdict.remark
    yield from value_lines(verdict, digits, reveals=reveals)
    if verdict.origins:
        yield f"it follows from {', '.join(verdict.origins)}"
    if verdict.trivial:
        yield f"no credit: {verdict.trivial}"
    yield from _explanations(verdict, most, reveals=reveals)
    if verdict.cut_short:
        yield NOT_LOOKED_FURTHER


def shape_remarks(verdict: Verdict) -> Iterator[str]:
    """Yield what is wrong with the shape of an answer."""
    if verdict.typed_shape or not verdict.remark:  # else the remark says that there is none
        yield f"it is {shape_phrase(verdict.typed_shape)}, but {verdict.id} is {shape_phrase(verdict.shape)}"
    if verdict.remark:
        yield verdict.remark


def value_lines(verdict: Verdict, digits: int | None = None, *, reveals: bool = True) -> Iterator[str]:
    """Yield the right value of a number that is not simply right, and what it can be after the earlier answers."""
    shown = Digits(digits or _digits_for(verdict))
    if reveals and verdict.kind not in ("correct", "single", "missing") and verdict.exact is not None:
        yield f"the right value is {shown.number(verdict.exact)}"
    if reveals and verdict.recomputed is not None and verdict.kind != "correct" and verdict.recomputed != verdict.exact:
        yield f"your earlier answers, as written, give {shown.number(verdict.recomputed)}"
    if verdict.interval is not None:
        low, high = (shown.number(end) for end in verdict.interval)
        yield f"your earlier answers, as they are rounded, allow {low} to {high}"


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
    if told := digits_that_tell(verdict):
        yield told
    if verdict.alike:
        yield alike_line(verdict)


def way_lines(explanation: Explanation, verdict: Verdict) -> Iterator[str]:
    """Yield the NumPy line of a way in which a number may have come about, and how many digits tell it from right."""
    if explanation.line and explanation.line not in explanation.statement:
        yield explanation.line
    yield from (line.strip() for line in _told_apart(verdict, explanation))


def digits_that_tell(verdict: Verdict) -> str:
    """Return how many digits tell rival explanations apart, where fewer were written."""
    written = 0 if verdict.written is None else verdict.written.significant
    rivals = {explanation.value for explanation in verdict.explanations}
    if verdict.kind != "ambiguous" or len({each.ids for each in verdict.explanations}) < 2:
        return ""
    if len(rivals) < 2:
        return "no digits of this number would tell them apart"
    if (verdict.digits or 0) <= written:
        return ""
    return f"{_significant(verdict.digits or 0)} would tell them apart"


def alike_line(verdict: Verdict) -> str:
    """Return which mistakes give the same digits as a right number."""
    return f"the same digits come of: {', '.join(dict.fromkeys(map(_named, verdict.alike)))}"


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
