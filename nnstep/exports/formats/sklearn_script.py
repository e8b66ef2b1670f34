"""Export as a scikit-learn script: an MLPRegressor or MLPClassifier, trained batch by batch with ``partial_fit``."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.exports.formats.format import ExportFormat
from nnstep.exports.parts.script_numbers import check_size, heading, joined, numpy_array, sample_rows
from nnstep.exports.parts.trained_parameters import parameter_sources, penalty_factor, separate_parameters
from nnstep.exports.parts.training_loop import training_loop
from nnstep.exports.sklearn_parts.perceptron import SKLEARN, Perceptron, perceptron_of
from nnstep.expr.array import Array
from nnstep.optimizers import penalty
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario


def sklearn_script(program: Program) -> str:
    """Return the script; raise ExportError where scikit-learn computes other numbers, or it would be too long."""
    check_size(program)
    perceptron = perceptron_of(program.scenario)
    if program.scenario.stop.gradient_below is not None:
        raise SKLEARN.lacks("it does not show its gradients, and the run stops by them (gradient_below)")
    samples = "\n".join(numpy_array(value).assigned(name, value) for name, value in sample_rows(program))
    imports = ("import numpy as np", f"from sklearn.neural_network import {perceptron.called}")
    return joined(
        [
            heading(program, *imports),
            f"# one row a sample\n{samples}\nlabels = {perceptron.labels}",
            "\n".join(_network(program, perceptron)),
            _loop(program, perceptron),
        ]
    )


def _network(program: Program, perceptron: Perceptron) -> Iterator[str]:
    classes = f", classes={perceptron.classes}" if perceptron.classes else ""
    yield f"mlp = {perceptron.called}("
    yield from (f"    {argument}," for argument in perceptron.arguments)
    yield ")"
    yield f"mlp.partial_fit(inputs, labels{classes})  # makes the arrays; what they hold is replaced"
    yield "del mlp._optimizer"
    parameters = list(separate_parameters(program.scenario))
    yield from _list("coefs_", [weights.T for weights, _ in parameters])
    yield from _list("intercepts_", [biases for _, biases in parameters if biases is not None])


def _list(name: str, arrays: list[Array]) -> Iterator[str]:
    yield f"mlp.{name} = ["
    for array in arrays:
        text = numpy_array(array).written(array, 8).replace("\n", "\n    ")
        yield f"    {text},"
    yield "]"


def _loop(program: Program, perceptron: Perceptron) -> str:
    scenario, step = program.scenario, []
    if scenario.l2 and scenario.choices.get("penalty") != "lambda/(2B)":
        step.append(f"mlp.alpha = 2 * len(rows) * ({penalty_factor(scenario, penalty.SQUARES)})")
    if perceptron.classes:
        step += ["mlp.partial_fit(inputs[rows], labels[rows])", "error = float(mlp.loss_)"]
    else:
        step.append("output = mlp.predict(inputs[rows]).reshape(len(rows), -1)")
        error = "0.5 * np.sum((output - targets[rows]) ** 2)"
        error += " + 0.5 * mlp.alpha * sum(np.sum(w**2) for w in mlp.coefs_)" if scenario.l2 else ""
        step += [f"error = float(({error}) / len(rows))", "mlp.partial_fit(inputs[rows], labels[rows])"]
    shown = [f'print("{id} =", {text}.tolist())' for id, text in _shown(scenario) if id in program.gradients]
    return "\n".join([training_loop(program, step, "", []), "", *shown])


def _shown(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield each parameter's id, and the source of its value in the scenario's orientation."""
    turned = "" if scenario.conventions.orientation == "row" else ".T"
    for index in range(len(scenario.layers)):
        held = f"mlp.coefs_[{index}]", f"mlp.intercepts_[{index}][None, :]"
        yield from parameter_sources(scenario, index + 1, *held, "np.concatenate([{}])", turned)


SKLEARN_SCRIPT = ExportFormat("sklearn", (".py",), "a script with scikit-learn", sklearn_script)
