"""Biases: left out, of a neighbour, with another sign, moved wrongly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.expr.tree import Binary, Call, Expr, Name, call
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import one_row, put, reads, scaled, without_term
from nnstep.program.program import Op

_MOST_NEURONS = 12


def _missing(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "pre-activation":
        without = without_term(op.expression, f"b{op.layer}") or _unfolded(op)
        if without is not None:
            yield Rewriting(without)


def _unfolded(op: Op) -> Expr | None:
    """Return a layer's pre-activation without the column of its weights that the biases are."""
    match op.expression:
        case Binary("@", weights, Call("with_one", (before,))):
            return call("without_first_column", weights) @ before
        case Binary("@", weights, Call("with_one_last", (before,))):
            return call("without_last_column", weights) @ before
        case _:
            return None


MISSING = OperationMistake(
    id="bias-missing",
    topic="biases",
    diagnosis="the bias is left out in the forward pass",
    question="What is added to the weighted sum?",
    rewrite=_missing,
    weight=COMMON,
)


def _sign(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    match op.expression:
        case Binary("+", left, Name() as bias) if op.role == "pre-activation":
            yield Rewriting(left - bias)
        case Binary("-", left, Name() as bias) if op.role == "pre-activation":
            yield Rewriting(left + bias)


SIGN = OperationMistake(
    id="bias-sign",
    topic="biases",
    diagnosis="the bias is subtracted, as a threshold is, or a threshold added",
    question="Is it a bias, which is added, or a threshold, which is subtracted?",
    rewrite=_sign,
    weight=COMMON,
)


def _times_input(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    before = f"a{op.layer - 1}" if op.layer > 1 else "x"
    inputs = 0 if exercise.is_graph or op.layer < 1 else exercise.neurons(op.layer - 1)
    if inputs > _MOST_NEURONS:
        return
    bias = f"b{op.layer}"
    for number in range(inputs):
        entry = one_row(Name(before), number)
        detail = f"{before}[{number}]"
        if op.role == "pre-activation" and reads(op.expression, bias):
            yield Rewriting(put(op.expression, bias, Name(bias) * entry), detail)
        if op.role == "bias gradient":
            delta = f"delta{op.layer}"
            yield Rewriting(put(op.expression, delta, Name(delta) * entry), detail)


TIMES_INPUT = OperationMistake(
    id="bias-times-input",
    topic="biases",
    diagnosis="the bias, or its gradient, is multiplied by an input",
    question="What is a bias multiplied by? What is the derivative of z with respect to it?",
    rewrite=_times_input,
)


def _of_another(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    bias = f"b{op.layer}"
    if op.role != "pre-activation" or not reads(op.expression, bias):
        return
    for layer in range(1, exercise.last_layer + 1):
        if layer != op.layer and f"b{layer}" in exercise.shapes:
            yield Rewriting(put(op.expression, bias, Name(f"b{layer}")), f"that of layer {layer}")
    if exercise.shapes[bias] and 1 < exercise.neurons(op.layer) <= _MOST_NEURONS:
        for neuron in range(exercise.neurons(op.layer)):
            yield Rewriting(put(op.expression, bias, one_row(Name(bias), neuron)), f"that of neuron {neuron}")


OF_ANOTHER = OperationMistake(
    id="bias-of-another",
    topic="biases",
    diagnosis="the bias of a neighbour, or of another layer, is added",
    question="Which bias belongs to this neuron?",
    rewrite=_of_another,
)


def _not_updated(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "bias update":
        yield Rewriting(Name(op.target))


NOT_UPDATED = OperationMistake(
    id="bias-not-updated",
    topic="biases",
    diagnosis="the bias is not updated",
    question="Does the exercise train its biases too?",
    rewrite=_not_updated,
)


def _updated(exercise: Exercise) -> Iterator[Alternative]:
    scenario = exercise.scenario
    if scenario.conventions.biases == "frozen" and not exercise.is_graph:
        moving = replace(scenario.conventions, biases="per-neuron")
        yield Alternative(ops=exercise.operations_of(replace(scenario, conventions=moving)))


UPDATED = ProgramMistake(
    id="bias-updated",
    topic="biases",
    diagnosis="the biases are updated, but this exercise keeps them fixed",
    question="Does the exercise train its biases too?",
    rebuild=_updated,
)


def _per_weight(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "bias gradient" and exercise.neurons(op.layer - 1) > 1:
        yield Rewriting(scaled(exercise.neurons(op.layer - 1), op.expression))


PER_WEIGHT = OperationMistake(
    id="bias-per-weight",
    topic="biases",
    diagnosis="the bias is updated once for each incoming weight",
    question="How often is a bias updated in one training step?",
    rewrite=_per_weight,
)


def _shared(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    neurons = 0 if exercise.is_graph else exercise.neurons(op.layer)
    if op.role != "bias gradient" or exercise.shapes[op.target] or not 1 < neurons <= _MOST_NEURONS:
        return
    yield Rewriting(scaled(1 / neurons, op.expression), "their mean")
    for neuron in range(neurons):
        delta = one_row(Name(f"delta{op.layer}"), neuron)
        yield Rewriting(put(op.expression, f"delta{op.layer}", delta), f"that of neuron {neuron} alone")


SHARED = OperationMistake(
    id="shared-bias",
    topic="biases",
    diagnosis="the shared bias is updated by one neuron's delta, or by their mean, instead of the sum of all",
    question="Through which neurons does a shared bias act on the error?",
    rewrite=_shared,
)
