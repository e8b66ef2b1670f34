"""The tables [[layers]]: activations, weights and biases, and whether each layer fits the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstep import limits
from nnstep.activations import ACTIVATIONS
from nnstep.expr.array import Array
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.number_rows import Size
from nnstep.problems.rules import Count, OneOf, ReadInContext, Real
from nnstep.scenario.sources.weights import Rules, fits_network, read_biases, read_weights
from nnstep.scenario.tables.setting_keys import read_chosen, setting_keys

_HINT = "write [[layers]], in double brackets, above the keys of each layer"
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
_WEIGHTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": _NUMBERS, "minItems": 1}]}
_OWNERS = {name: activation.declared for name, activation in ACTIVATIONS.items()}

LAYER = DeclaredTable(
    "in a table [[layers]]",
    _HINT,
    {
        "weights": Key(
            ReadInContext("rows of numbers, one row a neuron; or a file; or how they are drawn, see below", _WEIGHTS),
            required="add weights = [[...], ...] below it: one row a neuron, one column an input",
        ),
        "activation": Key(OneOf(tuple(ACTIVATIONS)), "sigmoid", "see below"),
        "biases": Key(
            ReadInContext(
                "one number a neuron (`shared`: one number); or a file; or how they are drawn",
                {"anyOf": [{"type": "string"}, {"type": "number"}, _NUMBERS]},
            )
        ),
        "neurons": Key(Count(limits.NEURONS), help="where weights are drawn: how many neurons"),
        "scale": Key(Real(), 1, "where weights are drawn: what the numbers are multiplied by"),
        **setting_keys(_OWNERS),
    },
    inside="layers",
)


@dataclass(frozen=True, slots=True, eq=False)
class StatedLayer:
    """What a file says of a layer; None where something is wrong with it, which has been noted then."""

    weights: Array | None
    biases: Array | None
    has_biases: bool
    activation: str | None
    settings: Mapping[str, float] = field(default_factory=dict)
    """The constants of the activation, by name."""

    @property
    def neurons(self) -> int | None:
        """How many neurons the layer has, where its weights are known."""
        return None if self.weights is None else len(self.weights)


def read_layers(
    subject: Subject, value: object, inputs: Size | None, rules: Rules, others: tuple[DeclaredTable, ...]
) -> tuple[StatedLayer, ...]:
    """Return as much as is known of each layer, given the size of the input where it is known; note what is wrong."""
    if not isinstance(value, list):
        subject.note(f"must be a list of tables, but it is {description(value)}", _HINT)
        return ()
    if not value:
        subject.note("is empty, but a network has at least one layer", _HINT)
    elif len(value) > limits.LAYERS.most:
        message = f"has {limits.LAYERS.refusal(len(value), 'layers')}"
        subject.note(message, "a network that can be followed step by step has few")
        return ()
    layers: list[StatedLayer] = []
    total = 0
    for number, table in enumerate(value, start=1):
        place = subject.element(number - 1)
        layer = _read_layer(place, table, number, inputs, rules, total, others)
        layers.append(layer)
        inputs = None
        if layer.weights is not None:
            neurons, columns = layer.weights.shape
            inputs = Size(neurons, f"{place.name} has {counted(neurons, 'neuron')}")
            if not fits_network(place, neurons, columns + layer.has_biases, total):
                break
            total += neurons * (columns + layer.has_biases)
    return tuple(layers)


def _read_layer(
    subject: Subject,
    table: object,
    number: int,
    inputs: Size | None,
    rules: Rules,
    before: int,
    others: tuple[DeclaredTable, ...],
) -> StatedLayer:
    taken = LAYER.read(subject, table, others)
    if not isinstance(table, dict):
        return StatedLayer(None, None, has_biases=False, activation=None)
    weights = read_weights(subject, table, taken, number, inputs, rules, before)
    biases, neurons = None, None if weights is None else len(weights)
    if "biases" in table:
        biases = read_biases(subject, table["biases"], number, neurons, rules)
    if table.get("activation", taken["activation"]) != taken["activation"]:
        return StatedLayer(weights, biases, "biases" in table, None)
    settings = read_chosen(subject, table, taken, taken["activation"], _OWNERS)
    stated = {id: value for id, value in settings.items() if id in table}
    return StatedLayer(weights, biases, "biases" in table, taken["activation"], stated)
