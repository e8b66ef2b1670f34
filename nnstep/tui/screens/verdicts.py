"""The remarks on an answer, a hint, and the right method, as lines of a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.grading.reports.number_report import alike_line, digits_that_tell, value_lines
from nnstep.grading.reports.sheet_findings import SheetFinding
from nnstep.grading.verdict import NOT_LOOKED_FURTHER, Kind, Verdict
from nnstep.session.practice.hints import Hint
from nnstep.session.practice.score import sign_of

_STYLES: dict[Kind, str] = {"correct": "source", "rounded": "source", "single": "source", "carried": "accent"}
"""The styles of the verdicts' first lines, where they are no warning."""
_MOST_NAMED = 3
_MOST_RIVALS = 3


def verdict_lines(verdicts: Sequence[Verdict], right: bool, width: int) -> list[StyledLine]:  # noqa: FBT001 - made into lines
    """Return what to do next, and a remark on each number, equal ones once.

    The correct values are not shown: the person asks for them. Of open cells only the number is told.
    """
    typed = [verdict for verdict in verdicts if verdict.kind != "missing"]
    lines = wrapped(_next_text(typed, len(verdicts) - len(typed), right=right), "strong", width)
    said: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in typed:
        said.setdefault(_said_of(verdict), []).append(verdict)
    for (meaning, *more), alike in sorted(said.items(), key=lambda item: item[1][0].kind in _STYLES):
        style = _STYLES.get(alike[0].kind, "warning")
        lines += wrapped(f"{sign_of(alike[0])} {_places(alike)}: {meaning}", style, width, indent=4)
        for text in more:
            lines += wrapped(f"  {text}", "plain", width, indent=4)
    return lines


def _next_text(typed: Sequence[Verdict], missing: int, *, right: bool) -> str:
    counted = sum(verdict.is_right or verdict.kind == "carried" for verdict in typed)
    if right:
        return "correct: enter continues" if counted == 1 else "all correct: enter continues"
    others = "or continue: r shows the right method, o takes your own numbers"
    if counted == len(typed):
        return f"{counted} of {counted} correct, {missing} open: type the rest and press enter; {others}"
    if len(typed) + missing == 1:
        return f"not correct: change it and press enter; {others}"
    left = f", {missing} open" if missing else ""
    return f"{counted} of {len(typed)} correct{left}: change the rest and press enter; {others}"


def _places(alike: Sequence[Verdict]) -> str:
    if len(alike) > _MOST_NAMED:
        return f"in {len(alike)} cells"
    return ", ".join(verdict.address for verdict in alike)


def _said_of(verdict: Verdict) -> tuple[str, ...]:
    return f"{verdict.label}: {verdict.meaning}", *_remarks(verdict)


def _remarks(verdict: Verdict) -> Iterator[str]:
    """Yield what is to be said of a number, without its right value, and without formulas, which are the question."""
    if verdict.remark:
        yield verdict.remark
    yield from value_lines(verdict, reveals=False)
    if verdict.origins:
        yield f"it follows from {', '.join(verdict.origins)}"
    if verdict.trivial:
        yield f"no credit: {verdict.trivial}"
    rivals = SheetFinding((verdict,)).rivals
    for rival in rivals[:_MOST_RIVALS]:
        questions = " ".join(mistake.question for mistake in rival.ways[0].mistakes)
        yield f"this is what you get if {rival.statement()}. {questions}"
    if len(rivals) > _MOST_RIVALS:
        yield f"or: {', '.join(rival.ways[0].ids for rival in rivals[_MOST_RIVALS:])}"
    if told := digits_that_tell(verdict):
        yield told
    if verdict.alike:
        yield alike_line(verdict)
    if verdict.cut_short:
        yield NOT_LOOKED_FURTHER


def hint_lines(hint: Hint, more: str, width: int) -> list[StyledLine]:
    """Return the parts of a hint, and how to get more."""
    lines = wrapped(hint.words, "plain", width)
    for text in (*hint.formula, *hint.element):
        lines += wrapped(text, "plain", width, indent=4)
    if hint.value:
        lines += wrapped(f"= {hint.value}", "strong", width)
    return [*lines, *wrapped(more, "faint", width)] if more else lines


def method_lines(method: Sequence[str], width: int) -> list[StyledLine]:
    """Return the right method, its matrices unwrapped, and what comes next."""
    following = "The right method. enter continues with the right values; or type on, for practice without points"
    formula, *picture = method or [""]
    return [
        *wrapped(following, "strong", width),
        *wrapped(formula, "plain", width, indent=4),
        *([(text, "plain")] for text in picture),
    ]
