"""Checks of the layers: activations, weights and biases, and whether each layer fits the one before.

Knows nothing of samples, error functions and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnstep.functions import ACTIVATIONS
from nnstep.scenario.fields import check_choice
from nnstep.scenario.keys import LAYER, check_keys
from nnstep.scenario.rows import Meaning, Size, check_matrix, check_vector
from nnstep.scenario.wording import counted, description

if TYPE_CHECKING:
    from nnstep.scenario.findings import Subject

_HINT = "write [[layers]], in double brackets, above the keys of each layer"


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What is known of a layer; None where something is wrong with it, which has been noted then."""

    neurons: int | None
    inputs: int | None
    has_biases: bool
    activation: str | None


def check_layers(subject: Subject, value: object, inputs: Size | None) -> tuple[LayerShape, ...]:
    """Check all layers, given the size of the input where it is known; return as much as is known of each."""
    if not isinstance(value, list):
        subject.note(f"must be a list of tables, but it is {description(value)}", _HINT)
        return ()
    if not value:
        subject.note("is empty, but a network has at least one layer", _HINT)
    shapes: list[LayerShape] = []
    for index, layer in enumerate(value):
        shape = _check_layer(subject.element(index), layer, inputs)
        shapes.append(shape)
        inputs = _size(shape.neurons, subject.element(index).name, "neuron")
    return tuple(shapes)


def _check_layer(subject: Subject, layer: object, inputs: Size | None) -> LayerShape:
    if not isinstance(layer, dict):
        subject.note(f"must be a table, but it is {description(layer)}", _HINT)
        return LayerShape(None, None, has_biases=False, activation=None)
    check_keys(subject, layer, LAYER)
    activation = layer.get("activation", LAYER.optional["activation"])
    is_known = check_choice(subject.key("activation"), activation, ACTIVATIONS)
    neurons, columns = _check_weights(subject.key("weights"), layer, inputs)
    if "biases" in layer:
        _check_biases(subject, layer["biases"], neurons)
    return LayerShape(neurons, columns, "biases" in layer, str(activation) if is_known else None)


def _check_weights(
    subject: Subject, layer: dict[str, object], inputs: Size | None
) -> tuple[int, int] | tuple[None, None]:
    if "weights" not in layer:
        return None, None
    meaning = Meaning("one row a neuron, one column an input", columns=inputs)
    return check_matrix(subject, layer["weights"], meaning) or (None, None)


def _check_biases(layer: Subject, value: object, neurons: int | None) -> None:
    subject = layer.key("biases")
    if value == []:
        subject.note("is empty", "leave the key out for a layer without biases")
        return
    size = _size(neurons, layer.key("weights").name, "row")
    check_vector(subject, value, Meaning("one number for each neuron, as in [0.5, -1]", columns=size))


def _size(count: int | None, owner: str, noun: str) -> Size | None:
    return None if count is None else Size(count, f"{owner} has {counted(count, noun)}")
