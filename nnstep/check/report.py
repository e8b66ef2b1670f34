"""Verdicts in words: what a person reads of a sheet. Knows text; knows no face."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from nnstep.check.verdict import MEANINGS
from nnstep.expr.digits import Digits
from nnstep.expr.shape import shape_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nnstep.check.judgement import Judgement
    from nnstep.check.verdict import Explanation, Verdict

_LEAST_DIGITS = 6
_WORTH_TELLING = 3
"""Below so many digits two numbers are seen to be apart."""
_INDENT = " " * 6


def judgement_lines(judgement: Judgement, digits: int | None = None, *, most: int = 6) -> Iterator[str]:
    """Yield the lines on one sheet: each quantity, each number of it that is not simply right, and the summary.

    `digits` are the significant digits that values are shown with; else as many as were written, and some more where
    that takes telling apart. At most `most` explanations of a number are written out.
    """
    width = max((len(verdict.place) for verdict in judgement.verdicts), default=0) + 2
    keyed = groupby(judgement.verdicts, key=lambda verdict: (verdict.step, verdict.id))
    for (step, id), group in keyed:
        name = id if step == 1 else f"step.{step}.{id}"
        verdicts = list(group)
        plain = [verdict for verdict in verdicts if verdict.kind == "correct" and not verdict.alike]
        if plain:
            yield f"{name:<{width}}{'' if len(plain) == len(verdicts) else f'{len(plain)} of {len(verdicts)} '}correct"
        for verdict in verdicts:
            if verdict.kind != "correct" or verdict.alike:
                yield from verdict_lines(verdict, digits, most=most, width=width)
    yield ""
    yield judgement.summary


def verdict_lines(verdict: Verdict, digits: int | None = None, *, most: int = 6, width: int = 12) -> Iterator[str]:
    """Yield the lines on one number: the verdict, and what is to be said of it."""
    written = "" if verdict.written is None else str(verdict.written)
    yield f"{verdict.place:<{width}}{written:<14}  {verdict.kind}: {MEANINGS[verdict.kind]}"
    yield from (_INDENT + line for line in explanation_lines(verdict, digits, most=most))


def explanation_lines(
    verdict: Verdict, digits: int | None = None, *, most: int = 6, reveals: bool = True
) -> Iterator[str]:
    """Yield what is to be said of a verdict, without the number itself; right values only where it `reveals` them."""
    shown = Digits(digits or _digits_for(verdict))
    if verdict.kind == "shape":
        yield f"it is {shape_text(verdict.typed_shape)}, but {verdict.id} is {shape_text(verdict.shape)}"
    if verdict.remark:
        yield verdict.remark
    if reveals and verdict.kind not in ("correct", "missing") and verdict.exact is not None:
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


def _explanations(verdict: Verdict, most: int, *, reveals: bool) -> Iterator[str]:
    for explanation in verdict.explanations[:most]:
        yield f"{explanation.sentence}  [{explanation.ids}]"
        if explanation.line and explanation.line not in explanation.sentence:
            yield f"    {explanation.line}"
        yield from (f"    {mistake.question}" for mistake in explanation.mistakes)
        yield from _told_apart(verdict, explanation) if reveals else ()
    if len(verdict.explanations) > most:
        others = ", ".join(explanation.ids for explanation in verdict.explanations[most:])
        yield f"and also: {others}"
    if verdict.kind == "undecidable" and verdict.digits and verdict.explanations:
        yield f"{_significant(verdict.digits)} would tell them apart"
    if verdict.alike:
        yield f"the same digits come of: {', '.join(dict.fromkeys(map(_named, verdict.alike)))}"


def _told_apart(verdict: Verdict, explanation: Explanation) -> Iterator[str]:
    digits = explanation.digits or 0
    if verdict.exact is None or digits < _WORTH_TELLING or verdict.kind != "mistake":
        return
    right, other = (f"{value:#.{digits}g}".removesuffix(".") for value in (verdict.exact, explanation.value))
    yield f"    it takes {_significant(digits)} to tell the two apart: {other}, where {right} is right"


def _named(explanation: Explanation) -> str:
    """Return a slip's id, with how many digits tell it from the right value."""
    tell = "" if explanation.digits is None else f" ({_significant(explanation.digits)} tell)"
    return f"{explanation.ids}{tell}"


def _significant(digits: int) -> str:
    return f"{digits} significant {'digit' if digits == 1 else 'digits'}"


def _digits_for(verdict: Verdict) -> int:
    """Return with how many significant digits values are shown: as many as were written, or one more than tell."""
    written = 0 if verdict.written is None else verdict.written.significant
    return min(17, max(_LEAST_DIGITS, written, (verdict.digits or 0) + 1))
