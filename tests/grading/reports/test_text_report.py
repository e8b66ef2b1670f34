"""What a person reads of a sheet: nothing is said of what was not given, and one slip does not hide the others."""

from __future__ import annotations

import pytest

from nnstep.grading.grader import Engine
from nnstep.grading.reports.errata import errata_lines
from nnstep.grading.reports.text_report import judgement_lines
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(compile_program(load(find("sigmoid-2-2-2"))))


def lines(engine: Engine, text: str, most: int = 6) -> list[str]:
    judgement = engine.judge(parse_sheet(text, "sheet.toml", engine.program))
    return [" ".join(line.split()) for line in judgement_lines(judgement, most=most)]


def test_of_a_single_element_it_is_not_said_that_the_whole_is_correct(engine: Engine) -> None:
    assert lines(engine, "z1.0 = 0.3775")[0] == "z1[0] correct"
    assert lines(engine, "z1 = [0.3775, 0.3925]")[0] == "z1 correct"


def test_many_ways_of_one_slip_come_behind_other_slips(engine: Engine) -> None:
    said = lines(engine, "W2.0.0 = 0.400")
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
        ("W1 = [[1], [1, 2]]", "its rows differ in length, or single numbers stand beside rows"),
    ],
)
def test_a_wrong_shape_is_said_in_words(engine: Engine, text: str, part: str) -> None:
    assert part in lines(engine, text)


def test_one_erratum_is_not_errata() -> None:
    engine = Engine(compile_program(load(find("zheng-forward"))))
    judgement = engine.judge(parse_sheet("a1 = [0.964, 0.978, 0.987]\nz2 = [30.313]\n", "book.toml", engine.program))
    assert next(errata_lines(judgement)) == "book: 1 erratum in 4 numbers"


def test_of_a_0_in_which_the_right_value_is_lost_it_is_said_why(engine: Engine) -> None:
    assert "with so few decimals the right value is 0, too: write at least its first significant digit" in lines(
        engine, "a1 = [0.6, 0.6]\nE = 0"
    )
