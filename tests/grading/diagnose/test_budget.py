"""How far the search for explanations goes on one sheet: counted in work, so that it ends at the same place always."""

from __future__ import annotations

import pytest

from nnstep.grading.diagnose import budget
from nnstep.grading.grader import Engine
from nnstep.grading.reports.json_report import judgement_facts
from nnstep.grading.reports.text_report import judgement_lines
from nnstep.grading.result import Judgement
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

WRONG = "".join(f"[step.{step}]\nE = 0.{123457 * step % 999983:06}\n" for step in range(2, 12))


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load(find("sigmoid-2-2-2")))


def judged(engine: Engine, text: str) -> Judgement:
    return engine.judge(parse_sheet(text, "sheet.toml", engine.program))


def test_where_the_search_ended_it_is_said_and_nothing_is_called_unexplained(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_WORK", 20_000)
    judgement = judged(Engine(program), WRONG)
    assert {verdict.kind for verdict in judgement.verdicts} == {"wrong"}
    assert judgement.verdicts[-1].cut_short
    lines = "\n".join(judgement_lines(judgement))
    assert "step.11.E  0.358044        wrong: not explained by what was tried\n" in lines
    assert "not looked further: the search for explanations has reached its limit for one sheet" in lines
    assert "10 not looked further" in judgement.summary
    assert judgement_facts(judgement)["verdicts"][-1]["not_looked_further"] is True


def test_a_sheet_within_the_limit_is_looked_through(program: Program) -> None:
    judgement = judged(Engine(program), "E = 0.123456\n")
    (verdict,) = judgement.verdicts
    assert (verdict.meaning, verdict.cut_short) == ("not explained by anything known", False)
    assert "not looked further" not in judgement.summary


def test_pairs_of_mistakes_leave_half_of_it_to_later_numbers(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    # The second slip is one alone, which the pairs tried for the first number must not keep from being found.
    monkeypatch.setattr(budget, "MOST_WORK", 40_000)
    right = Engine(program).exact.step(1).value("delta2")
    text = f"E = 0.1234567\ndelta2 = [{-right[0, 0]:.7f}, {-right[1, 0]:.7f}]\n"
    first, *later = judged(Engine(program), text).verdicts
    assert first.cut_short
    assert [verdict.kind for verdict in later] == ["mistake", "mistake"]


@pytest.mark.parametrize("most", [5_000, 15_000, 60_000])
def test_a_sheet_has_the_same_verdicts_after_any_other(
    program: Program, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(budget, "MOST_WORK", most)
    fresh, used = Engine(program), Engine(program)
    judged(used, WRONG.replace("0.", "0.9"))
    judged(used, WRONG.partition("[step.9]")[0])
    assert judgement_facts(judged(used, WRONG)) == judgement_facts(judged(fresh, WRONG))
