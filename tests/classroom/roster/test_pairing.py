"""Who handed in what: by ids, by names, and by nobody where that is in doubt."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from nnstep.classroom.handed_in.claim import Owner, OwnerClaim
from nnstep.classroom.handed_in.entries import HandedEntry
from nnstep.classroom.handed_in.submissions import HandedFile, Submission, submission_of
from nnstep.classroom.roster.pairing import Paired, paired
from nnstep.classroom.roster.person_names import id_key
from nnstep.classroom.roster.roster import Roster, Student


def handed_in(name: str = "", *ids: str, number: str = "", changed: float = 0.0) -> Submission:
    owner = Owner(name, ids, number)
    path = PurePosixPath(f"{owner.label}{changed}.toml")
    return submission_of(owner, [HandedFile(HandedEntry(path, str(path), changed, Path(path)), OwnerClaim((owner,)))])


def student(id: str, name: str = "", participant: str = "") -> Student:
    return Student(id, name, frozenset({id_key(id)}), participant)


def known(result: Paired) -> dict[str, str]:
    """Return whose each paired submission is, by the student's id."""
    return {each.student.id: each.submission.owner.label for each in result.handed_in if not each.doubt}


def doubts(result: Paired) -> list[str]:
    return [each.doubt for each in result.handed_in if each.doubt]


CLASS = Roster((student("100", "Anna Meyer"), student("101", "Ben Öz"), student("102", "Cem Li")))


def test_ids_and_names_find_their_students() -> None:
    result = paired([handed_in("ozben", number="7"), handed_in("x", "100"), handed_in("Li, Cem", "Li, Cem")], CLASS)
    assert known(result) == {"100": "100", "101": "ozben", "102": "Li, Cem"}
    assert result.missing == []


def test_students_without_a_sheet_and_sheets_without_a_student_are_listed() -> None:
    result = paired([handed_in("Anna Meyer"), handed_in("Zoe", number="3")], CLASS)
    assert [each.id for each in result.missing] == ["101", "102"]
    assert [(each.student.id, each.doubt) for each in result.handed_in[1:]] == [("Zoe", "nobody of the roster fits")]


def test_a_platforms_own_number_is_nobodys_id() -> None:
    """User 101 of the platform is Anna, who is not student 101."""
    assert known(paired([handed_in("Anna Meyer", number="101")], CLASS)) == {"100": "Anna Meyer"}
    assert known(paired([handed_in("Zoe", number="101")], CLASS)) == {}


def test_it_counts_where_the_roster_has_no_names_or_a_name_twice() -> None:
    assert known(paired([handed_in("Zoe", number="101")], Roster((student("101"),)))) == {"101": "Zoe"}
    twins = Roster((student("1", "Kim Li"), student("2", "Kim Li")))
    assert known(paired([handed_in("Kim Li", number="2")], twins)) == {"2": "Kim Li"}
    doubtful = paired([handed_in("Kim Li", number="9")], twins)
    assert known(doubtful) == {}
    assert doubts(doubtful) == ["2 students of the roster fit: Kim Li (1), Kim Li (2)"]


def test_zeros_that_a_spreadsheet_dropped_do_not_matter() -> None:
    assert known(paired([handed_in("", "00100")], CLASS)) == {"100": "00100"}


def test_a_name_with_the_ids_of_two_students_is_nobodys() -> None:
    assert known(paired([handed_in("", "Meyer_am_100", "Meyer", "am", "100")], CLASS)) == {"100": "Meyer_am_100"}
    result = paired([handed_in("", "100_101", "100", "101")], CLASS)
    assert doubts(result) == ["2 students of the roster fit: Anna Meyer (100), Ben Öz (101)"]


def test_two_people_of_one_name_are_not_made_one() -> None:
    result = paired([handed_in("Anna Meyer", number="7"), handed_in("Anna Meyer", number="8")], CLASS)
    assert known(result) == {}
    assert doubts(result) == ["several people fit Anna Meyer (100) of the roster: Anna Meyer (7), Anna Meyer (8)"] * 2
    assert "100" in [each.id for each in result.missing]
    assert len({each.student.id for each in result.handed_in}) == 2


def test_several_files_of_one_id_are_one_students() -> None:
    result = paired([handed_in("", "100", "a", changed=2), handed_in("", "100", "b", changed=1)], CLASS)
    (one,) = result.handed_in
    assert one.submission.sheet is not None
    assert one.submission.sheet.changed == 2


def test_moodles_participants_are_known_by_their_number_unless_the_names_differ() -> None:
    roster = Roster((student("100", "Anna Meyer", "7"), student("101", "Ben Öz", "8")))
    assert known(paired([handed_in("Participant", number="8")], roster)) == {"101": "Participant"}
    assert known(paired([handed_in("Anna Meyer", number="8")], roster)) == {"100": "Anna Meyer"}


def test_without_a_roster_everybody_is_called_as_the_platform_does() -> None:
    result = paired([handed_in("Kim", number="1"), handed_in("Kim", number="2"), handed_in("", "100")])
    assert [each.student.id for each in result.handed_in] == ["Kim", "Kim 2", "100"]
    assert doubts(result) == []
