"""The output delta of a loss with its output activation: the short form, where their derivatives cancel.

Cross-entropy with softmax leaves a - y, and so does binary cross-entropy with the sigmoid.
"""

from __future__ import annotations

from nnstep.expr.tree import Expr, Name, Number, substitute
from nnstep.expr.walks.paper import negated
from nnstep.losses import LOSSES
from nnstep.losses.loss import A, Y
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.model import Scenario


def loss_names(scenario: Scenario) -> dict[str, Expr]:
    """Return what the names of an error function stand for in this network."""
    return {"a": Name(f"a{len(scenario.layers)}"), "y": Name("y"), "n": _outputs(scenario)}


def over_outputs(scenario: Scenario, value: Expr) -> Expr:
    """Return a sample's error `value`, or a derivative of it, as the sum or the mean over the outputs."""
    return value / _outputs(scenario) if scenario.conventions.over_outputs == "mean" else value


def error_derivative(scenario: Scenario) -> Expr:
    """Return dE/da at the output, with the sign that the text gives its deltas."""
    return _at_output(scenario, LOSSES[scenario.error].slope)


def simplified_delta(scenario: Scenario) -> tuple[Expr, str] | None:
    """Return dE/dz at the output in the short form, and a remark; None where nothing cancels, or a text does not."""
    difference = "target less output" if scenario.conventions.delta == "y-a" else "output less target"
    if OPTIMIZERS[scenario.optimizer].output_delta == "difference":
        own = substitute(A - Y, loss_names(scenario))
        signed = negated(own) if scenario.conventions.delta == "y-a" else own
        return signed, f"{scenario.optimizer} takes no derivative: the delta is just {difference}"
    last = scenario.layers[-1].activation
    short = LOSSES[scenario.error].fused.get(last)
    conventions = scenario.conventions
    if short is None or conventions.output_delta != "fused" or conventions.backward == "stepwise":
        return None
    remark = f"with {scenario.error} the derivative of {last} cancels: the delta is just {difference}"
    return _at_output(scenario, short), remark


def _at_output(scenario: Scenario, derivative: Expr) -> Expr:
    value = over_outputs(scenario, substitute(derivative, loss_names(scenario)))
    return negated(value) if scenario.conventions.delta == "y-a" else value


def _outputs(scenario: Scenario) -> Number:
    return Number(float(scenario.layers[-1].neurons))
