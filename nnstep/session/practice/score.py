"""The score of an exercise: a sign and points by question, points by phase, and what to practise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nnstep.grading.marks import Marks, marks_of, point_text
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import Verdict
from nnstep.problems.message_text import counted, listed
from nnstep.program.program import PHASE_TITLES
from nnstep.session.practice.answer_grading import AnswerPlace
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.question import Record

Sign: TypeAlias = Literal["✓", "~", "?", "✗", "○", "»", "·"]
SIGNS: dict[Sign, str] = {
    "✓": "right",
    "~": "right, but rounded or carried forward",
    "?": "may be right",
    "✗": "wrong",
    "○": "right value shown",
    "»": "skipped",
    "·": "no answer yet",
}
"""What each sign means; of the numbers of a question the last one in this order is its own, up to wrong."""
_WORSE: tuple[Sign, ...] = ("✓", "~", "?", "✗")
_MOST_ADVICE = 9
"""As many as there are digits to press."""


def sign_of(verdict: Verdict) -> Sign:
    """Return the sign of the verdict on one number."""
    match verdict.kind:
        case "correct":
            return "✓"
        case "rounded" | "single" | "carried":
            return "~"
        case "missing":
            return "·"
        case _:
            return "?" if verdict.fits_right else "✗"


def question_sign(record: Record | None) -> Sign:
    """Return the sign of a question: that of its worst number."""
    if record is None or not (record.is_scored or record.skipped):
        return "·"
    signs = {sign_of(verdict) for verdict in record.verdicts} if record.counted else set()
    worst = next((sign for sign in reversed(_WORSE) if sign in signs), None)
    if worst in (None, "✓", "~") and record.revealed:
        return "○"
    if worst is None:
        return "»"
    return "·" if "·" in signs and worst != "✗" else worst


def step_signs(practice: Practice) -> list[tuple[AnswerPlace, Sign]]:
    """Return the questions of the present training step with their signs, in their order."""
    frame = practice.frame
    step = practice.question.step if practice.question is not None else frame.step + 1
    places = [(step, op.target) for op in practice.program.ops]
    return [(place, question_sign(practice.records.get(place))) for place in places]


def points_so_far(practice: Practice) -> str:
    """Return ``17 of 21 points`` of the numbers answered or shown; open ones do not count yet. Empty before any."""
    scored = {place: record for place, record in practice.records.items() if record.is_scored}
    asked = {
        place: tuple(index for index in record.question.asked if index in record.counted or index in record.revealed)
        for place, record in scored.items()
    }
    return _points(marks_of(practice.result(), asked)) if scored else ""


def _points(marks: Marks) -> str:
    return f"{point_text(marks.points)} of {point_text(marks.maximum)} points"


@dataclass(frozen=True, slots=True)
class Advice:
    """One kind of operation to practise, and a question to repeat."""

    place: AnswerPlace
    text: str


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """The score as people read it."""

    lines: tuple[str, ...]
    """By question, then by phase, then the total, which is last."""
    advice: tuple[Advice, ...]
    """What to practise, the most points lost first."""


def score_of(practice: Practice) -> PracticeScore:
    """Return the score of everything that was answered, skipped, or whose right value was shown."""
    records = sorted(practice.records.values(), key=lambda record: practice.kept.order(record.question.place))
    scored = [record for record in records if record.is_scored]
    skipped = [_name(record) for record in records if record.skipped and not record.is_scored]
    left_out = [f"skipped, not counted: {', '.join(skipped)}"] if skipped else []
    if not scored:
        return PracticeScore((*left_out, "no answers yet"), ())
    result = practice.result()
    marks = marks_of(result)
    lines = [_line(record, result, marks) for record in scored]
    total = f"{_points(marks)}, {marks.percent:.0f} %"
    phases = _phases(scored, marks)
    return PracticeScore((*lines, *left_out, "", *phases, total), tuple(_advice(scored, result, marks)))


def score_lines(practice: Practice) -> list[str]:
    """Return the lines of the score, the total last."""
    return list(score_of(practice).lines)


def _name(record: Record) -> str:
    step, id = record.question.place
    return id if step == 1 else f"{step}.{id}"


def _line(record: Record, result: GradingResult, marks: Marks) -> str:
    verdicts = result.at(*record.question.place) if record.counted else ()
    kinds = Counter("open" if verdict.kind == "missing" else verdict.label for verdict in verdicts)
    shown = len(record.revealed)
    extras = [
        ", ".join(f"{count} {label}" for label, count in kinds.items()),
        counted(record.attempts, "attempt") if record.attempts > 1 else "",
        counted(record.hint_count, "hint") if record.hint_count else "",
        ("the right value was shown" if record.shown else f"{counted(shown, 'value')} shown") if shown else "",
        "after a skip" if record.skipped else "",
    ]
    reached = point_text(_reached(record, marks))
    about = ", ".join(filter(None, extras))
    return f"{question_sign(record)} {_name(record):<10} {reached:>5} of {record.question.size:<3} {about}"


def _reached(record: Record, marks: Marks) -> float:
    own = marks.of(*record.question.place)
    return 0 if own is None else own.points


def _phases(scored: list[Record], marks: Marks) -> Iterator[str]:
    """Yield a line with the points of each phase, where there are several."""
    phases = dict.fromkeys(record.question.op.phase for record in scored)
    if len(phases) < 2:
        return
    parts = []
    for phase in phases:
        own = [record for record in scored if record.question.op.phase == phase]
        reached = sum(_reached(record, marks) for record in own)
        parts.append(f"{PHASE_TITLES[phase]} {point_text(reached)} of {sum(record.question.size for record in own)}")
    yield "; ".join(parts)


def _advice(scored: list[Record], result: GradingResult, marks: Marks) -> list[Advice]:
    """Return what to practise by kind of operation: where points were lost, then where help or tries were needed."""
    by_role: dict[str, list[Record]] = {}
    for record in scored:
        by_role.setdefault(record.question.op.role, []).append(record)
    found = []
    for role, records in by_role.items():
        lost = {record.question.place: record.question.size - _reached(record, marks) for record in records}
        helped = sum(record.hint_count for record in records)
        tries = sum(max(0, record.attempts - 1) for record in records)
        if any(lost.values()) or helped or tries:
            worst = max(records, key=lambda record: (lost[record.question.place], record.hint_count, record.attempts))
            total = sum(lost.values())
            causes = _causes(records, result) if total else [_effort(helped, tries)]
            head = f"{role} ({listed([_name(record) for record in records])})"
            count = f"{point_text(total)} of {sum(r.question.size for r in records)} points lost" if total else ""
            text = ": ".join(filter(None, [head, "; ".join(filter(None, [count, *causes]))]))
            found.append((-total, -helped - tries, Advice(worst.question.place, text)))
    return [advice for *_, advice in sorted(found, key=lambda item: item[:2])][:_MOST_ADVICE]


def _effort(helped: int, tries: int) -> str:
    needed = [
        counted(helped, "hint") if helped else "",
        f"{tries} more {'try' if tries == 1 else 'tries'}" if tries else "",
    ]
    return f"right, with {listed(filter(None, needed))}"


def _causes(records: list[Record], result: GradingResult) -> list[str]:
    """Return the likeliest mistakes in some questions, the most frequent first, and what else cost points."""
    verdicts = [verdict for record in records if record.counted for verdict in result.at(*record.question.place)]
    named = Counter(
        f"{'' if verdict.kind == 'mistake' else 'perhaps '}{verdict.explanations[0].diagnosis}"
        for verdict in verdicts
        if verdict.kind in ("mistake", "ambiguous") and verdict.explanations
    )
    unnamed = sum(verdict.kind == "wrong" for verdict in verdicts)
    shown = sum(len(record.revealed) for record in records)
    return [
        *(text for text, _ in named.most_common(2)),
        *([f"{unnamed} wrong without a known mistake"] if unnamed else []),
        *([f"{counted(shown, 'value')} shown"] if shown else []),
    ]
