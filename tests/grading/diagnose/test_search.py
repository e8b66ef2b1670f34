"""The search for explanations: what it finds, and how far it goes, counted in work, so that it ends at one place."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import evidence_of
from nnstep.grading.diagnose.search import StorySearch
from nnstep.grading.diagnose.slip import Slip
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
from tests.grading.diagnose.exercises import TWO_LAYERS, grader_of
from tests.grading.diagnose.exercises import graded as graded_exercise
from tests.grading.diagnose.stories import HAND, KNOWN, judged, slip, told

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


def search_of(sheet: str, most: int = 100_000) -> StorySearch:
    grader = grader_of(TWO_LAYERS)
    evidence = evidence_of(grader.context, parse_sheet(sheet, "sheet.toml", grader.program))
    return StorySearch(grader.context, evidence, most)


@pytest.mark.parametrize(
    ("sheet", "most", "expected"),
    [
        ("E = 0.9", 100_000, 25_000),
        ("z1 = [0.9, 0.9]", 100_000, 30_000),
        ('z1 = [0.9, "?"]', 100_000, 25_000),
        ("z1 = [0.9, 0.9]", 7_000, 7_000),
    ],
)
def test_of_few_numbers_it_is_not_looked_for_as_long(sheet: str, most: int, expected: int) -> None:
    search = search_of(sheet, most)
    search._teller.work = expected
    assert not search.is_spent
    search._teller.work += 1
    assert search.is_spent


def test_of_the_stories_that_came_near_the_eight_simplest_are_told() -> None:
    search = search_of("E = 0.9")
    costs = [7.0, 3.0, 9.0, 1.0, 8.0, 2.0, 6.0, 4.0, 5.0]
    search._teller.around = [(slip(cost / 2), slip(cost / 2)) for cost in costs]
    assert [sum(each.bits for each in slips) for slips in search.around] == sorted(costs)[:8]


def test_a_story_of_several_slips_is_told_without_each() -> None:
    search = search_of("z1 = [0.9, 0.9]")
    one, two, three = slip(target="z1"), slip(target="a1"), slip(target="z2")
    without = search.without(told(one, two))
    assert {kept: run.slips for kept, run in without.items()} == {one: (two,), two: (one,)}
    assert search.without(told(one, two, three))[two].slips == (one, three)
    assert search.without(told(one)) == {}


def test_every_mistake_that_needs_no_constant_is_told_alone() -> None:
    search = search_of("z1 = [0.9, 0.9]")
    variants = grader_of(TWO_LAYERS).context.variants.single
    runs = search.every_mistake()
    assert [run.slips[0].mistakes for run in runs] == [each.mistakes for each in variants if not each.free]
    assert all(run.slips[0].step is None and len(run.slips) == 1 for run in runs)
    search._teller.work = 10**9
    assert search.every_mistake() == []


@pytest.mark.parametrize(
    ("own", "explained", "more"),
    [
        (slip(5, KNOWN), [0], bits.ALONE),
        (slip(5, KNOWN), [0, 1], 0.0),
        (slip(5, HAND), [0], 0.0),
        (slip(5), [0], 0.0),
    ],
)
def test_a_known_mistake_that_one_number_alone_speaks_for_may_be_chance(
    own: Slip, explained: list[int], more: float
) -> None:
    search = search_of("W2 = [[0.9, 0.7]]")
    run = told(W2=judged([0.1, 0.2], unexplained=[0, 1]))
    left = [index for index in (0, 1) if index not in explained]
    child = search._with_chance(run, told(own, W2=judged([0.9, 0.7], unexplained=left)))
    assert child.slips[-1].bits == 5 + more


def test_numbers_that_are_right_speak_for_no_mistake() -> None:
    right = grader_of(TWO_LAYERS).exact.step(1).after["W2"][0, 1]
    search = search_of(f"W2 = [[0.9, {right:.6f}]]")
    run = told(W2=judged([0.1, 0.2], unexplained=[0, 1]))
    child = search._with_chance(run, told(slip(5, KNOWN), W2=judged([0.9, right])))
    assert child.slips[-1].bits == 5 + bits.ALONE


def test_more_is_left_where_another_quantity_is_open_or_right_against_the_story() -> None:
    search = search_of("z1 = [0.9, 0.7]")
    open_place = judged([1, 2], unexplained=[0])
    for other, expected in (
        (judged([1]), False),
        (judged([1], unexplained=[0]), True),
        (judged([1], against=[0]), True),
    ):
        assert search._leaves_more(told(z1=open_place, a1=other), (1, "z1")) is expected


def test_a_story_explains_more_where_a_number_is_open_no_longer() -> None:
    search = search_of("z1 = [0.9, 0.7]\na1 = [0.9, 0.7]")
    run = told(z1=judged([1, 2], unexplained=[0, 1]), a1=judged([1, 2], unexplained=[0]))
    better = told(slip(), z1=judged([1, 2], unexplained=[0]), a1=judged([1, 2], unexplained=[0]))
    assert search._explaining_more(run, (1, "z1"), better) is better
    assert search._explaining_more(run, (1, "a1"), better) is None
    better.is_whole = False
    assert search._explaining_more(run, (1, "z1"), better) is None
    assert search._explaining_more(run, (1, "z1"), told(slip())) is None


def test_nothing_stands_beside_a_slip_that_was_found_in_another_way() -> None:
    assert list(search_of("z1 = [0.9, 0.7]")._beside((), slip())) == []


def test_two_common_mistakes_that_show_in_one_place_together_are_both_named() -> None:
    """The bias of layer 1 is left out, and so is the derivative at the output."""
    x, w1, w2, b2 = np.array([0.5, 1.0]), np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0.1, 0.2]), 0.3
    a1 = 1 / (1 + np.exp(-(w1 @ x)))
    a2 = 1 / (1 + np.exp(-(w2 @ a1 + b2)))
    written = np.round(w2 - 0.5 * (a2 - 1) * a1, 6).tolist()
    verdict, _ = graded_exercise(TWO_LAYERS, f"W2 = [{written}]\n").verdicts
    assert verdict.kind == "mistake"
    assert set(verdict.explanations[0].ids.split(" + ")) == {"bias-missing", "derivative-missing-output"}


@np.errstate(all="ignore")
def test_what_could_stand_in_the_place_of_a_slip_is_told_with_all_others() -> None:
    """The bias of layer 1 is left out, and later the derivative at the output."""
    numbers = "z1 = [0.25, -0.25]\na1 = [0.562177, 0.437823]\na2 = [0.609160]\ndelta2 = [-0.390840]\n"
    found = search_of(numbers + "W2 = [[0.2099, 0.2856]]\n").search()
    slips = found.best.slips
    assert [each.ids for each in slips] == ["bias-missing", "derivative-missing"]
    assert list(found.instead) == list(slips)
    for number, runs in enumerate(found.instead.values()):
        before, after = slips[:number], slips[number + 1 :]
        assert all(run.slips[:number] == before for run in runs)
        assert all(run.slips[len(run.slips) - len(after) :] == after for run in runs)
        assert [run.slips for run in runs].count((*before, *after)) == 1
        assert [run.bits for run in runs] == sorted(run.bits for run in runs)
        assert len(runs) > 5
        assert all(run.is_whole for run in runs)


@np.errstate(all="ignore")
def test_of_what_stays_open_the_stories_are_kept_that_say_something_of_it() -> None:
    found = search_of("z1 = [0.25, -0.05]\nz2 = [0.256]\n").search()
    assert found.best.slips == ()
    assert list(found.besides) == found.best.open_places() == [(1, "z1"), (1, "z2")]
    for (_, id), runs in found.besides.items():
        assert [run.bits for run in runs] == sorted(run.bits for run in runs)
        assert runs
        assert all(run.bits >= found.best.bits for run in runs)
        assert all((found.best.judged[1, id].open & ~run.judged[1, id].open).any() for run in runs)


@pytest.mark.parametrize(
    ("own", "more", "expected"),
    [(slip(5, KNOWN), -0.1, True), (slip(5, KNOWN), 0.1, False), (slip(5), -0.1, False)],
)
def test_a_known_mistake_explains_well_that_takes_fewer_bits_than_leaving_it_open(
    own: Slip, more: float, *, expected: bool
) -> None:
    run = told(z1=judged([1], bits=20))
    child = told(own, z1=judged([1], bits=15 + more))
    assert search_of("z1 = [0.9, 0.7]")._explains_well(child, run) is expected
