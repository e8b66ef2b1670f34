"""The types of the public functions: mypy checks this file, and it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import nnstep
from nnstep.expr.array import Array
from nnstep.grading.conventions.tried import Outcome
from nnstep.grading.reports.json_report import CheckedSheet
from nnstep.grading.result import GradingResult
from nnstep.scenario.model import Scenario


def test_what_public_functions_return_has_the_type_that_they_state(tmp_path: Path) -> None:
    scenario = nnstep.load("zheng-exercise-1")
    assert_type(scenario, Scenario)
    operations = nnstep.run(scenario)
    assert_type(operations, Iterator[nnstep.RunOperation])
    operation = next(operations)
    assert_type(operation.value, Array)
    path = nnstep.record(scenario, tmp_path / "t.jsonl")
    assert_type(path, Path)
    with nnstep.open_trace(path) as trace:
        assert_type(trace, nnstep.Trace)
        assert_type(trace[0], nnstep.RunOperation)
        picture = nnstep.show(trace, at="1.1.7", what="operation", theme="dark")
    assert_type(picture, nnstep.RunPicture)
    assert_type(picture.svg, str)
    result = nnstep.check(scenario, {"z1": [23, 12, 15, 21], "E": "16553"})
    assert_type(result, GradingResult)
    facts = nnstep.facts(result)
    assert_type(facts, CheckedSheet)
    assert_type(facts["verdicts"][0]["place"], str)
    assert_type(nnstep.which(scenario, {"E": 16553}), list[Outcome])
    check = nnstep.Checker("zheng-exercise-1")
    assert_type(check, nnstep.Checker)
