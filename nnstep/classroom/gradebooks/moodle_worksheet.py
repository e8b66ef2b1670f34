"""Moodle's grading worksheet: exported, filled in with grades and comments, and ready to be uploaded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from nnstep.classroom.roster.class_columns import bare_heading
from nnstep.classroom.roster.class_table import ClassTable, read_table
from nnstep.classroom.roster.roster import Roster, roster_of
from nnstep.errors import CommandError

_HEADINGS = {
    "identifier": ("identifier", "id"),
    "grade": ("grade", "bewertung"),
    "maximum": ("maximumgrade", "bestwertung", "maximalebewertung"),
    "scale": ("scale", "skala"),
    "changeable": ("gradecanbechanged", "bewertungkanngeandertwerden"),
    "comment": ("feedbackcomments", "feedbackalskommentar", "feedbackkommentare", "feedbackkommentar"),
}
_NO = ("no", "nein")
_HINT = "export it with View all submissions → Download grading worksheet"


@dataclass(frozen=True, slots=True)
class WorksheetGrade:
    """What one participant gets."""

    percent: float
    comment: str
    """As HTML."""


@dataclass(frozen=True, slots=True)
class MoodleWorksheet:
    """An exported worksheet."""

    table: ClassTable
    file: str
    identifier: int
    grade: int
    maximum: int | None
    changeable: int | None
    comment: int | None

    def roster(self) -> Roster:
        """Return who is in it; raise CommandError where somebody is there twice."""
        headings = list(self.table.headings)
        headings[self.identifier] = "Identifier"  # in German "ID", as a student's own id is called elsewhere
        return roster_of(replace(self.table, headings=tuple(headings)), self.file)

    def filled(self, grades: Sequence[WorksheetGrade | None]) -> tuple[str, tuple[str, ...]]:
        """Return the worksheet with what each row gets, None leaving it as it is, and the identifiers of locked rows.

        Points are converted to the worksheet's own maximum. Nothing but grades and comments changes.
        """
        rows, locked = [], []
        for row, given in zip(self.table.rows, grades, strict=True):
            if given is not None and self._is_locked(row):
                locked.append(row[self.identifier])
            rows.append(row if given is None or self._is_locked(row) else self._row(row, given))
        return replace(self.table, rows=tuple(rows)).text(), tuple(locked)

    def _is_locked(self, row: tuple[str, ...]) -> bool:
        return self.changeable is not None and bare_heading(row[self.changeable]) in _NO

    def _row(self, row: tuple[str, ...], given: WorksheetGrade) -> tuple[str, ...]:
        cells = list(row)
        maximum = "100.00" if self.maximum is None else row[self.maximum].strip()
        cells[self.grade] = self._graded(given.percent, maximum)
        if self.comment is not None:
            cells[self.comment] = given.comment
        return tuple(cells)

    def _graded(self, percent: float, maximum: str) -> str:
        """Return a grade with two decimals, with the decimal sign with which the maximum is written."""
        comma = "," in maximum and "." not in maximum
        try:
            most = Decimal(maximum.replace(",", ".") if comma else maximum.replace(",", ""))
        except ArithmeticError:
            most = Decimal("nan")
        if not most.is_finite():
            message = f"{self.file}: the maximum grade {maximum!r} is no number"
            raise CommandError(message, _HINT)
        text = f"{max(0.0, percent) * float(most) / 100:.2f}"  # Moodle takes no grade below 0
        return text.replace(".", ",") if comma else text


def read_worksheet(path: Path) -> MoodleWorksheet:
    """Return a worksheet; raise CommandError where the file is none, or grades with a scale of words."""
    table, file = read_table(path), str(path)
    columns = _columns(table.headings)
    if "scale" in columns and "maximum" not in columns:
        message = f"{file}: this assignment is graded with a scale of words, and nnstep gives points"
        raise CommandError(message, "set the grade's type to points in the assignment's settings")
    lacking = [what for what in ("identifier", "grade") if what not in columns]
    if lacking:
        message = f"{file}: this is no grading worksheet of Moodle: there is no column for the {lacking[0]}"
        raise CommandError(message, _HINT)
    return MoodleWorksheet(
        table,
        file,
        columns["identifier"],
        columns["grade"],
        columns.get("maximum"),
        columns.get("changeable"),
        columns.get("comment"),
    )


def _columns(headings: Sequence[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    plain = [bare_heading(heading) for heading in headings]
    for what, known in _HEADINGS.items():
        number = next((plain.index(name) for name in known if name in plain), None)
        if number is not None:
            found[what] = number
    return found
