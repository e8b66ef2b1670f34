"""Sheets as pages: what is typed into the editor of a learning platform is read as the lines that a browser shows."""

from __future__ import annotations

import pytest

from nnstep.errors import SheetError
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

ZHENG = compile_program(load(find("zheng-exercise-1")))
ONLINE_TEXT = """<html><head><meta charset="utf-8"><title>E = 1</title><style>p = { color: red }</style></head><body>
<p dir="ltr">E&nbsp;= <b>16553</b></p><p>delta2 = [&minus;115, 141]</p><div>z1 = [[23], [12],<br>[15],<!-- 7 --> [21]]
</div></body></html>"""


def read(text: str) -> dict[str, list[str]]:
    sheet = parse_sheet(text, "onlinetext.html", ZHENG)
    return {id: [str(given.cells[at].typed) for at in sorted(given.cells)] for (_, id), given in sheet.answers.items()}


def test_the_lines_that_a_browser_shows_are_the_answers() -> None:
    assert read(ONLINE_TEXT) == {"E": ["16553"], "delta2": ["-115", "141"], "z1": ["23", "12", "15", "21"]}


def test_a_fault_is_named_at_its_place_in_the_page() -> None:
    with pytest.raises(SheetError, match=r"onlinetext\.html:1: E .*\n.*\n1 \| <p>E = 12x4</p>\n +\| +\^"):
        read("<p>E = 12x4</p>")


@pytest.mark.parametrize("text", ["<p>Mine: see the scan</p>", "<script>E = 1</script>", "<style>E = 1", "<", "<p", ""])
def test_a_page_without_such_lines_has_no_answers(text: str) -> None:
    with pytest.raises(SheetError, match="there are no answers in it"):
        read(text)


def test_tags_that_are_never_closed_take_no_time() -> None:
    with pytest.raises(SheetError, match="there are no answers in it"):
        read("<style><p <" * 100_000)
