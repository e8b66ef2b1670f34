"""Error functions that take logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from nnstep.engine.timeline import Timeline
from nnstep.explain.gradcheck import check_gradients
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.scenario.write import scenario_text

if TYPE_CHECKING:
    from collections.abc import Callable


def layer(activation: str) -> str:
    return f"[[layers]]\n{activation}\nweights = [[1, 2]]\n"


@pytest.mark.parametrize(
    ("error", "activation", "suitable"),
    [
        ("cross-entropy", "tanh", '"softmax" or "sigmoid"'),
        ("cross-entropy", "linear", '"softmax" or "sigmoid"'),
        ("binary-cross-entropy", "softmax", '"sigmoid"'),
        ("binary-cross-entropy", "relu", '"sigmoid"'),
    ],
)
def test_outputs_without_a_logarithm_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], error: str, activation: str, suitable: str
) -> None:
    text = exercise(layer(f"activation = '{activation}'"), error=f"'{error}'")
    reason = f"{error} takes logarithms, so outputs must lie between 0 and 1"
    hint = f"write activation = {suitable} in the last layer, or another error"
    assert wrong(text) == [f'7: layers[0].activation is "{activation}", but {reason} ({hint})']


@pytest.mark.parametrize("error", ["cross-entropy", "binary-cross-entropy"])
def test_outputs_of_a_sigmoid_are_suitable_be_it_written_or_not(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], error: str
) -> None:
    assert wrong(exercise(layer("activation = 'sigmoid'"), error=f"'{error}'")) == []
    assert wrong(exercise(layer(""), error=f"'{error}'", target="[0.5]")) == []


def test_outputs_of_a_softmax_are_suitable_for_cross_entropy(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert wrong(exercise(layer("activation = 'softmax'"), error="'cross-entropy'")) == []


@pytest.mark.parametrize("error", ["cross-entropy", "binary-cross-entropy"])
@pytest.mark.parametrize("target", ["4", "-0.5", "1.0001"])
def test_a_target_that_is_no_probability_is_warned_of(exercise: Callable[..., str], error: str, target: str) -> None:
    loaded = parse(exercise(layer(""), error=f"'{error}'", target=f"[{target}]"), "a.toml")
    assert loaded.warnings == (
        f"a target is {float(target):g}, but {error} is meant for targets from 0 to 1: it can become negative",
    )


def test_a_target_of_the_hinge_error_that_is_not_one_or_minus_one_is_warned_of(exercise: Callable[..., str]) -> None:
    loaded = parse(exercise(layer("activation = 'linear'"), error="'hinge'", target="[0]"), "a.toml")
    assert loaded.warnings == ("a target is 0, but hinge is meant for targets that are -1 or 1",)


@pytest.mark.parametrize("target", ["'x'", "3", "[nan]", "[true]", "[[[2]]]", "{a = 2}"])
def test_a_target_that_is_broken_is_not_held_against_the_error_as_well(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], target: str
) -> None:
    assert len(wrong(exercise(layer(""), error="'cross-entropy'", target=target))) == 1


def test_other_errors_take_any_target_and_output(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    assert wrong(exercise(layer("activation = 'tanh'"), error="'mean-squared'", target="[-4]")) == []


def test_targets_of_a_softmax_that_do_not_sum_to_one_need_the_whole_product(exercise: Callable[..., str]) -> None:
    """By hand: dE/dz of -sum y ln softmax(z) is a sum(y) - y."""
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4]]\n"
    keys = {"input": "[[1, 2], [3, 4], [5, 6]]", "target": "[[1, 0], [1, 1], [0.25, 0.5]]"}
    loaded = parse(exercise(layers, error="'cross-entropy'", **keys), "a.toml")
    (warning,) = loaded.warnings
    assert warning == (
        "the targets of sample 2 sum to 2, not to 1: the short delta a − y would be wrong, so the whole product is used"
    )
    program = compile_program(loaded)
    ends = [Timeline(program).seek((step + 1) * len(program.ops)).values for step in range(3)]
    for values, y in zip(ends, ([1, 0], [1, 1], [0.25, 0.5]), strict=True):
        expected = values["a1"].ravel() * sum(y) - np.array(y)
        np.testing.assert_allclose(values["delta1"].ravel(), expected, atol=1e-14)
    assert {check.verdict for step in range(3) for check in check_gradients(program, step)} == {"right"}


@pytest.mark.parametrize(
    ("target", "inputs", "rows"),
    [
        ("1", "[1, 2]", [[0, 1, 0]]),
        ("[2]", "[[1, 2]]", [[0, 0, 1]]),
        ("[0, 2]", "[[1, 2], [3, 4]]", [[1, 0, 0], [0, 0, 1]]),
    ],
)
def test_a_class_number_stands_for_its_output(
    exercise: Callable[..., str], target: str, inputs: str, rows: list[list[int]]
) -> None:
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4], [5, 6]]\n"
    loaded = parse(exercise(layers, error="'cross-entropy'", target=target, input=inputs), "a.toml")
    again = parse(scenario_text(loaded), "a.toml")
    for scenario in (loaded, again):
        assert [sample.target.ravel().tolist() for sample in scenario.samples] == rows


@pytest.mark.parametrize(
    ("target", "inputs", "says"),
    [
        ("3", "[1, 2]", "3: target has the class 3, but the last layer's 3 outputs are classes 0 to 2"),
        ("0.5", "[1, 2]", "3: target has the class 0.5, but the last layer's 3 outputs are classes 0 to 2"),
        ("[0, 1, 2]", "[[1, 2]]", "3: target has 3 numbers, but input has 1 sample (one class a sample)"),
        ("['a']", "[[1, 2]]", "3: target, entry 1 must be a number"),
        ("1", "[[1, 2], [3, 4]]", "3: target has 1 number, but input has 2 samples (one class a sample)"),
    ],
)
def test_class_numbers_that_do_not_fit_are_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], target: str, inputs: str, says: str
) -> None:
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4], [5, 6]]\n"
    (message,) = wrong(exercise(layers, error="'cross-entropy'", target=target, input=inputs))
    assert message.startswith(says)


@pytest.mark.parametrize(("written", "shown"), [('"1/2"', "½"), ("0.5", "½"), ('"1/3"', "1 / 3"), ("4", "4")])
def test_the_factor_of_an_error_scales_error_and_gradients(
    exercise: Callable[..., str], written: str, shown: str
) -> None:
    plain, scaled = (
        compile_program(parse(exercise(layer(""), error="'squared'", target="[0.5]", **more), "a.toml"))
        for more in ({}, {"error_factor": written})
    )
    factor = {"½": 0.5, "4": 4.0}.get(shown, 1 / 3)
    first, second = (Timeline(program).seek(len(program.ops)).values for program in (plain, scaled))
    for id in ("E", "delta1", "dW1"):
        np.testing.assert_allclose(second[id], factor * first[id], rtol=1e-14)
    again = parse(scenario_text(scaled.scenario), "a.toml")
    assert again.error_factor == scaled.scenario.error_factor
    assert f"error squared error_factor {again.error_factor}" in scaled.about[0]
    assert {check.verdict for check in check_gradients(scaled)} == {"right"}


@pytest.mark.parametrize("activation", ["step", "sign"])
def test_a_layer_that_no_gradient_passes_is_warned_of(exercise: Callable[..., str], activation: str) -> None:
    layers = f"[[layers]]\nweights = [[1, 2]]\n[[layers]]\nactivation = '{activation}'\nweights = [[1]]\n"
    loaded = parse(exercise(layers, target="[1]"), "a.toml")
    assert loaded.warnings == (
        f"layer 2 has the activation {activation}, whose derivative is 0: no gradient passes it, "
        "so training by gradients never changes the weights of layers 1 to 2",
    )
    program = compile_program(loaded)
    end = Timeline(program).seek(len(program.ops))
    assert all(end.values[id].tobytes() == program.start[id].tobytes() for id in program.parameters)


def test_the_settings_of_a_layer_are_read_written_and_shown(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    layers = "[[layers]]\nactivation = 'leaky-relu'\nleak = 0.2\nweights = [[1, 2]]\n"
    loaded = parse(exercise(layers, target="[1]"), "a.toml")
    assert parse(scenario_text(loaded), "a.toml").layers[0].settings == {"leak": 0.2}
    assert "activations leaky-relu leak 0.2;" in compile_program(loaded).about[0]
    (message,) = wrong(exercise(layers.replace("leaky-relu", "relu"), target="[1]"))
    assert "leak is not read by relu (it is for leaky-relu; leave it out)" in message
    assert "must be from 0 to below 1" in wrong(exercise(layers.replace("0.2", "1.5"), target="[1]"))[0]


@pytest.mark.parametrize("written", ["0", "-1", "'1/0'", "'x'", "true", "'1.5'"])
def test_a_factor_that_is_none_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], written: str
) -> None:
    assert len(wrong(exercise(layer(""), error="'squared'", error_factor=written))) == 1


def test_a_setting_of_another_error_is_refused(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    (message,) = wrong(exercise(layer(""), error="'squared'", error_delta="2"))
    assert "error_delta is not read by squared (it is for huber; leave it out)" in message


def test_typed_thirds_sum_to_one_near_enough(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    layers = "[[layers]]\nactivation = 'softmax'\nweights = [[1, 2], [3, 4], [5, 6]]\n"
    target = "[0.3333333333, 0.3333333333, 0.3333333333]"
    assert wrong(exercise(layers, error="'cross-entropy'", target=target)) == []
