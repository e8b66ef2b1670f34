"""The operations of one training step of a network of layers, in the order that the conventions give.

A penalty is on all weights, not on the biases (but on those that are folded into the weights). All is stated for
columns, ``z = W a + b`` with one row of W a neuron; for rows it is transposed at the end. Knows layers by number,
activations, error functions and optimizers as data; knows neither files nor execution.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from nnstep.expr.tree import Expr, Name, substitute
from nnstep.expr.walks.orientation import transposed
from nnstep.program.operations import backward
from nnstep.program.operations.chosen_functions import activation_of, loss_of
from nnstep.program.operations.output_delta import loss_names, over_outputs
from nnstep.program.operations.penalty_terms import error_terms
from nnstep.program.operations.stated_quantities import with_stated
from nnstep.program.operations.updates import at_look_ahead, learning_rate, update
from nnstep.program.program import Op
from nnstep.scenario.model import Scenario


def operations(scenario: Scenario) -> tuple[Op, ...]:
    """Return the operations of one training step."""
    ops = at_look_ahead(scenario, with_stated(scenario, _in_columns(scenario)))
    if scenario.conventions.orientation == "column":
        return ops
    return tuple(replace(op, expression=transposed(op.expression)) for op in ops)


def _in_columns(scenario: Scenario) -> tuple[Op, ...]:
    from_the_output = range(len(scenario.layers), 0, -1)
    first = (*_forward(scenario), _error(scenario))
    match scenario.conventions.update:
        case "simultaneous":
            deltas = [op for layer in from_the_output for op in backward.delta(scenario, layer)]
            slopes = [op for layer in from_the_output for op in backward.gradients(scenario, layer)]
            updates = [op for layer in from_the_output for op in _updates(scenario, layer)]
            return (*first, *deltas, *backward.input_gradient(scenario), *slopes, *learning_rate(scenario), *updates)
        case "output-first":
            layers = [
                op
                for layer in from_the_output
                for op in (
                    *backward.delta(scenario, layer),
                    *backward.gradients(scenario, layer),
                    *_updates(scenario, layer),
                )
            ]
            return (*first, *learning_rate(scenario), *layers, *backward.input_gradient(scenario))


def _forward(scenario: Scenario) -> Iterator[Op]:
    for number, layer in enumerate(scenario.layers, start=1):
        weighted: Expr = Name(f"W{number}") @ backward.incoming(scenario, number)
        if layer.biases is not None:
            bias = Name(f"b{number}")
            weighted = weighted - bias if scenario.conventions.biases == "thresholds" else weighted + bias
        yield Op(f"z{number}", weighted, "forward", number, "pre-activation")
        activated = activation_of(scenario, number).apply(Name(f"z{number}"))
        yield Op(f"a{number}", activated, "forward", number, "activation")


def _error(scenario: Scenario) -> Op:
    last = len(scenario.layers)
    loss = loss_of(scenario).value
    kept = activation_of(scenario, last).keep_digits(loss)
    value = over_outputs(scenario, substitute(kept, {**loss_names(scenario), "z": Name(f"z{last}")}))
    value = backward.over_batch(scenario, value)
    value = reduce(operator.add, error_terms(scenario), value)
    remark = (
        ""
        if kept == loss
        else f"the logarithms are computed from z{last}, since a{last} has too few digits near 0 and 1"
    )
    return Op("E", value, "error", last, "error", remark)


def _updates(scenario: Scenario, layer: int) -> Iterator[Op]:
    yield from update(scenario, f"W{layer}", layer, "weight update")
    if backward.trains_biases(scenario, layer):
        yield from update(scenario, f"b{layer}", layer, "bias update")
