"""Derivatives between neighbouring quantities of a network: the factors of the chain rule."""

from __future__ import annotations

from dataclasses import dataclass

from nnstep.engine.frame import Frame
from nnstep.expr.tree import Derivative, Element, Expr, Name, substitute
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.orientation import transposed
from nnstep.program.operations.chosen_functions import activation_of
from nnstep.program.operations.output_delta import cancelled_delta, error_slope, loss_names, over_outputs


@dataclass(frozen=True, slots=True)
class Factor:
    """One derivative along a path."""

    of: Expr
    """The numerator: an element, or the name of the error."""
    by: Expr
    """The denominator."""
    meaning: Expr
    """The derivative as a scalar expression, with an activation's derivative as a `Derivative`."""
    value: float


class NetworkDerivatives:
    """Derivatives between neighbouring quantities of a network, in either orientation."""

    def __init__(self, frame: Frame) -> None:
        """Take the values at a frame just after the error."""
        self.program, self.values, self.shapes = frame.program, frame.values, frame.shapes
        self.scenario = self.program.scenario
        self.rows = self.program.sample_axis == 0
        self.layers = len(self.scenario.layers)
        self.samples = self.values["x"].shape[self.program.sample_axis]

    def element(self, id: str, unit: int, sample: int) -> Element:
        """Return a unit's element of a quantity for one sample."""
        return Element(id, (sample, unit) if self.rows else (unit, sample))

    def read_as(self, parameter: str) -> str:
        """Return the id of what the forward pass reads for a parameter: itself, or the point looked ahead to."""
        return self.program.read_as.get(parameter, parameter)

    def weight(self, layer: int, neuron: int, given: int) -> Element:
        """Return the weight from neuron `given` of the layer before."""
        column = given + (self.scenario.conventions.inputs.start or 0)
        return Element(self.read_as(f"W{layer}"), (column, neuron) if self.rows else (neuron, column))

    def factor(self, of: Expr, by: Expr, meaning: Expr) -> Factor:
        """Return a derivative with its value."""
        return Factor(
            of, by, meaning, float(evaluate(meaning.body if isinstance(meaning, Derivative) else meaning, self.values))
        )

    def error_slope(self, output: int, sample: int) -> Factor:
        """Return the derivative of a sample's error by one output."""
        slope = self._over_outputs(error_slope(self.scenario))
        a = self.element(f"a{self.layers}", output, sample)
        expr = transposed(slope) if self.rows else slope
        return self.factor(Name("E"), a, expand(expr, a.index, self.shapes))

    def cancelled(self, output: int, given: int, sample: int) -> Factor | None:
        """Return the derivative of a sample's error by a pre-activation of the output through one output.

        It divides by nothing; None where the error has no such form.
        """
        form = cancelled_delta(self.scenario)
        if form is None:
            return None
        z = self.element(f"z{self.layers}", given, sample)
        if activation_of(self.scenario, self.layers).slope is None:  # of one output: -y (1[output is given] - a)
            a, y = self.element(f"a{self.layers}", given, sample), self.element("y", output, sample)
            share = a * y - y if output == given else a * y
            return self.factor(Name("E"), z, over_outputs(self.scenario, share))
        expr = self._over_outputs(form)
        return self.factor(Name("E"), z, expand(transposed(expr) if self.rows else expr, z.index, self.shapes))

    def _over_outputs(self, derivative: Expr) -> Expr:
        """Return a derivative of the error function over this network."""
        names = {**loss_names(self.scenario), "z": Name(f"z{self.layers}")}
        return over_outputs(self.scenario, substitute(derivative, names))

    def kept_slope(self, layer: int) -> Expr:
        """Return f'(z) of a layer over ``z`` and ``a``; at the output as the error's derivative needs it."""
        activation = activation_of(self.scenario, layer)
        slope = activation.slope_at(self.scenario.conventions.at_kink)
        if layer == self.layers and cancelled_delta(self.scenario) is not None:
            return activation.keep_digits(slope)
        return slope

    def activation_slope(self, layer: int, output: int, given: int, sample: int) -> Factor:
        """Return the derivative of an activation by a pre-activation of its layer: of another neuron's for softmax."""
        a, z = self.element(f"a{layer}", output, sample), self.element(f"z{layer}", given, sample)
        activation = activation_of(self.scenario, layer)
        if activation.slope is not None:
            body = substitute(self.kept_slope(layer), {"z": z, "a": a})
            return self.factor(a, z, Derivative(f"{activation.symbol}′", z, body))
        other = self.element(f"a{layer}", given, sample)
        return self.factor(a, z, a * (1 - a) if output == given else -(a * other))

    def reaches(self, layer: int, neuron: int) -> list[int]:
        """Return the activations of a layer that depend on a neuron's pre-activation."""
        if activation_of(self.scenario, layer).slope is not None:
            return [neuron]
        return list(range(self.scenario.layers[layer - 1].neurons))
