"""Where an epoch ends: accuracy, and rules that stop the run."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.debugger.stepper import Stepper
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.evaluation import evaluation_of
from nnstep.scenario.bundled import bundled_paths
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import load
from nnstep.scenario.model import Scenario, Stop
from nnstep.scenario.tables.conventions import Conventions
from tests.conftest import build_scenario


def stopping(**rules: float) -> Scenario:
    return replace(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=400), stop=Stop(**rules))


def test_a_run_stops_at_the_end_of_the_epoch_whose_error_is_below_the_bound() -> None:
    program = compile_program(stopping(error_below=0.05))
    end = Timeline(program).seek(program.last_position)
    assert end.at_end
    assert end.ended == "the mean error of the epoch is below 0.05"
    assert end.position == end.place.epoch * 3 * len(program.ops) < program.last_position
    means = end.errors.reshape(-1, 3).mean(axis=1)
    assert means[-1] < 0.05 <= means[:-1].min()


def test_a_run_stops_where_no_gradient_reaches_the_bound() -> None:
    program = compile_program(replace(stopping(gradient_below=0.05), batch_size=3))
    timeline = Timeline(program)
    end = timeline.seek(program.last_position)
    assert end.ended == "no gradient of the epoch reached 0.05"

    def largest(step: int) -> float:
        values = timeline.seek((step + 1) * len(program.ops)).values
        return max(float(np.abs(values[id]).max()) for id in program.gradients.values())

    assert largest(end.step) < 0.05 <= largest(end.step - 1)


@pytest.mark.sweep
@pytest.mark.parametrize("rule", [{"error_below": 0.05}, {"gradient_below": 0.06}, {"gradient_below": 0.1}])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_the_end_is_the_same_whichever_way_one_gets_there(rule: dict[str, float], batch: int) -> None:
    program = compile_program(replace(stopping(**rule), batch_size=batch))
    stepping, jumping, running, watched = Timeline(program), Timeline(program), Debugger(program), Debugger(program)
    end = 0
    while not stepping.seek(end).at_end:
        end += 1
    assert end < program.last_position
    for position in np.random.default_rng(batch).integers(0, program.last_position, 30):
        assert jumping.seek(int(position)).position == min(position, end)
    watched.breakpoints.add(parse_breakpoint("if E < 0", program))
    while not (running.run_for(0.01).at_end and watched.run_for(0.01).at_end):
        pass
    last = stepping.seek(end)
    for frame in (jumping.seek(program.last_position), running.frame, watched.frame):
        assert (frame.position, frame.ended) == (end, last.ended)
        assert frame.errors.tobytes() == last.errors.tobytes()


@pytest.mark.parametrize("batch", [1, 3])
def test_a_gradient_that_is_not_a_number_is_never_below_a_bound(batch: int) -> None:
    scenario = build_scenario((2, 3, 2), ("linear", "linear"), samples=3, epochs=40, learning_rate=1e150)
    program = compile_program(replace(scenario, stop=Stop(gradient_below=1e-3), batch_size=batch))
    end = Timeline(program).seek(program.last_position)
    assert np.isnan(end.values["dW1"]).all()
    assert (end.position, end.ended) == (program.last_position, "")


def test_stepping_over_the_end_stays_there_and_goes_back_from_there() -> None:
    program = compile_program(stopping(error_below=0.05))
    debugger = Debugger(program)
    end = debugger.go_to(program.last_position).position
    assert debugger.step().position == end
    assert debugger.go_to(Stepper(debugger).by("training step", 1)).position == end
    assert debugger.step(-1).position == end - 1
    assert not debugger.frame.at_end
    assert debugger.frame.ended == ""


def test_accuracy_is_the_part_of_the_test_samples_put_into_the_right_class() -> None:
    scenario = build_scenario((2, 3, 2), ("tanh", "softmax"), error="cross-entropy", samples=4, epochs=2)
    inputs = np.random.default_rng(1).uniform(-3, 3, (50, 2))
    test = Samples(inputs, np.arange(50) % 2, classes=2)
    for orientation in ("column", "row"):
        varied = replace(scenario, test_samples=test, conventions=Conventions(orientation=orientation))
        program = compile_program(varied)
        frame = Timeline(program).seek(program.last_position)
        assert frame.accuracies.size == 2
        w = {id: frame.values[id] if orientation == "column" else frame.values[id].T for id in ("W1", "b1", "W2", "b2")}
        outputs = w["W2"] @ np.tanh(w["W1"] @ inputs.T + w["b1"]) + w["b2"]
        assert frame.accuracies[-1] == np.mean(outputs.argmax(axis=0) == np.arange(50) % 2)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("orientation", ["column", "row"])
@pytest.mark.parametrize(
    ("batch", "l2", "form"),
    [(1, 0.0, "lambda/2"), (4, 0.0, "lambda/2"), (2, 0.25, "lambda/2"), (2, 0.25, "lambda/(2B)")],
)
def test_the_error_of_the_test_samples_is_the_mean_over_batches_like_the_trainings(
    reduction: Literal["mean", "sum"], orientation: Literal["column", "row"], batch: int, l2: float, form: str
) -> None:
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"), error="half-squared", samples=4, epochs=2)
    inputs = np.random.default_rng(1).uniform(-3, 3, (12, 2))
    test = Samples(inputs, np.arange(12) % 2, classes=2)
    conventions = Conventions(orientation=orientation, reduction=reduction)
    varied = replace(scenario, test_samples=test, batch_size=batch, l2=l2, choices={"penalty": form})
    varied = replace(varied, conventions=conventions)
    program = compile_program(varied)
    frame = Timeline(program).seek(program.last_position)
    turned = {id: frame.values[id] if orientation == "column" else frame.values[id].T for id in program.trained}
    errors = []
    for first in range(0, 12, batch):
        total = 0.0
        for sample in range(first, first + batch):
            a = np.tanh(turned["W1"] @ inputs[sample] + turned["b1"].ravel())
            a = 1 / (1 + np.exp(-(turned["W2"] @ a + turned["b2"].ravel())))
            total += 0.5 * sum((a - np.eye(2)[sample % 2]) ** 2)
        squares = sum(float(np.sum(turned[id] ** 2)) for id in ("W1", "W2"))
        errors.append(
            (total / batch if reduction == "mean" else total) + l2 / (2 if form == "lambda/2" else 2 * batch) * squares
        )
    assert frame.test_errors.size == 2
    assert frame.test_errors[-1] == pytest.approx(sum(errors) / len(errors), rel=1e-12)
    assert Timeline(program).seek(program.last_position - 1).test_errors.tolist() == frame.test_errors[:1].tolist()


def test_without_test_samples_the_training_samples_are_examined() -> None:
    program = compile_program(load(bundled_paths()["xor"]))
    end = Timeline(program).seek(program.last_position)
    assert program.evaluation is not None
    assert program.evaluation.which == "training"
    assert end.accuracies[-1] == 1.0


def test_there_is_no_accuracy_where_targets_are_no_classes() -> None:
    scenario = build_scenario((2, 2), ("linear",), samples=3)
    assert evaluation_of(scenario) is not None
    assert (
        evaluation_of(replace(scenario, samples=Samples(scenario.samples.inputs, frozen([[1, 1], [0, 1], [1, 0]]))))
        is None
    )
    assert evaluation_of(replace(scenario, samples=Samples(scenario.samples.inputs, frozen([[0.5, 0.5]] * 3)))) is None
    assert evaluation_of(build_scenario((2, 2), ("linear",), samples=1)) is None


def test_tashfeens_network_tells_even_from_odd_on_numbers_it_has_never_seen() -> None:
    program = compile_program(load(bundled_paths()["tashfeen-parity-1024"]), epochs=40)
    end = Timeline(program).seek(program.last_position)
    assert end.accuracies.size == 40
    assert end.accuracies[-1] == 1.0
    assert program.evaluation is not None
    assert (program.evaluation.which, program.evaluation.classes.size) == ("test", 324)


def test_the_digits_network_reads_nine_of_ten_digits_that_it_has_never_seen() -> None:
    program = compile_program(load(bundled_paths()["digits"]))
    end = Timeline(program).seek(program.last_position)
    assert program.evaluation is not None
    assert (program.evaluation.which, program.evaluation.classes.size) == ("test", 397)
    assert 0.88 < end.accuracies[-1] <= end.accuracies.max() < 0.93
