"""The output delta of a loss with its output activation: the short form, where their derivatives cancel.

Cross-entropy with softmax leaves a - y, and so does binary cross-entropy with the sigmoid. Where nothing is cancelled,
what would lose its digits in a saturated output is computed from z.
"""

from __future__ import annotations

from nnstep.expr.tree import Expr, Name, Number, call, substitute
from nnstep.expr.walks.paper import negated
from nnstep.losses.loss import A, Y
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.operations.chosen_functions import activation_of, loss_of
from nnstep.scenario.model import Scenario


def loss_names(scenario: Scenario) -> dict[str, Expr]:
    """Return what the names of an error function stand for in this network."""
    return {"a": Name(f"a{len(scenario.layers)}"), "y": Name("y"), "n": _outputs(scenario)}


def over_outputs(scenario: Scenario, value: Expr) -> Expr:
    """Return a sample's error `value`, or a derivative of it, as the sum or the mean over the outputs.

    It is multiplied by the reader's own factor, where there is one.
    """
    value = value / _outputs(scenario) if scenario.conventions.over_outputs == "mean" else value
    factor = scenario.error_factor
    if factor == 1:
        return value
    exact = Number(float(factor)) if _is_short(float(factor)) else factor.numerator / Number(float(factor.denominator))
    return exact * value


def _is_short(value: float) -> bool:
    """Return whether six digits write all of a number."""
    return float(f"{value:.6g}") == value


def error_derivative(scenario: Scenario) -> Expr:
    """Return dE/da at the output, with the sign that the text gives its deltas."""
    return at_output(scenario, error_slope(scenario))


def error_slope(scenario: Scenario) -> Expr:
    """Return dE/da over the names of an error function and ``z``: what is left to 1 is computed from z."""
    return activation_of(scenario, len(scenario.layers)).keep_digits(loss_of(scenario).slope)


def pulled_back_at_output(scenario: Scenario, pulled: Expr) -> Expr:
    """Return dE/dz of the output, given it as a product, so that no digit of it is lost in a saturated output."""
    last = len(scenario.layers)
    limit = cancelled_delta(scenario)
    if limit is None:
        return pulled
    kept = activation_of(scenario, last).keep_digits(pulled, Name(f"z{last}"), Name(f"a{last}"))
    return call("finite_or", kept, at_output(scenario, limit))


def cancelled_delta(scenario: Scenario) -> Expr | None:
    """Return dE/dz over the names of an error function in a form that divides by nothing; None where there is none."""
    activation = activation_of(scenario, len(scenario.layers))
    form = loss_of(scenario).cancelled.get(activation.id)
    return None if form is None else _steep(scenario, activation.keep_digits(form))


def slope_remark(scenario: Scenario) -> str:
    """Return how dE/da is computed, where that is not as it is written; else an empty text."""
    if error_slope(scenario) == loss_of(scenario).slope:
        return ""
    last = len(scenario.layers)
    return f"1 − a{last} is computed from z{last}, since a{last} has too few digits near 1"


def digits_remark(scenario: Scenario) -> str:
    """Return how the output delta is computed, where that is not as it is written; else an empty text."""
    if cancelled_delta(scenario) is None:
        return ""
    limit = "where a factor is beyond all numbers, the value is the limit, in which it cancels"
    return "; ".join(filter(None, [slope_remark(scenario), limit]))


def simplified_delta(scenario: Scenario) -> tuple[Expr, str] | None:
    """Return dE/dz at the output in the short form, and a remark; None where nothing cancels, or a text does not."""
    difference = "target less output" if scenario.conventions.delta == "y-a" else "output less target"
    if OPTIMIZERS[scenario.optimizer].output_delta == "difference":
        own = substitute(A - Y, loss_names(scenario))
        signed = negated(own) if scenario.conventions.delta == "y-a" else own
        return signed, f"{scenario.optimizer} takes no derivative: the delta is just {difference}"
    last, loss, conventions = scenario.layers[-1].activation, loss_of(scenario), scenario.conventions
    short = loss.fused.get(last)
    if short is None or conventions.output_delta != "fused" or conventions.backward == "stepwise":
        return None
    if last in loss.whole and not scenario.samples.targets_sum_to_one:
        return None
    remark = f"with {scenario.error} the derivative of {last} cancels: the delta is just {difference}"
    return at_output(scenario, _steep(scenario, short)), remark


def _steep(scenario: Scenario, delta: Expr) -> Expr:
    """Return a short delta times the steepness of the output's activation."""
    steepness = activation_of(scenario, len(scenario.layers)).steepness
    return delta if steepness is None or steepness == Number(1.0) else steepness * delta


def at_output(scenario: Scenario, derivative: Expr) -> Expr:
    """Return a derivative of the error function over this network, with the sign that the text gives its deltas."""
    names = {**loss_names(scenario), "z": Name(f"z{len(scenario.layers)}")}
    value = over_outputs(scenario, substitute(derivative, names))
    return negated(value) if scenario.conventions.delta == "y-a" else value


def _outputs(scenario: Scenario) -> Number:
    return Number(float(scenario.layers[-1].neurons))
