"""The score of an exercise: by question, and in total."""

from __future__ import annotations

from nnstep.explain.explanation import formula_number
from nnstep.grading.verdict import Verdict, points
from nnstep.session.practice.practice import Practice
from nnstep.session.practice.question import Record


def score_lines(practice: Practice) -> list[str]:
    """Return a line for each question that was answered, or whose right value was shown, and the total."""
    counted = [record for record in practice.records.values() if record.is_scored]
    if not counted:
        return ["no answers yet"]
    result = practice.result()
    lines = [_line(record, result.at(*record.question.place)) for record in counted]
    reached, possible = result.points(), len(result.verdicts)
    share = f"{100 * reached / possible:.0f} %"
    return [*lines, "", f"{formula_number(reached)} of {possible} points, {share}"]


def _line(record: Record, verdicts: tuple[Verdict, ...]) -> str:
    kinds = [verdict.kind for verdict in verdicts] if record.counted else []
    extras = [
        ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)),
        f"{record.attempts} attempts" if record.attempts > 1 else "",
        f"{record.hints} {'hint' if record.hints == 1 else 'hints'}" if record.hints else "",
        "the right value was shown" if record.shown else "",
    ]
    step, id = record.question.place
    place = id if step == 1 else f"{step}.{id}"
    about = ", ".join(filter(None, extras))
    reached = formula_number(sum(map(points, verdicts)))
    return f"{place:<10} {reached:>5} of {record.question.size:<3} {about}"
