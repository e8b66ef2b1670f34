"""What a person reads of a sheet: nothing is said of what was not given, and one mistake does not hide the others."""

from __future__ import annotations

import pytest

from nnstep.grading.grader import Grader
from nnstep.grading.reports.errata import errata_lines
from nnstep.grading.reports.text_report import result_lines
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(compile_program(load(find("sigmoid-2-2-2"))))


def lines(grader: Grader, text: str, most: int = 6) -> list[str]:
    result = grader.grade(parse_sheet(text, "sheet.toml", grader.program))
    return [" ".join(line.split()) for line in result_lines(result, most=most)]


def test_of_a_single_element_it_is_not_said_that_the_whole_is_correct(grader: Grader) -> None:
    assert lines(grader, "z1.0 = 0.3775")[0] == "z1[0] correct"
    assert lines(grader, "z1 = [0.3775, 0.3925]")[0] == "z1 correct"


def test_many_ways_of_one_mistake_come_behind_other_mistakes(grader: Grader) -> None:
    said = lines(grader, "W2.0.0 = 0.400")
    written = [line for line in said if line.startswith("this is what you get")]
    assert sum("another learning rate" in line for line in written) <= 2
    assert any("left as they were" in line for line in written)
    assert any("other-rate (" in line and "ways)" in line for line in said)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("z1 = [1, 2, 3]", "it is 3 numbers in one list, but z1 is 2×1"),
        ("E = [1, 2]", "it is 2 numbers in one list, but E is a single number"),
        ("z1 = 3", "it is a single number, but z1 is 2×1"),
        ("W1 = [[1], [1, 2]]", "its rows differ in length, or it mixes numbers and rows"),
    ],
)
def test_a_wrong_shape_is_said_in_words(grader: Grader, text: str, part: str) -> None:
    assert part in lines(grader, text)


def test_one_erratum_is_not_errata() -> None:
    grader = Grader(compile_program(load(find("zheng-forward"))))
    result = grader.grade(parse_sheet("a1 = [0.964, 0.978, 0.987]\nz2 = [30.313]\n", "book.toml", grader.program))
    assert next(errata_lines(result)) == "book: 1 erratum in 4 numbers"


def test_of_a_0_in_which_the_right_value_is_lost_it_is_said_why(grader: Grader) -> None:
    assert (
        "at this many decimals the right value rounds to 0 as well: write at least the first significant digit"
        in lines(grader, "a1 = [0.6, 0.6]\nE = 0")
    )
