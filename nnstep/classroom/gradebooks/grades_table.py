"""The grades of many sheets as CSV, one line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from nnstep.grading.asked_numbers import Asked
from nnstep.grading.marks import Marks, percent_text, point_text
from nnstep.grading.reports.sheet_findings import SheetFinding, findings_of
from nnstep.grading.result import GradingResult
from nnstep.grading.verdict import place_name
from nnstep.outputs.csv_text import CellNumber, csv_text

GradeCells: TypeAlias = tuple[str, ...]
"""What `grade_cells` gives for one sheet."""


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One line of the table."""

    id: str
    cells: GradeCells = ()
    """Empty for a student whose sheet is not graded."""
    file: str = ""
    name: str = ""
    status: str = ""
    """Of a class: whether the sheet is graded, else why not, and what else there is to know."""


def grades_csv(asked: Asked, lines: Iterable[GradeLine], *, of_class: bool = False) -> str:
    """Return the table, whose columns depend on what was asked alone, so that tables can be joined.

    They are ``id``, ``points``, ``maximum``, ``percent``; the points of each quantity that was asked, under its name
    (``z1``, ``step.2.E``); ``first_mistake`` (its place), ``mistake`` (its id), ``diagnosis`` (what was done), and
    ``mistakes`` (the ids of all); ``file``. That `of_class` also has ``name``, after the id, and ``status`` at the end.
    """
    names = [place_name(step, id) for step, id in asked]
    head = ["points", "maximum", "percent", *names, "first_mistake", "mistake", "diagnosis", "mistakes"]
    every = [
        ("id", "name", *head, "file", "status"),
        *((line.id, line.name, *(line.cells or [""] * len(head)), line.file, line.status) for line in lines),
    ]
    return csv_text(every if of_class else ((row[0], *row[2:-1]) for row in every))


def grade_cells(result: GradingResult, marks: Marks) -> GradeCells:
    """Return what stands in the line of one sheet, without whose it is, with the marks for what was asked."""
    first = next(iter(findings_of(result).mistakes), None)
    first = first if first is not None and first.mistakes else None
    leading = first.rivals[0] if first is not None and first.rivals else None
    return (
        *map(CellNumber, (point_text(marks.points), point_text(marks.maximum), percent_text(marks.percent))),
        *(CellNumber(point_text(quantity.points)) for quantity in marks.quantities),
        "" if first is None else first.first.place,
        "" if leading is None else leading.ways[0].ids,
        _diagnosis(first),
        "; ".join(result.mistakes),
    )


def _diagnosis(first: SheetFinding | None) -> str:
    """Return what was done in the first mistake, as far as that is known."""
    if first is None or (first.kind == "wrong" and not first.first.source):
        return ""
    return first.rivals[0].ways[0].diagnosis if first.rivals else first.statement
