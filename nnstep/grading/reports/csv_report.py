"""The grades of many sheets as CSV, one line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from nnstep.grading.asked_numbers import Asked
from nnstep.grading.marks import Marks, percent_text, point_text
from nnstep.grading.reports.sheet_findings import SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import place_name
from nnstep.harmless_text import harmless_cell


def grades_csv(asked: Asked, rows: Iterable[Sequence[str]]) -> str:
    """Return the table of `grade_row`s, whose columns depend on what was asked alone, so that tables can be joined.

    They are ``id``, ``points``, ``maximum``, ``percent``; the points of each quantity that was asked, under its name
    (``z1``, ``step.2.E``); ``first_mistake`` (its place), ``mistake`` (its id), ``diagnosis`` (what was done), and
    ``mistakes`` (the ids of all); ``file``.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    names = (place_name(step, id) for step, id in asked)
    head = ("id", "points", "maximum", "percent")
    writer.writerow([*head, *names, "first_mistake", "mistake", "diagnosis", "mistakes", "file"])
    writer.writerows(rows)
    return table.getvalue()


def grade_row(result: GradingResult, marks: Marks, file: str) -> tuple[str, ...]:
    """Return the line of one sheet, with the marks for what was asked."""
    first = next(iter(findings_of(result).mistakes), None)
    first = first if first is not None and first.mistakes else None
    leading = first.rivals[0] if first is not None and first.rivals else None
    return (
        harmless_cell(result.sheet.name),
        point_text(marks.points),
        point_text(marks.maximum),
        percent_text(marks.percent),
        *(point_text(quantity.points) for quantity in marks.quantities),
        "" if first is None else first.first.place,
        "" if leading is None else leading.ways[0].ids,
        _diagnosis(first),
        "; ".join(result.mistakes),
        harmless_cell(file),
    )


def _diagnosis(first: SheetFinding | None) -> str:
    """Return what was done in the first mistake, as far as that is known."""
    if first is None or (first.kind == "wrong" and not first.first.source):
        return ""
    return first.rivals[0].ways[0].diagnosis if first.rivals else first.statement
