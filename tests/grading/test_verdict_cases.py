"""Small sheets that stand for kinds of faults, each with the right verdict: ``data/verdicts.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from nnstep.grading.conventions.outcomes import outcomes
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.tolerance import Tolerance
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse

CASES = tomllib.loads((Path(__file__).parent / "data" / "verdicts.toml").read_text(encoding="utf-8"))["case"]


def program_of(scenario: str) -> Program:
    return compile_program(parse(scenario, "case.toml") if "\n" in scenario else load(find(scenario)))


@pytest.mark.sweep
@pytest.mark.parametrize("case", [case for case in CASES if "verdicts" in case], ids=lambda case: str(case["kind"]))
def test_the_check_says_what_is_right(case: dict[str, Any]) -> None:
    program = program_of(case["scenario"])
    result = Grader(program).grade(parse_sheet(case["sheet"], "sheet.toml", program))
    found = {verdict.place: verdict for verdict in result.verdicts}
    for place, expected in case["verdicts"].items():
        kinds, _, mistake = expected.partition(": ")
        assert found[place].kind in kinds.split(" or "), (place, case["right"])
        if mistake:
            assert found[place].explanations[0].ids == mistake, (place, case["right"])
    if "slips" in case:
        assert len(result.new_mistakes) == case["slips"], case["right"]


@pytest.mark.parametrize("case", [case for case in CASES if "which" in case], ids=lambda case: str(case["kind"]))
def test_the_convention_that_gives_all_numbers_is_found(case: dict[str, Any]) -> None:
    program = program_of(case["scenario"])
    every = outcomes(program, parse_sheet(case["sheet"], "sheet.toml", program), Tolerance())
    assert [outcome.departures for outcome in every if outcome.reproduces] == [case["which"]]
