"""The bundled exercises give what their texts print."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.load import load
from tests.exercises import READY

NAMES = list(READY)


def numbers(answer: object) -> list[Decimal]:
    return [n for part in answer for n in numbers(part)] if isinstance(answer, list) else [Decimal(str(answer))]


def values_after_one_step(name: str) -> dict[str, np.ndarray]:
    program = compile_program(load(READY[name]))
    return dict(Timeline(program).seek(len(program.ops)).values)


def test_these_exercises_are_bundled() -> None:
    assert list(bundled_paths()) == [
        "bradbury-2-2-2-1",
        "bradbury-graph-chain",
        "bradbury-graph-many-paths",
        "bradbury-graph-two-paths",
        "bradbury-stepwise",
        "digits",
        "elu-sigmoid-steepness",
        "given-deltas",
        "graph-neuron-error",
        "kapur-3-3-3-1",
        "kapur-chain",
        "kapur-folded-biases",
        "kapur-momentum",
        "kapur-relu",
        "l1-three-samples",
        "logistic-regression",
        "mnist",
        "momentum-average",
        "momentum-valley",
        "perceptron-and",
        "rmsprop-epsilon-in-root",
        "sigmoid-2-2-2",
        "single-precision",
        "softmax-three-classes",
        "stated-quantities",
        "tashfeen-paraboloid",
        "tashfeen-parity",
        "tashfeen-parity-1024",
        "xor",
        "zheng-descent-square",
        "zheng-descent-two-variables",
        "zheng-exercise-1",
        "zheng-exercise-2",
        "zheng-exercise-3",
        "zheng-exercise-4",
        "zheng-forward",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_answer_is_right_to_its_printed_digits(name: str) -> None:
    values = values_after_one_step(name)
    for id, typed in load(READY[name]).answers.items():
        for printed, exact in zip(numbers(typed), values[id].ravel(), strict=True):
            exponent = printed.as_tuple().exponent
            assert isinstance(exponent, int)
            half_of_the_last_place = 0.5000001 * 10.0**exponent
            assert float(exact) == pytest.approx(float(printed), abs=half_of_the_last_place), id


@pytest.mark.parametrize("name", NAMES)
def test_each_says_its_source_and_what_was_given_and_chosen(name: str) -> None:
    scenario = load(READY[name])
    assert scenario.source
    assert scenario.source.startswith("a standard exercise") or "Given by the text" in scenario.notes
    assert "Chosen" in scenario.notes


def test_zheng_exercise_1() -> None:
    values = values_after_one_step("zheng-exercise-1")
    assert values["a1"].ravel().tolist() == [23, 12, 15, 21]
    assert values["a2"].ravel().tolist() == [119, 146]
    assert values["E"].item() == 16553
    assert values["delta2"].ravel().tolist() == [115, 141]
    assert values["delta1"].ravel().tolist() == [486, 679, 397, 397]
    np.testing.assert_allclose(
        values["W2"], [[-261.5, -137, -171.5, -240.5], [-323.3, -165.2, -209.5, -294.1]], rtol=1e-14
    )
    np.testing.assert_allclose(values["b2"].ravel(), [-9.5, -11.1], rtol=1e-14)
    np.testing.assert_allclose(values["W1"][0], [-95.2, -45.6, -141.8], rtol=1e-14)
    np.testing.assert_allclose(values["b1"].ravel(), [-44.6, -66.9, -38.7, -37.7], rtol=1e-14)


def test_zheng_forward_and_the_figure_that_its_text_rounds_away() -> None:
    values = values_after_one_step("zheng-forward")
    np.testing.assert_allclose(values["a1"].ravel(), [0.964, 0.978, 0.987], atol=5e-4)
    assert values["z2"].item() == pytest.approx(30.31379, abs=5e-6)
    rounded = 9 * 0.964 + 10 * 0.978 + 11 * 0.987 + 1
    assert rounded == pytest.approx(30.313, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "at_most"), [("bradbury-2-2-2-1", 0.9), ("kapur-3-3-3-1", 0.9), ("tashfeen-parity", 0.1)]
)
def test_training_brings_the_error_down(name: str, at_most: float) -> None:
    program = compile_program(load(READY[name]))
    errors = Timeline(program).seek(program.last_position).errors
    each = program.schedule.steps_per_epoch
    assert errors[-each:].mean() < at_most * errors[:each].mean()
