"""Verdicts that need more than right and wrong: trivial carrying, too few digits, two slips together, hand slips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.grading.baseline.answer_dependencies import Ancestry
from nnstep.grading.baseline.rounding import Consistency
from nnstep.grading.grader import Engine
from nnstep.grading.mistakes import MISTAKES
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.result import Judgement
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.grading.sheet.written_numbers import Written
from nnstep.grading.verdict import points
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.scenario.tables.conventions import Conventions
from tests.grading.test_mistakes import names
from tests.grading.worked import at_decimals, network, rounded, sheet_of, worked


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(compile_program(load(find("sigmoid-2-2-2"))))


def fine(value: float) -> Written:
    return at_decimals(value, 9)


def judged(engine: Engine, text: str) -> Judgement:
    return engine.judge(parse_sheet(text, "sheet.toml", engine.program))


def changed(program: Program, target: str, number: float) -> dict[tuple[int, str], np.ndarray]:
    def change(step: int, id: str, value: np.ndarray) -> np.ndarray:
        if (step, id) != (1, target):
            return value
        result = np.array(value)
        result.flat[0] = number
        return result

    return worked(program, change=change)


def test_a_factor_that_a_slip_made_0_earns_no_credit() -> None:
    engine = Engine(network(seed=3))
    verdicts = {v.place: v for v in engine.judge(sheet_of(changed(engine.program, "delta2", 0.0), fine)).verdicts}
    row = [verdicts["dW2[0,0]"], verdicts["dW2[0,1]"]]
    assert {verdict.kind for verdict in row} == {"carried"}
    assert all("delta2[0, 0] is 0 by the slip" in verdict.trivial and points(verdict) == 0 for verdict in row)
    assert all(not verdict.trivial for place, verdict in verdicts.items() if place.startswith("delta1"))


def test_a_unit_that_a_slip_shut_earns_no_credit() -> None:
    program = network((2, 2, 2), ("relu", "linear"), seed=8)
    engine = Engine(program)
    assert engine.exact.step(1).after["z1"][0, 0] > 0
    verdicts = {v.place: v for v in engine.judge(sheet_of(changed(program, "z1", -0.5))).verdicts}
    assert "the unit is dead" in verdicts["a1[0]"].trivial
    assert points(verdicts["a1[0]"]) == 0


def test_a_slip_to_any_other_number_leaves_full_credit_for_what_follows() -> None:
    engine = Engine(network(seed=3))
    carried = [
        v for v in engine.judge(sheet_of(changed(engine.program, "delta2", 0.3))).verdicts if v.kind == "carried"
    ]
    assert carried
    assert all(points(verdict) == 1 for verdict in carried)


def test_a_number_without_a_significant_digit_decides_nothing(engine: Engine) -> None:
    (verdict,) = judged(engine, '"delta1[0]" = 0.0').verdicts
    assert verdict.kind == "undecidable"
    assert not verdict.is_slip
    assert verdict.digits == 1


def test_digits_that_fit_two_slips_are_undecidable_and_it_is_said_how_many_would_tell(engine: Engine) -> None:
    (verdict,) = judged(engine, '"delta1[0]" = 0.009').verdicts
    assert verdict.kind == "correct"
    (verdict,) = judged(engine, "[step.2]\nE = 0.282").verdicts
    assert verdict.kind in ("undecidable", "mistake", "wrong")
    if verdict.kind == "undecidable":
        assert verdict.digits is not None
        assert verdict.digits > 3


def test_a_right_number_too_short_to_tell_from_a_slip_is_right_and_the_slip_can_be_asked_for(engine: Engine) -> None:
    sheet = parse_sheet("[step.2]\nE = 0.29103", "sheet.toml", engine.program)
    (verdict,) = engine.judge_alike(sheet).verdicts
    assert verdict.kind == "correct"
    assert ("updated-weights", 7) in {(e.ids, e.digits) for e in verdict.alike}


def test_two_slips_together_are_found_where_digits_bear_them_out(engine: Engine) -> None:
    exercise, program = Exercise(engine.program), engine.program
    one, other = (next(m for m in MISTAKES if m.id == id) for id in ("bias-missing", "transposed-forward"))
    ops = list(program.ops)
    number = next(n for n, op in enumerate(ops) if op.target == "z1")
    for mistake in (one, other):
        (way,) = mistake.rewrite(ops[number], exercise)
        ops[number] = replace(ops[number], expression=way.expression)
    first = engine.judge(sheet_of(worked(program, ops), fine)).first_slip
    assert first is not None
    assert {"bias-missing", "transposed-forward"} in [{m.id for m in e.mistakes} for e in first.explanations]


def test_one_shared_slip_in_the_right_place_leads(engine: Engine) -> None:
    text = "W2 = [[0.379458240, 0.429333093], [0.505650635, 0.555685061]]"
    assert judged(engine, text).mistakes


@pytest.mark.parametrize(
    ("number", "id"),
    [
        ("0.593296992", "digits-exchanged"),
        ("5.93269992", "decimal-point"),
        ("0.5932269992", "digit-doubled"),
        ("0.59369992", "digit-dropped"),
        ("-0.593269992", "sign-of-result"),
        ("0.59326999", "cut-off"),
        ("0.298371109", "another-copied"),
    ],
)
def test_slips_of_the_hand_are_seen_in_the_digits(engine: Engine, number: str, id: str) -> None:
    """a1[0] is 0.593269992107..., E is 0.298371109; 0.59326999 is right, too, so its last digit is changed below."""
    if id == "cut-off":
        (verdict,) = judged(engine, '"a1[1]" = 0.5968843').verdicts  # 0.59688437826
    else:
        (verdict,) = judged(engine, f'"a1[0]" = {number}').verdicts
    assert id in names(verdict)


def test_an_arithmetic_slip_is_explained_by_nothing_and_what_follows_is_carried(engine: Engine) -> None:
    values = changed(engine.program, "z1", 0.3991)
    kinds = [verdict.kind for verdict in engine.judge(sheet_of(values)).verdicts]
    assert kinds[0] == "wrong"
    assert "mistake" not in kinds


def test_single_precision_is_seen_where_enough_digits_are_written(engine: Engine) -> None:
    values = worked(engine.program, change=lambda _step, _id, value: np.asarray(np.float64(np.float32(value))))
    first = engine.judge(sheet_of(values, lambda v: rounded(v, 12))).first_slip
    assert first is not None
    assert "single-precision" in names(first)


def test_the_summary_counts_new_slips_and_what_follows(engine: Engine) -> None:
    judgement = judged(engine, "z1 = [0.3775, 0.3925]\na1 = [0.6123, 0.5969]\nz2 = [1.1135, 1.2344]\n")
    assert judgement.summary == (
        "1 of 6 numbers is a new slip, 2 follow from it, 3 are right. The first slip is a1[0]."
    )


def test_a_factor_left_out_of_the_chain_rule_of_a_graph_is_named() -> None:
    engine = Engine(compile_program(load(find("kapur-chain"))))
    op = next(op for op in engine.program.ops if op.role == "derivative")
    left, _right = (node.id for node in (op.expression.left, op.expression.right))
    value = float(engine.exact.step(1).value(left))
    judgement = engine.judge(sheet_of({(1, op.target): np.asarray(value)}))
    assert "factor-left-out" in names(judgement.verdicts[0])


def test_what_is_worked_out_from_another_input_is_carried_from_it(engine: Engine) -> None:
    judgement = judged(engine, "x = [0.05, 0.20]\nz1 = [0.3975, 0.4225]\nE = 0.298371109\n")
    kinds = {verdict.place: verdict.kind for verdict in judgement.verdicts}
    assert kinds["x[0]"] == "correct"
    assert kinds["x[1]"] in ("wrong", "mistake")
    assert kinds["z1[0]"] == kinds["z1[1]"] == "carried"


def test_an_answer_given_for_a_far_step_alone_is_judged_quickly(engine: Engine) -> None:
    (verdict,) = judged(engine, "[step.9000]\nE = 0.0000395\n").verdicts
    assert verdict.exact == pytest.approx(float(engine.exact.step(9000).value("E")))


def test_whole_numbers_that_are_exact_leave_no_room_for_wrong_ones() -> None:
    engine = Engine(compile_program(load(find("zheng-exercise-1"))))
    judgement = judged(engine, "a1 = [23, 12, 15, 21]\nz2 = [120, 149]\n")
    assert {verdict.kind for verdict in judgement.at(1, "z2")} == {"mistake", "wrong"}
    assert judgement.at(1, "z2")[1].kind == "wrong"


def test_what_is_worked_from_a_slip_in_whole_numbers_is_carried_and_nothing_near_it_is() -> None:
    engine = Engine(compile_program(load(find("zheng-exercise-1"))))
    kinds = [v.kind for v in judged(engine, "a1 = [30, 12, 15, 21]\nz2 = [140, 153]\n").verdicts]
    assert kinds[-2:] == ["carried", "carried"]
    assert judged(engine, "a1 = [30, 12, 15, 21]\nz2 = [140, 154]\n").verdicts[-1].kind not in ("carried", "rounded")


def test_the_0_of_a_shut_rectifier_is_no_rounded_number() -> None:
    program = network((2, 2, 1), ("relu", "sigmoid"), seed=3)
    values = worked(program)
    shut = np.flatnonzero(values[1, "a1"] == 0)
    assert shut.size
    sheet = f"a1 = {[0 if i in shut else float(v) for i, v in enumerate(values[1, 'a1'].ravel())]}\n"
    right = float(values[1, "z2"][0, 0])
    assert judged(Engine(program), sheet + f"z2 = [{right + 0.0123:.6f}]\n").verdicts[-1].kind == "wrong"


def short(value: np.ndarray, digits: int = 4) -> np.ndarray:
    """Return a value as one goes on with it who keeps so many digits."""
    return np.array([rounded(float(v), digits).number for v in value.ravel()]).reshape(value.shape)


def test_a_slip_is_placed_where_the_sheet_shows_it_not_everywhere() -> None:
    for seed in range(5):
        engine = Engine(network((3, 3, 2), ("tanh", "sigmoid"), seed=seed))
        bias = engine.program.start["b2"]
        values = worked(engine.program, change=lambda _step, id, v, b=bias: short(v - b if id == "z2" else v))
        chosen = {key: values[key] for key in ((1, "z1"), (1, "a1"), (1, "z2"))}
        verdict = engine.judge(sheet_of(chosen, lambda value: rounded(value, 4))).at(1, "z2")[0]
        sentences = [e.sentence for e in verdict.explanations if e.ids == "bias-missing"]
        assert sentences
        assert not any("everywhere" in sentence for sentence in sentences)


def test_what_is_at_odds_with_right_numbers_is_left_out_where_something_else_fits() -> None:
    engine = Engine(network((2, 3, 2), seed=3))

    def change(_step: int, id: str, value: np.ndarray) -> np.ndarray:
        return 2 * value if id == "db1" else value

    judgement = engine.judge(sheet_of(worked(engine.program, change=change)))
    first = judgement.first_slip
    assert first is not None
    assert first.id == "db1"
    assert "bias-per-weight" in {explanation.ids for explanation in first.explanations}
    assert not any("at delta" in explanation.sentence for explanation in first.explanations)


def test_the_rounding_of_right_numbers_is_not_held_against_a_slip_made_after_them() -> None:
    engine = Engine(network((2, 3, 2), seed=3))
    start = engine.program.start["b2"]
    values = worked(engine.program, change=lambda _step, id, value: short(start if id == "b2" else value))
    off = [v for v in engine.judge(sheet_of(values, lambda v: rounded(v, 4))).at(1, "b2") if not v.is_right]
    assert off
    assert all(verdict.explanations[0].ids == "bias-not-updated" for verdict in off)


def test_weights_updated_first_are_the_ones_that_the_sheet_has_as_rounded_there() -> None:
    for seed in range(6):
        program = network((2, 3, 2), seed=seed)
        first = replace(program.scenario, conventions=Conventions(update="output-first"))
        ops = compile_program(first).ops
        values = worked(program, ops, change=lambda _step, _id, v: short(v, 2))
        off = Engine(program).judge(sheet_of(values, lambda v: rounded(v, 2))).at(1, "delta1")
        for verdict in off:
            ids = {explanation.ids for explanation in (*verdict.explanations, *verdict.alike)}
            assert verdict.is_right or "updated-weights" in ids, (seed, verdict)


def test_a_factor_of_1_by_the_slip_is_no_easier_than_the_minus_1_in_its_place() -> None:
    engine = Engine(compile_program(load(find("bradbury-graph-two-paths"))))
    carried = judged(engine, "da2_dx = 1\ndx_through_a2 = 1\n").verdicts[-1]
    assert (carried.kind, carried.trivial, points(carried)) == ("carried", "", 1)


def test_a_number_from_a_slip_past_a_right_answer_is_carried_from_the_slip() -> None:
    """½ (96² + 141²) = 14548.5 is the error of z2[0] = 100, whatever a2 says."""
    engine = Engine(compile_program(load(find("zheng-exercise-1"))))
    verdicts = {v.place: v for v in judged(engine, "z2 = [100, 146]\na2 = [119, 146]\nE = 14548.5\n").verdicts}
    assert verdicts["a2[0]"].kind == "correct"
    assert (verdicts["E"].kind, verdicts["E"].origins) == ("carried", ("z2[0]",))


def test_credit_past_a_right_answer_counts_what_the_slip_took_away() -> None:
    """With z2[0] = 4 for 119, the target, delta2[0] is 0: it took no work, although a2 is right."""
    engine = Engine(compile_program(load(find("zheng-exercise-1"))))
    sheet = "z2 = [4, 146]\na2 = [119, 146]\ndelta2 = [115, 141]\ndW2 = [[0, 0, 0, 0], [3243, 1692, 2115, 2961]]\n"
    verdicts = {v.place: v for v in judged(engine, sheet).verdicts}
    assert verdicts["dW2[0,0]"].kind == "carried"
    assert verdicts["dW2[0,0]"].origins == ("z2[0]",)
    assert "is 0 by the slip" in verdicts["dW2[0,0]"].trivial


def test_what_is_worked_on_from_a_right_answer_after_a_slip_is_right_or_rounded() -> None:
    """A hidden activation with two digits exchanged on the sheet, the right one gone on with: σ(0.4482) = 0.61021."""
    layers = "[[layers]]\nweights = [[0.2, 0.5], [0.7, 0.1]]\n[[layers]]\nweights = [[0.9, -0.2]]\n"
    text = f'title = "Two"\ninput = [[0.4, 0.9]]\ntarget = [[0.3]]\nlearning_rate = 1\n{layers}'
    engine = Engine(compile_program(parse(text, "two.toml")))
    verdicts = judged(engine, "a1 = [0.692, 0.591]\nz2 = [0.4482]\na2 = [0.61021]\n").verdicts
    assert [v.kind for v in verdicts] == ["mistake", "correct", "correct", "rounded"]
    assert not any(v.origins for v in verdicts)


@pytest.fixture(scope="module")
def small() -> Engine:
    return Engine(network((1, 2, 1), ("linear", "sigmoid"), seed=4, conventions={"biases": "none"}))


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_what_is_rounded_lies_within_the_roundings_of_right_answers(small: Engine, draw: int) -> None:
    """Sheets with a slip, some numbers worked on from it and some from the right ones, as chance has it."""
    random = np.random.default_rng(draw)
    engine, program = small, small.program
    true = worked(program)
    target = str(random.choice(["z1", "a1", "z2", "a2", "delta2"]))
    slipped = worked(program, change=lambda _step, id, v: v + 0.25 if id == target else v)
    values = {at: (slipped if random.random() < 0.6 else true)[at] for at in true if random.random() < 0.8}
    if not values:
        return
    sheet = sheet_of(values, lambda value: rounded(value, int(random.integers(2, 6))))
    found = {(v.step, v.id, v.index): v for v in engine.judge(sheet).verdicts if v.index is not None}
    ancestry, consistency = Ancestry(program, sheet), Consistency(engine.basis, sheet)
    for cell, verdict in found.items():
        step, id, index = cell
        if verdict.kind != "rounded" or index is None or verdict.written is None:
            continue
        used = [found[at] for at in ancestry.nearest(step, id, index)]
        assert used
        assert not any(other.is_slip or other.kind == "carried" for other in used), verdict
        interval = consistency.of(step, id)
        assert interval is not None
        low, high = float(interval.low[index]), float(interval.high[index])
        room = verdict.written.half + 1e-9
        assert low - room <= verdict.written.number <= high + room


@pytest.mark.parametrize("name", ["bradbury-graph-chain", "bradbury-graph-many-paths"])
def test_a_program_for_which_there_are_no_mistakes_is_judged(name: str) -> None:
    engine = Engine(compile_program(load(find(name))))
    target = engine.program.ops[-1].target
    (verdict,) = judged(engine, f"{target} = 0.7654321").verdicts
    assert (verdict.kind, verdict.cut_short) == ("wrong", False)


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "adam"])
@pytest.mark.parametrize("target", ["z1", "a1", "a2", "E", "delta1", "dW2", "db1", "W1"])
def test_a_wrong_number_in_a_smaller_last_batch_is_judged(target: str, optimizer: str) -> None:
    text = (
        'title = "T"\ninput = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]\ntarget = [[1], [0], [1]]\nlearning_rate = 0.5\n'
        "[[layers]]\nweights = [[0.1, 0.2], [0.3, 0.4]]\nbiases = [0.1, 0.2]\n"
        "[[layers]]\nweights = [[0.5, 0.6]]\nbiases = [0.3]\n"
        f'[training]\nepochs = 2\nbatch_size = 2\noptimizer = "{optimizer}"\n'
    )
    engine = Engine(compile_program(parse(text, "t.toml")))
    for step in (2, 3):
        shape = engine.program.shapes_in(step - 1)[target]
        wrong = np.full(shape, 0.7654321).tolist()
        verdicts = judged(engine, f"[step.{step}]\n{target} = {wrong}\n").verdicts
        assert {verdict.kind for verdict in verdicts} <= {"wrong", "undecidable", "mistake"}
