"""The remarks on an answer, and a hint, as lines of a width."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.grading.reports.number_report import explanation_lines
from nnstep.grading.verdict import Kind, Verdict
from nnstep.session.practice.question import Hint

_STYLES: dict[Kind, str] = {"correct": "source", "rounded": "source", "single": "source", "carried": "accent"}
"""The styles of the verdicts' first lines, where they are no warning."""


def verdict_lines(verdicts: Sequence[Verdict], right: bool, width: int) -> list[StyledLine]:  # noqa: FBT001 - made into lines
    """Return what to do next, and a remark on each number, equal ones once.

    The correct values are not shown: the person asks for them.
    """
    counted = sum(verdict.is_right or verdict.kind == "carried" for verdict in verdicts)
    if right:
        lines = wrapped("correct: enter continues" if counted == 1 else "all correct: enter continues", "strong", width)
    else:
        what = f"{counted} of {len(verdicts)} correct: fix the rest" if len(verdicts) > 1 else "fix it"
        text = f"{what} and press enter; or continue, r with the correct value, o with your own"
        lines = wrapped(text, "strong", width)
    said: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        said.setdefault(_said_of(verdict), []).append(verdict)
    for (meaning, *more), alike in sorted(said.items(), key=lambda item: item[1][0].kind in _STYLES):
        style = _STYLES.get(alike[0].kind, "warning")
        places = ", ".join(verdict.address for verdict in alike)
        lines += [[], *wrapped(f"{places}: {meaning}", style, width)]
        for text in more:
            lines += wrapped(f"  {text}", "plain", width, indent=4)
    return lines


def _said_of(verdict: Verdict) -> tuple[str, ...]:
    return f"{verdict.label}: {verdict.meaning}", *explanation_lines(verdict, most=3, reveals=False)


def hint_lines(hint: Hint, more: str, width: int) -> list[StyledLine]:
    """Return the parts of a hint, the matrices unwrapped, and how to get more."""
    lines = [line for text in hint.formula for line in wrapped(text, "plain", width, indent=4)]
    if hint.numbers:
        lines += [[], *([(text, "plain")] for text in hint.numbers)]
    if hint.element:
        lines += [[], *(line for text in hint.element for line in wrapped(text, "plain", width, indent=4))]
    return [*lines, [], *wrapped(more, "faint", width)] if more else lines
