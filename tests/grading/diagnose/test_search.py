"""How far the search for explanations goes on one sheet: counted in work, so that it ends at the same place always."""

from __future__ import annotations

import pytest

from nnstep.grading.diagnose.search import StorySearch
from nnstep.grading.grader import Grader
from nnstep.grading.reports.json_report import result_facts
from nnstep.grading.reports.text_report import result_lines
from nnstep.grading.result import GradingResult
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.progress import tell_nobody
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

WRONG = "".join(f"[step.{step}]\nE = 0.{123457 * step % 999983:06}\n" for step in range(2, 12))


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("sigmoid-2-2-2")))


def graded(grader: Grader, text: str) -> GradingResult:
    return grader.grade(parse_sheet(text, "sheet.toml", grader.program))


def limited(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(StorySearch.__init__, "__defaults__", (most, tell_nobody))


@pytest.mark.thorough
def test_where_the_search_ended_it_is_said_and_nothing_is_called_unexplained(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, 20_000)
    result = graded(Grader(program), WRONG)
    assert {verdict.kind for verdict in result.verdicts} == {"wrong"}
    assert result.verdicts[-1].cut_short
    lines = "\n".join(result_lines(result))
    assert "no mistake that was tried explains it" in lines
    assert "the search for explanations stopped at its limit for one sheet" in lines
    assert "10 not fully searched" in result.summary
    assert result_facts(result)["verdicts"][-1]["not_looked_further"] is True


def test_a_sheet_within_the_limit_is_looked_through(program: Program) -> None:
    result = graded(Grader(program), "E = 0.123456\n")
    (verdict,) = result.verdicts
    assert (verdict.meaning, verdict.cut_short) == ("no known mistake explains it", False)
    assert "not fully searched" not in result.summary


@pytest.mark.sweep
@pytest.mark.parametrize("most", [5_000, 15_000, 60_000])
def test_a_sheet_has_the_same_verdicts_after_any_other(
    program: Program, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    limited(monkeypatch, most)
    fresh, used = Grader(program), Grader(program)
    graded(used, WRONG.replace("0.", "0.9"))
    graded(used, WRONG.partition("[step.9]")[0])
    assert result_facts(graded(used, WRONG)) == result_facts(graded(fresh, WRONG))
