"""Checks of the layers: activations, weights and biases, and whether each layer fits the one before.

Knows nothing of samples, error functions and answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnstep import limits
from nnstep.activations import ACTIVATIONS
from nnstep.limits import bytes_text
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.number_rows import Size
from nnstep.problems.rules import Count, OneOf, ReadInContext, Real
from nnstep.scenario.weights import Rules, check_biases, check_weights

_HINT = "write [[layers]], in double brackets, above the keys of each layer"
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
_WEIGHTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": _NUMBERS, "minItems": 1}]}

LAYER = DeclaredTable(
    "in a table [[layers]]",
    _HINT,
    {
        "weights": Key(
            ReadInContext("rows of numbers, one row a neuron; or a file; or how they are drawn, see below", _WEIGHTS),
            required="add weights = [[...], ...] below it: one row a neuron, one column an input",
        ),
        "activation": Key(OneOf(tuple(ACTIVATIONS)), "sigmoid", "`leaky-relu` is 0.01 z below 0"),
        "biases": Key(
            ReadInContext(
                "one number a neuron (`shared`: one number); or a file; or how they are drawn",
                {"anyOf": [{"type": "string"}, {"type": "number"}, _NUMBERS]},
            )
        ),
        "neurons": Key(Count(limits.NEURONS), help="where weights are drawn: how many neurons"),
        "scale": Key(Real(), 1, "where weights are drawn: what the numbers are multiplied by"),
    },
    inside="layers",
)


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What is known of a layer; None where something is wrong with it, which has been noted then."""

    neurons: int | None
    inputs: int | None
    has_biases: bool
    activation: str | None


def check_layers(
    subject: Subject, value: object, inputs: Size | None, rules: Rules, others: tuple[DeclaredTable, ...]
) -> tuple[LayerShape, ...]:
    """Check all layers, given the size of the input where it is known; return as much as is known of each."""
    if not isinstance(value, list):
        subject.note(f"must be a list of tables, but it is {description(value)}", _HINT)
        return ()
    if not value:
        subject.note("is empty, but a network has at least one layer", _HINT)
    elif len(value) > limits.LAYERS:
        message = f"has {len(value):,} layers, and at most {limits.LAYERS} are read"
        subject.note(message, "a network that can be followed step by step has few")
        return ()
    shapes: list[LayerShape] = []
    for number, layer in enumerate(value, start=1):
        shape = _check_layer(subject.element(number - 1), layer, number, inputs, rules, others)
        shapes.append(shape)
        inputs = _size(shape.neurons, subject.element(number - 1).name, "neuron")
    _check_numbers(subject, shapes)
    return tuple(shapes)


def _check_numbers(subject: Subject, shapes: list[LayerShape]) -> None:
    """Note the first layer with which the network has more weights and biases than are kept."""
    total = 0
    for number, shape in enumerate(shapes):
        neurons, inputs = shape.neurons or 0, shape.inputs or 0
        total += neurons * (inputs + shape.has_biases)
        if total > limits.NETWORK_NUMBERS:
            size = f"{neurons:,} neurons with {inputs:,} inputs, so the network has {total:,} weights and biases"
            memory = f"({bytes_text(8 * total)}), and at most {limits.NETWORK_NUMBERS:,} are kept"
            subject.element(number).note(f"has {size} so far {memory}", "choose fewer neurons")
            return


def _check_layer(
    subject: Subject, layer: object, number: int, inputs: Size | None, rules: Rules, others: tuple[DeclaredTable, ...]
) -> LayerShape:
    taken = LAYER.read(subject, layer, others)
    if not isinstance(layer, dict):
        return LayerShape(None, None, has_biases=False, activation=None)
    neurons, columns = check_weights(subject, layer, taken["neurons"], number, inputs, rules)
    if "biases" in layer:
        check_biases(subject, layer["biases"], number, neurons, rules)
    is_known = layer.get("activation", taken["activation"]) == taken["activation"]
    return LayerShape(neurons, columns, "biases" in layer, taken["activation"] if is_known else None)


def _size(count: int | None, owner: str, noun: str) -> Size | None:
    return None if count is None else Size(count, f"{owner} has {counted(count, noun)}")
