"""The terms that the weight penalty adds: to the error over all weights, and to the gradient of each layer's."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import reduce

from nnstep.expr.setting import formed
from nnstep.expr.tree import Expr, Name, Number, call, substitute
from nnstep.optimizers import penalty
from nnstep.scenario.model import Scenario


def error_terms(scenario: Scenario) -> Iterator[Expr]:
    """Yield what is added to the error: λ times the squares of all weights, λ₁ times their absolute values."""
    if scenario.l2:
        yield _factor(scenario, penalty.SQUARES) * _over_weights(scenario, lambda weights: weights**2)
    if scenario.l1:
        yield _factor(scenario, penalty.ABSOLUTES) * _over_weights(scenario, lambda weights: call("abs", weights))


def penalty_term(scenario: Scenario) -> Expr | None:
    """Return all that is added to the error as one sum; None for nothing."""
    terms = list(error_terms(scenario))
    return reduce(operator.add, terms) if terms else None


def gradient_terms(scenario: Scenario, parameter: Expr) -> Iterator[Expr]:
    """Yield what is added to the derivative of the error by weights: the derivatives of the terms of the error."""
    if scenario.l2:
        yield _factor(scenario, penalty.WEIGHTS) * parameter
    if scenario.l1:
        yield _factor(scenario, penalty.SIGNS) * call("sign", parameter)


def _factor(scenario: Scenario, factor: Name) -> Expr:
    samples: Expr = Number(float(len(scenario.samples)))
    return substitute(formed(factor, (penalty.PENALTY,), scenario.choices), {penalty.SAMPLES.id: samples})


def _over_weights(scenario: Scenario, term: Callable[[Name], Expr]) -> Expr:
    numbers = range(1, len(scenario.layers) + 1)
    return reduce(operator.add, [call("sum", term(Name(f"W{number}"))) for number in numbers])
