"""Rosters as universities and platforms give them: any separator, encoding and heading, and nobody twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.classroom.roster.roster import Roster, read_roster
from nnstep.errors import CommandError

ANNA = ("100", "Anna Meyer")
OETTO = ("101", "Ötto Müller")


def roster(folder: Path, data: bytes | str, **columns: str) -> Roster:
    path = folder / "class.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_roster(path, **columns)


def people(found: Roster) -> list[tuple[str, str]]:
    return [(student.id, student.name) for student in found.students]


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n100,Anna Meyer\n101,Ötto Müller\n",
        "\ufeffMatrikelnummer;Nachname;Vorname\r\n100;Meyer;Anna\r\n101;Müller;Ötto\r\n",
        "Vorname\tNachname\tMatr.-Nr.\n Anna \tMeyer\t100\nÖtto\tMüller\t101\n\n",
        'Student,ID,SIS User ID,SIS Login ID,Section\n"Anna Meyer",9,100,am,S1\n"Ötto Müller",8,101,om,S1\n',
        'First Name,Last Name,SID,Email\nAnna,Meyer,100,a@x\nÖtto,Müller,101,"o@x"\n',
        "sep=|\nid|name\n100|Anna Meyer\n101|Ötto Müller\n",
        'student_id,"Full name"\n100,Anna Meyer\n101,Ötto Müller\n',
    ],
    ids=["plain", "excel in german", "tabs", "canvas", "gradescope", "stated", "underscores"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_columns_are_found_by_their_headings(tmp_path: Path, text: str, encoding: str) -> None:
    data = text.encode(encoding) if encoding != "cp1252" else text.removeprefix("\ufeff").encode(encoding)
    ids = ["9", "8"] if "SIS" in text else ["100", "101"]
    assert people(roster(tmp_path, data)) == [(ids[0], ANNA[1]), (ids[1], OETTO[1])]


def test_every_id_of_a_student_is_known(tmp_path: Path) -> None:
    (student,) = roster(tmp_path, "ID,SIS User ID,SIS Login ID,Email,Student\n9,100, AM1 ,A@x.de,Anna\n").students
    assert student.ids == {"9", "100", "am1", "a@x.de"}


def test_moodles_worksheet_is_a_roster(tmp_path: Path) -> None:
    found = roster(tmp_path, "Identifier,Full name,Email address,Grade\nParticipant 12345,Anna Meyer,a@x,\n")
    assert people(found) == [("a@x", "Anna Meyer")]
    assert found.students[0].participant == "12345"


@pytest.mark.parametrize("name", ["Kürzel", "kurzel", "2"])
def test_columns_can_be_named(tmp_path: Path, name: str) -> None:
    found = roster(tmp_path, "Wer,Kürzel\nAnna Meyer,100\n", id_column=name, name_column="wer")
    assert people(found) == [ANNA]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wer,Was\nAnna,1\n", "no column is known as the student's id; its columns are “Wer”, “Was”"),
        ("id,name\n", "the table has no rows"),
        ("", "the table has no rows"),
        ("id,name\n1,Anna\n1 ,Ben\n", "the id '1' is there twice"),
        ("id,name\n1,Anna\n,Ben\n", "student 2 has no id"),
        ("id,name\n1,Meyer,Anna\n", "row 2 has more cells than there are columns (2)"),
        ("id,name\n1,\0\n", "this is no text"),
        ("\x1b[31mid,name\n1,x\n", "“\\x1b[31mid”"),
    ],
)
def test_what_is_no_roster_is_refused_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        roster(tmp_path, text)
    assert said in refused.value.message
    assert "\x1b" not in refused.value.message + refused.value.hint


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"--id-column: .* has no column 'matrikel'"):
        roster(tmp_path, "id,name\n1,x\n", id_column="matrikel")


def test_a_cell_that_never_ends_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="this is no table"):
        roster(tmp_path, f'id,name\n1,"{"x" * 200_000}\n')
