"""The table of grades: no cell of a stranger's is a formula."""

from __future__ import annotations

import csv

import pytest

from nnstep.classroom.gradebooks.grades_table import GradeLine, grades_csv

ASKED = {(1, "z1"): ((0,),), (2, "E"): ((),)}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1", "-"])
def test_a_strangers_text_is_no_formula(text: str) -> None:
    line = GradeLine(text, ("1", "2", "50", "1", "0", "", "", "", ""), text, text, text)
    (row,) = csv.DictReader(grades_csv(ASKED, [line], of_class=True).splitlines())
    for column in ("id", "name", "file", "status"):
        assert row[column].lstrip()[:1] not in ("=", "+", "-", "@", "＝")
    assert row["points"] == "1"


def test_the_columns_depend_on_what_was_asked_and_whether_it_is_a_class() -> None:
    plain, of_class = (grades_csv(ASKED, [GradeLine("a")], of_class=each).splitlines() for each in (False, True))
    found = "points,maximum,percent,z1,step.2.E,first_mistake,mistake,diagnosis,mistakes,file"
    assert plain[0] == f"id,{found}"
    assert of_class[0] == f"id,name,{found},status"
    assert [len(next(csv.reader([line]))) for line in (*plain, *of_class)] == [11, 11, 13, 13]
