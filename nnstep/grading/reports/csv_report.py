"""The grades of many sheets as CSV, one line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import MEANINGS, Kind


def grades_csv(results: Iterable[GradingResult], scale: dict[Kind, float] | None = None) -> str:
    """Return the table: sheet, points, how many numbers, how many of each verdict, the first mistake, the mistakes."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["sheet", "points", "numbers", *MEANINGS, "first_mistake", "mistakes"])
    for result in results:
        first = result.first_mistake
        writer.writerow(
            [
                _harmless(result.sheet.name),
                f"{result.points(scale):g}",
                len(result.verdicts),
                *result.counts().values(),
                "" if first is None else first.place,
                "; ".join(result.mistakes),
            ]
        )
    return table.getvalue()


def _harmless(name: str) -> str:
    """Return a name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
