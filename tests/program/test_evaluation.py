"""What a network is evaluated on after each epoch: right classes counted, and an error comparable with training's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.program.evaluation import Evaluation, evaluation_of
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario

ROWS = Conventions(orientation="row")


def evaluation(scenario) -> Evaluation:
    found = evaluation_of(scenario)
    assert found is not None
    return found


def test_the_class_is_the_largest_output_and_nan_is_never_right() -> None:
    scenario = build_scenario((2, 3), ("sigmoid",), samples=4)  # the classes 0, 1, 2, 0
    output = np.array([[0.9, 0.1, 0.2, 0.1], [0.1, 0.3, 0.9, 0.2], [0.0, 0.2, 0.1, 0.3]])
    assert evaluation(scenario).accuracy(output) == 0.5
    assert evaluation(replace(scenario, conventions=ROWS)).accuracy(output.T) == 0.5
    output[2, 0] = np.nan
    assert evaluation(scenario).accuracy(output) == 0.25


@pytest.mark.parametrize(("output", "right"), [([0.6, 0.4, 0.5], 1 / 3), ([0.6, 0.51, 0.9], 1.0), ([0.1, 0.2, 0], 0)])
def test_one_output_is_class_1_above_a_half(output: list[float], right: float) -> None:
    scenario = build_scenario((2, 1), ("sigmoid",), samples=3)  # each of class 1
    assert evaluation(scenario).accuracy(np.array([output])) == pytest.approx(right)


def test_nothing_is_evaluated_where_there_is_one_sample_or_targets_are_no_classes() -> None:
    assert evaluation_of(build_scenario((2, 2), ("sigmoid",))) is None
    scenario = build_scenario((2, 2), ("sigmoid",), samples=2)
    samples = replace(scenario.samples, targets=scenario.samples.targets / 4)
    assert evaluation_of(replace(scenario, samples=samples)) is None


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_error_of_all_samples_at_once_is_brought_to_that_of_batches(reduction: str, l2: float) -> None:
    """Without learning, the mean error of an epoch is that of the same samples evaluated at once."""
    conventions = Conventions(reduction=reduction)  # type: ignore[arg-type]
    scenario = replace(
        build_scenario((2, 2), ("sigmoid",), samples=6, learning_rate=0.0),
        conventions=conventions,
        batch_size=2,
        l2=l2,
    )
    every = replace(scenario, batch_size=6)
    batches, at_once = (Timeline(compile_program(each)) for each in (scenario, every))
    values = at_once.seek(at_once.program.last_position).values
    epoch = float(np.mean(batches.seek(batches.program.last_position).errors))
    assert evaluation(scenario).mean_error(float(values["E"]), values) == pytest.approx(epoch, rel=1e-12)
