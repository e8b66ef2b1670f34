"""Which of scikit-learn's multi-layer perceptrons a scenario is: a regressor or a classifier, and its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from nnstep.exports.parts.library import Library
from nnstep.expr.walks.numpy_line import number_source
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Layer, Scenario

SKLEARN = Library("scikit-learn")
_ACTIVATIONS: Mapping[str, str] = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
_SQUARES: Mapping[str, Fraction] = {"half-squared": Fraction(1, 2), "squared": Fraction(1), "mean-squared": Fraction(1)}


@dataclass(frozen=True, slots=True)
class Perceptron:
    """A scenario as one of the two classes."""

    called: str
    """The class in ``sklearn.neural_network``."""
    arguments: tuple[str, ...]
    labels: str
    """The source of what ``partial_fit`` takes as targets, over ``targets``."""
    classes: str
    """The source of its classes; empty for a regressor."""


def perceptron_of(scenario: Scenario) -> Perceptron:
    """Return the perceptron that computes the same; raise ExportError where there is none."""
    _check(scenario)
    called, labels, classes = _target(scenario)
    hidden = tuple(layer.neurons for layer in scenario.layers[:-1])
    arguments = (f"hidden_layer_sizes={hidden!r}", *_activation(scenario), *_optimizer(scenario), "shuffle=False")
    return Perceptron(called, arguments, labels, classes)


def _check(scenario: Scenario) -> None:
    """Raise ExportError for what no perceptron of scikit-learn has, whatever its error."""
    conventions = scenario.conventions
    if scenario.graph is not None:
        raise SKLEARN.lacks("it has networks of layers, and this is a graph of numbers")
    if scenario.given:
        raise SKLEARN.lacks(f"values are given in place of computed ones: {', '.join(scenario.given)}")
    if conventions.update == "output-first":
        raise SKLEARN.lacks('update = "output-first" changes weights before the backward pass is over')
    if conventions.biases in ("shared", "frozen", "none"):
        raise SKLEARN.lacks(f'biases = "{conventions.biases}": it trains a bias for each neuron')
    if not conventions.folded and any(layer.biases is None for layer in scenario.layers):
        raise SKLEARN.lacks("there are layers without biases, and it trains a bias for each neuron")
    if scenario.batched and conventions.reduction == "sum":
        raise SKLEARN.lacks('reduction = "sum": it takes the mean over the samples of a batch')
    if scenario.l1:
        raise SKLEARN.lacks("it has no l1 penalty")
    if scenario.l2 and conventions.folded:
        raise SKLEARN.lacks("its penalty leaves the biases out, and here they are among the weights")
    if scenario.learning_rates:
        raise SKLEARN.lacks("it has one learning rate for all parameters, and [training] learning_rates has others")
    if scenario.rate != "constant":
        raise SKLEARN.lacks(f"partial_fit has no schedule of the learning rate such as {scenario.rate}")


def _target(scenario: Scenario) -> tuple[str, str, str]:
    """Return the class, the source of the targets, and that of the classes."""
    last, outputs = scenario.layers[-1], scenario.layers[-1].neurons
    y = scenario.samples.take(np.arange(len(scenario.samples)))[1]
    factor = scenario.error_factor / (outputs if scenario.conventions.over_outputs == "mean" else 1)
    pair = scenario.error, last.activation
    if scenario.error in _SQUARES and last.activation == "linear":
        per_output = outputs if scenario.error == "mean-squared" else 1
        _check_factor(
            factor * _SQUARES[scenario.error] / per_output, Fraction(1, 2), "half the squares over the outputs"
        )
        return "MLPRegressor", "targets" if outputs > 1 else "targets.ravel()", ""
    if pair == ("binary-cross-entropy", "sigmoid"):
        _check_steepness(last)
        _check_factor(factor, Fraction(1), "the logarithms over the outputs")
        if not np.isin(y, (0, 1)).all():
            raise SKLEARN.lacks("its targets of a cross-entropy are 0 or 1, and there are others")
        if outputs == 1:
            return "MLPClassifier", "targets.ravel().astype(int)", "[0, 1]"
        return "MLPClassifier", "targets.astype(int)", f"range({outputs})"
    if pair == ("cross-entropy", "softmax"):
        _check_factor(factor, Fraction(1), "the logarithms over the outputs")
        if outputs < 3:
            raise SKLEARN.lacks(f"it has a softmax for 3 classes or more, and here there are {outputs}")
        if not scenario.samples.are_classes():
            raise SKLEARN.lacks("its targets of a softmax are one class a sample, and here there are others")
        return "MLPClassifier", "targets.argmax(axis=1)", f"range({outputs})"
    raise SKLEARN.lacks(f"it has no error {scenario.error} with the output activation {last.activation}")


def _check_factor(factor: Fraction, wanted: Fraction, of: str) -> None:
    if factor != wanted:
        raise SKLEARN.lacks(f"its error is the sum of {of}, and this one is {factor / wanted} times that")


def _check_steepness(layer: Layer) -> None:
    if layer.settings.get("steepness", 1) != 1:
        raise SKLEARN.lacks("its logistic function has no steepness")


def _activation(scenario: Scenario) -> Iterator[str]:
    hidden = {layer.activation for layer in scenario.layers[:-1]}
    if len(hidden) > 1:
        raise SKLEARN.lacks(f"its hidden layers have one activation, and here there are {', '.join(sorted(hidden))}")
    for layer in scenario.layers[:-1]:
        _check_steepness(layer)
    for activation in hidden:
        if activation not in _ACTIVATIONS:
            raise SKLEARN.lacks(f"it has no activation {activation}")
        if activation == "relu" and scenario.conventions.at_kink != "left":
            raise SKLEARN.lacks(f'at_kink = "{scenario.conventions.at_kink}": the derivative of its relu at 0 is 0')
        yield f'activation="{_ACTIVATIONS[activation]}"'


def _optimizer(scenario: Scenario) -> Iterator[str]:
    """Yield the arguments of the optimizer, the learning rate, and the penalty where that is a constant of it."""
    settings = {**OPTIMIZERS[scenario.optimizer].settings, **scenario.settings}
    chosen = chosen_forms(scenario)
    if scenario.state:
        raise SKLEARN.lacks("the optimizer's state is stated in [training], and its optimizers begin with zeros")
    match scenario.optimizer:
        case "gradient-descent":
            yield from ('solver="sgd"', "momentum=0.0", "nesterovs_momentum=False")
        case "momentum" | "momentum-sum":  # with a constant rate they are the same
            yield from ('solver="sgd"', f"momentum={settings['mu']!r}", "nesterovs_momentum=False")
        case "nesterov" if chosen["gradient_at"] == "weights":
            yield from ('solver="sgd"', f"momentum={settings['mu']!r}", "nesterovs_momentum=True")
        case "adam" if chosen["bias_correction"] == "rate" and chosen["eps_place"] == "outside":
            yield from ('solver="adam"', f"beta_1={settings['beta1']!r}", f"beta_2={settings['beta2']!r}")
            yield f"epsilon={settings['eps']!r}"
        case "adam":
            raise SKLEARN.lacks('its Adam has bias_correction = "rate" and eps_place = "outside"')
        case "nesterov":
            raise SKLEARN.lacks('its nesterov has gradient_at = "weights"')
        case _:
            raise SKLEARN.lacks(f"it has no optimizer {scenario.optimizer}")
    yield f"learning_rate_init={number_source(scenario.learning_rate or 0.0)}"
    constant = scenario.l2 if chosen.get("penalty") == "lambda/(2B)" else 0.0
    yield f"alpha={constant!r}"
