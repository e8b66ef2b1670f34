"""The roster: the students of a class, read from the table that the university or the platform gives."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nnstep.classroom.roster.class_columns import Column, columns_of, named_column, no_column
from nnstep.classroom.roster.class_table import ClassTable, read_table
from nnstep.classroom.roster.person_names import id_key
from nnstep.errors import CommandError
from nnstep.harmless_text import visible

_LAST_NUMBER = re.compile(r"(?<!\d)(\d++)\s*+$")


@dataclass(frozen=True, slots=True)
class Student:
    """One person of the class."""

    id: str
    """What they are called in grades; unique."""
    name: str = ""
    ids: frozenset[str] = frozenset()
    """All that the roster calls them by, as it is compared: numbers, user names, addresses."""
    participant: str = ""
    """Moodle's number of the participant, where the roster has it."""

    @property
    def label(self) -> str:
        """What people read, in one harmless line: ``Anna Meyer (123)``."""
        return visible(f"{self.name} ({self.id})" if self.name and self.name != self.id else self.id)


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a class, in the order of the table."""

    students: tuple[Student, ...]
    file: str = ""

    @property
    def has_names(self) -> bool:
        """Whether it names anybody."""
        return any(student.name for student in self.students)


def read_roster(path: Path, id_column: str = "", name_column: str = "") -> Roster:
    """Return the roster of a .csv file.

    The columns are known by their headings, or named by theirs or by a number from 1. Raise CommandError where the file
    can't be read, a column is not found, or an id is there twice.
    """
    return roster_of(read_table(path), str(path), id_column, name_column)


def roster_of(table: ClassTable, file: str, id_column: str = "", name_column: str = "") -> Roster:
    """Return the roster that a table of the file of this name holds; raise as `read_roster` does."""
    columns = columns_of(table.headings)
    if id_column:
        chosen = named_column(id_column, table.headings, "--id-column", file)
        columns["id"] = [chosen, *(number for number in columns["id"] if number != chosen)]
    if name_column:
        columns["name"] = [named_column(name_column, table.headings, "--name-column", file)]
    if not (columns["id"] or columns["participant"] or columns["email"]):
        raise no_column("student's id", "--id-column", table.headings, file)
    students = tuple(_student(row, columns) for row in table.rows)
    _refuse_doubtful(students, file)
    return Roster(students, visible(file))


def _student(row: tuple[str, ...], columns: dict[Column, list[int]]) -> Student:
    def cells(column: Column) -> list[str]:
        return [text for number in columns[column] if (text := row[number].strip())]

    participant = next(iter(cells("participant")), "")
    number = _LAST_NUMBER.search(participant)
    ids = [*cells("id"), *cells("email")]
    name = next(iter(cells("name")), "") or " ".join([*cells("first")[:1], *cells("last")[:1]])
    return Student(
        next(iter([*ids, participant]), ""), name, frozenset(map(id_key, ids)), number[1] if number is not None else ""
    )


def _refuse_doubtful(students: tuple[Student, ...], file: str) -> None:
    """Raise CommandError where a student has no id, or two have the same one."""
    nameless = next((number for number, student in enumerate(students, start=1) if not student.id), None)
    if nameless is not None:
        raise CommandError(f"{file}: student {nameless} has no id", "fill in the cell, or remove the row")
    twice = [id for id, count in Counter(id_key(student.id) for student in students).items() if count > 1]
    if twice:
        hint = "keep one of the rows, or name the column of the ids with --id-column"
        raise CommandError(f"{file}: the id {twice[0]!r} is there twice", hint)
