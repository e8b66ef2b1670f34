"""Errors of saturated outputs: right to the last digits, in every way that nnstep computes them.

The reference is decimal arithmetic with 1000 digits, on the same z.
"""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest

from nnstep.engine.fastpath.build import FastPath
from nnstep.engine.timeline import Timeline
from nnstep.explain.chain_rule import chain
from nnstep.explain.gradcheck import check_gradients
from nnstep.exports.formats.script import script
from nnstep.expr.array import Array, frozen
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.substeps import substeps
from nnstep.grading.baseline.answer_dependencies import AnswerDependencies
from nnstep.grading.grader import Grader
from nnstep.grading.sheet.sheet_reader import parse_sheet
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario

PAIRS = [(loss.id, activation) for loss in LOSSES.values() for activation in loss.outputs]
SCORES = [
    (30.0, -30.0, 0.0), (0.0, 800.0, 800.0), (0.0, 800.0, 1.0), (36.5, 0.25, -1.5), (37.0, -745.5, -37.0),
    (-1000.0, 3.0, 40.0), (1e-9, 0.0, -1e-9), (2.0, 2.0, 2.0), (-30.0, -31.0, -32.0),
]  # fmt: skip
TARGETS = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.25, 0.5, 0.25)]


def program_of(
    loss: str, activation: str, z: tuple[float, ...], y: tuple[float, ...], orientation: str = "column", **more: str
) -> Program:
    """Return a single layer whose z are just its weights."""
    scenario = build_scenario((1, 3), (activation,), error=loss)
    layer = Layer(activation, frozen(np.array(z).reshape(3, 1)), None)
    samples = Samples(frozen(np.ones((1, 1))), frozen(np.array(y).reshape(1, 3)))
    conventions = Conventions(orientation=orientation, **more)  # type: ignore[arg-type]
    return compile_program(replace(scenario, layers=(layer,), samples=samples, conventions=conventions))


def exact(loss: str, activation: str, z: tuple[float, ...], y: tuple[float, ...]) -> float:
    """Return the error by the textbook, with more digits than anything can lose."""
    with localcontext() as context:
        context.prec = 1000
        powers = [Decimal(score).exp() for score in z]
        if activation == "softmax":
            a = [power / sum(powers) for power in powers]
        else:
            a = [power / (1 + power) for power in powers]
        total = sum(Decimal(t) * p.ln() for t, p in zip(y, a, strict=True) if t)
        if loss == "binary-cross-entropy":
            total += sum(Decimal(1 - t) * (1 - p).ln() for t, p in zip(y, a, strict=True) if t != 1)
        return float(-total)


def exact_derivatives(
    loss: str, activation: str, z: tuple[float, ...], y: tuple[float, ...]
) -> tuple[list[float], list[float]]:
    """Return dE/da and dE/dz by the textbook, with more digits than anything can lose."""
    with localcontext() as context:
        context.prec = 1000
        powers = [Decimal(score).exp() for score in z]
        shares = [power / (sum(powers) if activation == "softmax" else 1 + power) for power in powers]
        targets = list(map(Decimal, y))
        by_a = [-t / p for t, p in zip(targets, shares, strict=True)]
        if loss == "binary-cross-entropy":
            by_a = [g + (1 - t) / (1 - p) for g, t, p in zip(by_a, targets, shares, strict=True)]
        passed = sum(g * p for g, p in zip(by_a, shares, strict=True))
        by_z = [
            p * (g - passed) if activation == "softmax" else g * p * (1 - p) for g, p in zip(by_a, shares, strict=True)
        ]
        return list(map(float, by_a)), list(map(float, by_z))


def values_of(program: Program) -> dict[str, Array]:
    return dict(Timeline(program).seek(3).values)


