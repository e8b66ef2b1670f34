"""Names of students' files: safe, each student's own, and the same in each run."""

from __future__ import annotations

import re

from nnstep.classroom.roster.file_names import file_names

HOSTILE = [
    *("../../etc/passwd", "/root", "a/b", "a\\b", "..", ".", "", ".hidden", "-rf", "index", "CON", "nul.txt", "a:b"),
    *("x" * 300, "A", "a", "a\x00b", "\x1b[31m", "a b", "=cmd", "日本", "é"),
]


def names(*ids: str) -> list[str]:
    return file_names(ids, ".html")


def test_a_plain_id_is_the_name() -> None:
    assert names("12345678", "am1@x.de", "Müller") == ["12345678.html", "am1@x.de.html", "Müller.html"]


def test_no_id_leads_out_of_the_folder_or_to_another_students_file() -> None:
    found = names(*HOSTILE)
    assert len({name.casefold() for name in found}) == len(HOSTILE)
    assert all(re.fullmatch(r"[\w][\w.@+-]*\.html", name) for name in found)
    assert max(map(len, found)) < 100
    assert not {"index.html", "con.html"} & {name.casefold() for name in found}


def test_names_do_not_depend_on_who_else_is_there() -> None:
    assert names("a b", "c")[0] == names("d", "e", "a b")[2]


def test_what_moodle_takes_back_begins_as_it_wants() -> None:
    beginning = "Anna Meyer_12345_assignsubmission_file_"
    assert file_names(["100"], ".html", [beginning]) == [f"{beginning}feedback.html"]
    (hostile,) = file_names(["100"], ".html", ["../a\x1b_1_assignsubmission_file_"])
    assert hostile == "a-_1_assignsubmission_file_feedback.html"
    assert file_names(["100"], ".html", ["x" * 300]) == ["100.html"]
