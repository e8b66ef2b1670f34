"""Moodle's grading worksheet: filled in, all else kept."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from nnstep.classroom.gradebooks.moodle_worksheet import MoodleWorksheet, WorksheetGrade, read_worksheet
from nnstep.errors import CommandError

ENGLISH = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    'Participant 12345,"Meyer, Anna",a@x,"Submitted for grading",,100.00,Yes,"Monday, 2 November 2026, 9:00 AM",-,\n'
    'Participant 12346,=cmd|x,b@x,"No submission",7.50,100.00,No,-,-,"<p>old, kept</p>"\n'
)
GERMAN = (
    "\ufeffID;Vollständiger Name;ID-Nummer;Bewertung;Bestwertung;"
    "Bewertung kann geändert werden;Feedback als Kommentar\r\n"
    "Teilnehmer/in12345;Anna Meyer;700;;20,00;Ja;\r\n"
)


def worksheet(folder: Path, text: str) -> MoodleWorksheet:
    path = folder / "worksheet.csv"
    path.write_bytes(text.encode())
    return read_worksheet(path)


def cells(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))


def test_grades_and_comments_are_filled_in_and_all_else_is_kept(tmp_path: Path) -> None:
    sheet = worksheet(tmp_path, ENGLISH)
    text, locked = sheet.filled([WorksheetGrade(62.5, "<p>a, b</p>\n"), None])
    before, after = cells(ENGLISH), cells(text)
    assert (after[1][4], after[1][9]) == ("62.50", "<p>a, b</p>\n")
    before[1][4], before[1][9] = after[1][4], after[1][9]
    assert after == before
    assert locked == ()


def test_nothing_filled_in_is_what_it_was(tmp_path: Path) -> None:
    assert cells(worksheet(tmp_path, ENGLISH).filled([None, None])[0]) == cells(ENGLISH)


def test_a_grade_that_is_locked_stays_and_is_said(tmp_path: Path) -> None:
    text, locked = worksheet(tmp_path, ENGLISH).filled([None, WorksheetGrade(100, "new")])
    assert cells(text) == cells(ENGLISH)
    assert locked == ("Participant 12346",)


def test_points_are_converted_to_its_maximum_with_its_decimal_sign(tmp_path: Path) -> None:
    text, _ = worksheet(tmp_path, GERMAN).filled([WorksheetGrade(62.5, "ä")])
    assert cells(text, ";")[1] == ["Teilnehmer/in12345", "Anna Meyer", "700", "12,50", "20,00", "Ja", "ä"]
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == 2


def test_it_says_who_takes_part(tmp_path: Path) -> None:
    (student,) = worksheet(tmp_path, GERMAN).roster().students
    assert (student.id, student.name, student.participant) == ("700", "Anna Meyer", "12345")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Grade\nx,1\n", "there is no column for the identifier"),
        ("Identifier,Full name\nParticipant 1,x\n", "there is no column for the grade"),
        ("Identifier,Grade,Scale\nParticipant 1,,good\n", "a scale of words"),
    ],
)
def test_what_is_no_worksheet_with_points_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        worksheet(tmp_path, text)


def test_a_maximum_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="'viel' is no number"):
        worksheet(tmp_path, "Identifier,Grade,Maximum Grade\nParticipant 1,,viel\n").filled([WorksheetGrade(1, "")])