def said(program: Program) -> str:
    with redirect_stdout(io.StringIO()) as out, np.errstate(all="ignore"):
        exec(compile(script(program), "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()[0]


def test_every_loss_with_outputs_of_its_own_is_tried() -> None:
    assert set(PAIRS) == {
        ("binary-cross-entropy", "sigmoid"),
        ("cross-entropy", "softmax"),
        ("cross-entropy", "sigmoid"),
    }


@pytest.mark.sweep
@pytest.mark.parametrize("orientation", ["column", "row"])
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
@pytest.mark.parametrize("z", SCORES)
@pytest.mark.parametrize("y", TARGETS)
def test_the_error_is_right_whatever_way_it_is_computed(
    loss: str, activation: str, z: tuple[float, ...], y: tuple[float, ...], orientation: str
) -> None:
    program = program_of(loss, activation, z, y, orientation)
    values = values_of(program)
    assert float(values["E"]) == pytest.approx(exact(loss, activation, z, y), rel=1e-14, abs=0)
    errors: list[float] = []
    fast = FastPath(program)
    fast.start({id: program.start[id] for id in program.parameters}, {})
    fast.run(0, 1, errors)
    assert np.float64(errors[0]).tobytes() == values["E"].tobytes()
    assert said(program) == f"epoch 1: error {float(np.mean(errors))!r}"
    expression = program.ops[2].expression
    assert float(evaluate(expand(expression, (), program.shapes), values)) == pytest.approx(errors[0], rel=1e-14, abs=0)
    for step in substeps(expression, program.shapes):
        values[step.name] = evaluate(step.short, values)
    assert float(values[step.name]) == errors[0]


@pytest.mark.sweep
@pytest.mark.parametrize("backward", ["delta", "stepwise"])
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
@pytest.mark.parametrize("z", SCORES)
@pytest.mark.parametrize("y", [*TARGETS, (2.0, 0.0, -0.5)])
def test_the_derivatives_are_right_where_nothing_is_cancelled(
    loss: str, activation: str, z: tuple[float, ...], y: tuple[float, ...], backward: str
) -> None:
    by_a, by_z = exact_derivatives(loss, activation, z, y)
    for orientation in ("column", "row"):
        program = program_of(loss, activation, z, y, orientation, output_delta="unfused", backward=backward)
        timeline = Timeline(program)
        values = dict(timeline.seek(len(program.ops)).values)
        if backward == "stepwise":
            np.testing.assert_allclose(values["da1"].ravel(), by_a, rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(values["delta1"].ravel(), by_z, rtol=1e-13, atol=5e-16)
        if loss != "cross-entropy" or activation != "softmax":
            hard = [i for i, t in enumerate(y) if t in (0.0, 1.0) and abs(z[i]) < 700]
            np.testing.assert_allclose(values["delta1"].ravel()[hard], np.array(by_z)[hard], rtol=1e-13, atol=0)
        fast = FastPath(program)
        fast.start({id: program.start[id] for id in program.parameters}, {})
        fast.run(0, 1, [])
        assert fast.values()["W1"].tobytes() == values["W1"].tobytes()
        forward = timeline.seek(3)
        for neuron in range(3):
            found = chain(forward, "W1", (neuron, 0) if orientation == "column" else (0, neuron))
            assert found.derivative == pytest.approx(by_z[neuron], rel=1e-13, abs=1e-15)
            assert sum(path.value for path in found.paths) == pytest.approx(by_z[neuron], rel=1e-12, abs=1e-14)


def test_a_steep_sigmoid_keeps_its_digits_too() -> None:
    """The reference is the same network with its weight twice as large, whose dE/dz is half as large."""
    plain = program_of("binary-cross-entropy", "sigmoid", (60.0, -800.0, 1.5), (0.0, 1.0, 0.0))
    layer = replace(plain.scenario.layers[0], weights=plain.scenario.layers[0].weights / 2, settings={"steepness": 2.0})
    for output_delta in ("fused", "unfused"):
        conventions = Conventions(output_delta=output_delta)  # type: ignore[arg-type]
        steep = compile_program(replace(plain.scenario, layers=(layer,), conventions=conventions))
        first, second = (Timeline(program).seek(len(program.ops)).values for program in (plain, steep))
        assert float(second["E"]) == float(first["E"])
        np.testing.assert_allclose(second["delta1"], 2 * first["delta1"], rtol=1e-14)


@pytest.mark.parametrize(("loss", "activation", "z"), [(*PAIRS[0], SCORES[0]), ("cross-entropy", "softmax", SCORES[2])])
def test_the_gradient_of_a_saturated_output_agrees_with_its_difference(
    loss: str, activation: str, z: tuple[float, ...]
) -> None:
    for y in TARGETS[:2]:
        assert [check.verdict for check in check_gradients(program_of(loss, activation, z, y))] == ["right"]


@pytest.mark.parametrize("orientation", ["column", "row"])
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_the_error_of_a_persons_own_activations_is_that_of_the_numbers_they_wrote(
    loss: str, activation: str, orientation: str
) -> None:
    program = program_of(loss, activation, (0.5, -1.0, 30.0), TARGETS[2], orientation)
    own = np.array([0.3, 0.6, 0.1]).reshape(program.shapes["a1"])
    y = np.array(TARGETS[2]).reshape(own.shape)
    textbook = -np.sum(y * np.log(own) + ((1 - y) * np.log(1 - own) if loss.startswith("binary") else 0))
    for ground in (values_of(program), {**values_of(program), "z1": own * 7}):
        assert float(evaluate(program.ops[2].expression, {**ground, "a1": own})) == pytest.approx(
            float(textbook), rel=1e-15
        )


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_what_is_shown_is_the_textbooks_formula_and_what_is_said_of_it_is_where_it_comes_from(
    loss: str, activation: str
) -> None:
    op = program_of(loss, activation, SCORES[0], TARGETS[0]).ops[2]
    assert op.remark == "the logarithms are computed from z1, since a1 has too few digits near 0 and 1"


def test_the_error_follows_from_the_activations_that_were_answered_not_from_what_is_behind_them() -> None:
    program = program_of("cross-entropy", "softmax", (0.5, -1.0, 0.25), TARGETS[2])
    text = "z1 = [0.5, 9, 0.25]\na1 = [0.3, 0.6, 0.1]\nE = 1.1321\n"
    sheet = parse_sheet(text, "sheet.toml", program)
    nearest = AnswerDependencies(program, sheet).direct(1, "E", ())
    assert nearest == {(1, "a1", (row, 0)) for row in range(3)}
    (verdict,) = (v for v in Grader(program).grade(sheet).verdicts if v.id == "E")
    assert verdict.kind == "carried"


def test_the_right_error_of_a_saturated_output_is_correct_on_a_sheet() -> None:
    program = program_of("cross-entropy", "softmax", SCORES[2], TARGETS[0])
    engine = Grader(program)
    for typed, kind in (("800.0000", "correct"), ("801", "wrong")):
        (verdict,) = engine.grade(parse_sheet(f"E = {typed}", "sheet.toml", program)).verdicts
        assert verdict.kind == kind
