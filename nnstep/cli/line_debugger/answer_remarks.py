"""What is said of an answer and as a hint, in lines that can be read aloud one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnstep.grading.reports.number_report import explanation_lines
from nnstep.grading.verdict import Verdict
from nnstep.session.practice.hints import Hint


def verdict_remarks(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield how many numbers are right, and of the others what they are and why; equal remarks once.

    The right values are not told: the person asks for them.
    """
    right = [verdict for verdict in verdicts if verdict.kind == "correct"]
    yield f"{len(right)} of {len(verdicts)} correct" if len(verdicts) > 1 or not right else "correct"
    said: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.kind != "correct":
            said.setdefault(_said_of(verdict), []).append(verdict)
    for (meaning, *more), alike in said.items():
        yield f"{', '.join(verdict.address for verdict in alike)}: {meaning}"
        yield from more


def _said_of(verdict: Verdict) -> tuple[str, ...]:
    return f"{verdict.label}: {verdict.meaning}", *explanation_lines(verdict, most=3, reveals=False)


def hint_remarks(hint: Hint) -> Iterator[str]:
    """Yield the newest stage of a hint."""
    match hint.stage:
        case 1:
            yield hint.words
        case 2:
            yield from hint.formula
        case _:
            yield from hint.element
    if hint.value:
        yield f"= {hint.value}"
    if hint.next_stage:
        yield f"hint again{hint.next_stage.removeprefix('h again')}"
