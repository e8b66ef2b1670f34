"""Verdicts read off a story: shapes, and numbers that follow from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from nnstep.grading.credit import Credit
from nnstep.grading.diagnose import bits
from nnstep.grading.diagnose.evidence import evidence_of
from nnstep.grading.diagnose.proposals import slip_of
from nnstep.grading.diagnose.search import Told
from nnstep.grading.diagnose.slip import Replaced, Slip
from nnstep.grading.diagnose.teller import Teller
from nnstep.grading.diagnose.told_run import Judged, ToldRun
from nnstep.grading.judgement import Judgement
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.verdict import RAGGED, Verdict
from tests.grading.diagnose.exercises import TWO_LAYERS, graded, grader_of
from tests.grading.diagnose.stories import KNOWN, OTHER, slip


def verdicts(sheet: str) -> dict[str, Verdict]:
    return {verdict.place: verdict for verdict in graded(TWO_LAYERS, sheet).verdicts}


@pytest.mark.parametrize(
    ("sheet", "remark"),
    [
        ("W1 = [[0.1, 0.2], [0.3]]", RAGGED),
        ("z1 = [0.35, -0.05, 1]", ""),
    ],
)
def test_a_wrong_shape_is_said_with_what_would_be_right(sheet: str, remark: str) -> None:
    (verdict,) = verdicts(sheet).values()
    assert (verdict.kind, verdict.remark, verdict.index) == ("shape", remark, None)


TALL = TWO_LAYERS.replace(
    "[0.3, -0.4]]\nbiases = [0.1, 0.2]", "[0.3, -0.4], [0.5, 0.6]]\nbiases = [0.1, 0.2, 0.3]"
).replace("weights = [[0.1, 0.2]]", "weights = [[0.1, 0.2, 0.3]]")
"""The exercise with a third hidden neuron, so that its weights are no square."""


@pytest.mark.parametrize(("more", "right"), [(0.0, "all its numbers are"), (1.0, "5 of its 6 are")])
def test_of_exchanged_rows_and_columns_it_is_said_how_many_numbers_are_right(more: float, right: str) -> None:
    weights = grader_of(TALL).exact.step(1).after["W1"].T.round(4)
    weights[1, 2] += more
    (verdict,) = graded(TALL, f"W1 = {weights.tolist()}").verdicts
    assert verdict.remark == f"rows and columns are exchanged; exchanged back, {right} right"


def test_an_element_left_open_is_missing_and_says_nothing_of_its_value() -> None:
    found = verdicts('z1 = [0.35, "?"]')
    assert [(verdict.kind, verdict.written is None) for verdict in found.values()] == [
        ("correct", False),
        ("missing", True),
    ]


def test_what_follows_from_a_rounded_number_is_rounded_and_from_a_wrong_one_carried() -> None:
    rounded = verdicts("a1 = [0.5866, 0.4875]\nz2 = [0.4562]")
    assert {verdict.kind for verdict in rounded.values()} <= {"correct", "rounded"}
    wrong = verdicts("z1 = [0.9, -0.05]\na1 = [0.710950, 0.487503]")
    assert wrong["z1[0]"].kind not in ("correct", "carried")
    assert wrong["a1[0]"].kind == "carried"
    assert wrong["a1[1]"].kind == "correct"


def test_cut_digits_of_what_follows_from_a_mistake_are_remarked_on() -> None:
    """σ(0.9) = 0.71095, which is 0.711."""
    found = verdicts("z1 = [0.9, -0.05]\na1 = [0.710, 0.487503]")["a1[0]"]
    assert (found.kind, found.remark) == ("carried", "its last digits were cut off instead of rounded")
    assert verdicts("z1 = [0.9, -0.05]\na1 = [0.711, 0.487503]")["a1[0]"].remark == ""


CONTEXT = grader_of(TWO_LAYERS).context


def root_of(sheet: str) -> ToldRun:
    """Return the story without slips of a sheet."""
    evidence = evidence_of(CONTEXT, parse_sheet(sheet, "sheet.toml", CONTEXT.program))
    return Teller(CONTEXT, evidence).told(())


def changed(run: ToldRun, id: str, *slips: Slip, **facts: object) -> ToldRun:
    """Return a story with other slips that says something else of one quantity."""
    judged: dict[tuple[int, str], Judged] = {**run.judged, (1, id): replace(run.judged[1, id], **facts)}
    return ToldRun(slips, judged, run.steps)


def read_off(sheet: str, told: Told, without: Mapping[Slip, ToldRun] | None = None) -> dict[str, Verdict]:
    """Return the verdicts that a story gives, put together by hand."""
    evidence = evidence_of(CONTEXT, parse_sheet(sheet, "sheet.toml", CONTEXT.program))
    judgement = Judgement(CONTEXT, Credit(CONTEXT), evidence, told, without or {})
    return {verdict.place: verdict for verdict in judgement.run()}


def column(*values: float) -> np.ndarray:
    return np.array(values)[:, None]


ONE_WRONG = "z1 = [0.9, -0.05]"
BETWEEN = column(0.3, -0.1), column(1.0, 0.1)
SHOWN = Slip(Replaced("z1", (0, 0), 0.9), 5.0, (KNOWN,), ("",), step=1)
"""A known mistake that shows in the wrong number."""


def test_what_rounding_allows_though_it_is_open_is_rounded_and_its_bounds_are_said() -> None:
    root = root_of(ONE_WRONG)
    assert read_off(ONE_WRONG, Told(root, root))["z1[0]"].kind == "wrong"
    best = changed(root, "z1", allowed=column(True, False), interval=BETWEEN)
    found = read_off(ONE_WRONG, Told(root, best))["z1[0]"]
    assert (found.kind, found.interval, found.recomputed) == ("rounded", (0.3, 1.0), pytest.approx(0.35))
    best = changed(root, "z1", allowed=column(False, True), interval=BETWEEN)
    assert read_off(ONE_WRONG, Told(root, best))["z1[0]"].kind == "wrong"


@pytest.mark.parametrize(("more", "kind"), [(bits.ODDS - 0.1, "rounded"), (bits.ODDS + 0.1, "mistake")])
def test_what_may_be_rounding_is_rounded_unless_a_slip_is_twenty_times_as_likely(more: float, kind: str) -> None:
    plain, none = root_of(ONE_WRONG), np.zeros((2, 1), dtype=bool)
    best = changed(plain, "z1", SHOWN, own=column(0.9, -0.05), alone=column(0.9, -0.05), open=none, bits=0.0)
    root = changed(plain, "z1", allowed=column(True, False), interval=BETWEEN, bits=5 + more)
    found = read_off(ONE_WRONG, Told(root, best))["z1[0]"]
    assert (found.kind, found.interval) == (kind, (0.3, 1.0) if kind == "rounded" else None)


def test_of_the_slips_that_a_number_shows_the_one_made_last_is_named_first() -> None:
    sheet, none = "E = 0.7", np.zeros((), dtype=bool)
    plain = root_of(sheet)
    early, late = slip(5, KNOWN, target="z1"), slip(5, OTHER, target="a2")
    best = changed(plain, "E", early, late, own=np.array(0.7), alone=np.array(0.7), open=none, bits=0.0)
    without = {each: changed(plain, "E", other) for each, other in ((early, late), (late, early))}
    (found,) = read_off(sheet, Told(plain, best), without).values()
    assert found.explanations[0].ids == "other + known"


@pytest.mark.parametrize(
    ("sheet", "decimals", "kind"),
    [
        ("E = 0.91", 2, "rounded"),
        ("E = 0.9123", 2, "mistake"),
        ("E = 0.9123", 4, "rounded"),
        ("z1 = [0.35, -0.05]\nE = 0.9123", 2, "mistake"),
    ],
)
def test_rounding_to_the_digits_of_the_sheet_throughout_is_no_mistake(sheet: str, decimals: int, kind: str) -> None:
    variant = next(
        each
        for each in CONTEXT.variants.rounding
        if next(iter(each.after.values()))(np.array(0.123456789)) == round(0.123456789, decimals)
    )
    plain, own = root_of(sheet), np.array(float(sheet.partition("E = ")[2]))
    best = changed(plain, "E", slip_of(variant, None), own=own, alone=own, open=np.zeros((), dtype=bool), bits=0.0)
    assert read_off(sheet, Told(plain, best))["E"].kind == kind


def test_an_explanation_names_all_mistakes_that_give_the_digits_together() -> None:
    """delta1 without its derivative, and twice as large: no mistake alone gives that."""
    exact = grader_of(TWO_LAYERS).exact.step(1).after
    twice = 2 * np.array([0.1, 0.2]) * exact["delta2"].item()
    for verdict in verdicts(f"delta1 = {np.round(twice, 6).tolist()}").values():
        assert verdict.kind == "mistake"
        assert len(verdict.explanations) > 2
        assert {len(each.mistakes) for each in verdict.explanations} == {2}
        assert verdict.digits == 1  # as the first digit tells it from the right value


def test_of_a_number_that_stays_open_too_an_explanation_names_two_mistakes() -> None:
    root, none = root_of(ONE_WRONG), np.zeros((2, 1), dtype=bool)
    two = slip(5, KNOWN, target="x"), slip(5, OTHER, target="b1")
    run = changed(root, "z1", *two, own=column(0.9, -0.05), alone=column(0.9, -0.05), open=none, bits=0.0)
    found = read_off(ONE_WRONG, Told(root, root, besides={(1, "z1"): [run]}))["z1[0]"]
    assert [each.ids for each in found.explanations] == ["known + other"]


def test_a_number_that_a_slip_gives_past_right_answers_shows_the_slip_itself() -> None:
    plain, none = root_of("E = 0.7"), np.zeros((), dtype=bool)
    best = changed(plain, "E", slip(5, KNOWN), alone=np.array(0.7), open=none, bits=0.0)
    (found,) = read_off("E = 0.7", Told(plain, best)).values()
    assert (found.kind, [each.ids for each in found.explanations]) == ("mistake", ["known"])


def test_a_number_that_a_mistake_on_the_sheet_gives_past_right_answers_is_carried_from_it() -> None:
    sheet = f"{ONE_WRONG}\nE = 0.7"
    plain, none = root_of(sheet), np.zeros((), dtype=bool)
    best = changed(plain, "E", SHOWN, alone=np.array(0.7), open=none, bits=0.0)
    best = changed(best, "z1", SHOWN, own=column(0.9, -0.05), alone=column(0.9, -0.05), open=column(False, False))
    found = read_off(sheet, Told(plain, best))
    assert found["z1[0]"].kind == "mistake"
    assert (found["E"].kind, found["E"].origins, found["E"].recomputed) == ("carried", ("z1[0]",), 0.7)


def test_what_a_slip_of_no_known_kind_gives_may_be_a_known_mistake_that_is_as_likely() -> None:
    plain, own, none = root_of(ONE_WRONG), column(0.9, -0.05), column(False, False)
    unknown = replace(SHOWN, mistakes=(), details=())
    best = changed(plain, "z1", unknown, own=own, alone=own, open=none, bits=0.0)
    assert read_off(ONE_WRONG, Told(plain, best))["z1[0]"].kind == "wrong"
    other = changed(plain, "z1", SHOWN, own=own, alone=own, open=none, bits=bits.POSSIBLE - 1)
    found = read_off(ONE_WRONG, Told(plain, best, instead={unknown: [other]}))["z1[0]"]
    assert (found.kind, [each.ids for each in found.explanations]) == ("ambiguous", ["known"])


def test_a_factor_that_was_rounded_to_0_takes_no_credit_away() -> None:
    found = verdicts("delta2 = [0]\ndW2 = [[0.0000, 0.0000]]")
    for place in ("dW2[0,0]", "dW2[0,1]"):
        assert (found[place].kind, found[place].trivial) == ("rounded", "")


def test_a_number_is_rounded_from_earlier_ones_rather_than_cut_off() -> None:
    """σ(0.35) = 0.58662."""
    sheet = "a1 = [0.586, 0.4875]"
    plain = root_of(sheet)
    cut = read_off(sheet, Told(plain, plain))["a1[0]"]
    assert (cut.kind, cut.remark) == ("correct", "its last digits were cut off instead of rounded")
    earlier = changed(plain, "a1", own=column(0.5862, 0.4875))
    found = read_off(sheet, Told(earlier, earlier))["a1[0]"]
    assert (found.kind, found.remark, found.recomputed) == ("rounded", "", 0.5862)
