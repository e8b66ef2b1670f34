"""How an exercise went: question by question, and in all. Knows records only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.machine.account import formula_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nnstep.session.practice import Record


def score_lines(records: Iterable[Record]) -> list[str]:
    """Return a line for each question that was answered, or whose right value was asked for, and the sum."""
    counted = [record for record in records if record.attempts or record.shown]
    if not counted:
        return ["nothing was answered"]
    reached = sum(record.points for record in counted)
    possible = sum(record.question.size for record in counted)
    share = f"{100 * reached / possible:.0f} %"
    return [*map(_line, counted), "", f"{formula_number(reached)} of {possible} points, {share}"]


def _line(record: Record) -> str:
    kinds = [verdict.kind for verdict in record.verdicts]
    extras = [
        ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)),
        f"{record.attempts} attempts" if record.attempts > 1 else "",
        f"{record.hints} {'hint' if record.hints == 1 else 'hints'}" if record.hints else "",
        "the right value was shown" if record.shown else "",
    ]
    step, id = record.question.place
    place = id if step == 1 else f"{step}.{id}"
    about = ", ".join(filter(None, extras))
    return f"{place:<10} {formula_number(record.points):>5} of {record.question.size:<3} {about}"
