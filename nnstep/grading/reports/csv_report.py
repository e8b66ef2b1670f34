"""The grades of many sheets as CSV, one line each. Knows judgements and text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from nnstep.grading.result import Judgement
from nnstep.grading.verdict import MEANINGS, Kind


def grades_csv(judgements: Iterable[Judgement], scale: dict[Kind, float] | None = None) -> str:
    """Return the table: sheet, points, how many numbers, how many of each verdict, the first slip, the mistakes."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["sheet", "points", "numbers", *MEANINGS, "first_slip", "mistakes"])
    for judgement in judgements:
        first = judgement.first_slip
        writer.writerow(
            [
                _harmless(judgement.sheet.name),
                f"{judgement.points(scale):g}",
                len(judgement.verdicts),
                *judgement.counts().values(),
                "" if first is None else first.place,
                "; ".join(judgement.mistakes),
            ]
        )
    return table.getvalue()


def _harmless(name: str) -> str:
    """Return a name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
