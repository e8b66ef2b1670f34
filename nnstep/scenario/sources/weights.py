"""A layer's weights and biases: typed in, from a file, or drawn; which shape they must have under which conventions.

Shapes are checked as the file has them, one row a neuron or, in row orientation, one column a neuron; the arrays have
one row a neuron.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep import limits
from nnstep.expr.array import Array, frozen
from nnstep.initializers import INITIALIZERS
from nnstep.limits import bytes_text
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, quoted
from nnstep.problems.number_rows import Meaning, Size, read_matrix, read_vector
from nnstep.problems.numbers import check_number, is_number
from nnstep.problems.rules import OneOf
from nnstep.scenario.sources.array_sources import Files, looks_like_file
from nnstep.scenario.tables.conventions import Conventions


@dataclass(frozen=True, slots=True)
class Rules:
    """What the conventions and the place of the file say of all layers."""

    conventions: Conventions
    files: Files
    seed: int = 0

    @property
    def by_rows(self) -> bool:
        """Whether the file has one column of weights a neuron."""
        return self.conventions.orientation == "row"

    @property
    def folded(self) -> int:
        """How many inputs more than the layer before gives: the constant 1, where biases are folded in."""
        return int(self.conventions.folded)

    @property
    def hint(self) -> str:
        """How a matrix of weights is written."""
        neuron, given = ("column", "row") if self.by_rows else ("row", "column")
        match self.conventions.biases:
            case "folded":
                return f"one {neuron} a neuron, the first {given} the biases, then one {given} an input"
            case "folded-last":
                return f"one {neuron} a neuron, one {given} an input, then the last {given} the biases"
            case _:
                return f"one {neuron} a neuron, one {given} an input"

    def turned(self, weights: NDArray[Any]) -> Array:
        """Return a matrix of weights as the file has it with one row a neuron."""
        return np.ascontiguousarray(weights.T if self.by_rows else weights, dtype=np.float64)


def read_weights(
    layer: Subject,
    table: Mapping[str, object],
    taken: Mapping[str, Any],
    number: int,
    inputs: Size | None,
    rules: Rules,
    before: int,
) -> Array | None:
    """Return the weights of a layer, shape (neurons, inputs); note what is wrong, and return None if they are unknown.

    `table` is the layer as written, `taken` its values where they are right, and `before` counts the weights and biases
    of the layers before. A NaN stands for what is no number.
    """
    subject, value = layer.key("weights"), table.get("weights")
    if not isinstance(value, str):
        _check_unread(layer, table, ("neurons", "scale"), "weights that are typed in")
        written = read_matrix(subject, value, _meaning(inputs, rules)) if "weights" in table else None
        return None if written is None else frozen(rules.turned(written))
    if looks_like_file(value):
        _check_unread(layer, table, ("neurons", "scale"), "weights of a file")
        return _weights_of_file(subject, value, f"W{number}", inputs, rules)
    if OneOf((*INITIALIZERS, "a file's name")).read(subject, value) is None:
        return None
    if "neurons" not in table:
        layer.key("neurons").note("is missing", f"weights = {quoted(value)} are drawn: add a line such as neurons = 3")
        return None
    neurons = taken["neurons"]
    if (
        neurons is None
        or inputs is None
        or not fits_network(layer, neurons, inputs.count + ("biases" in table), before)
    ):
        return None
    random = np.random.default_rng([rules.seed, number])
    drawn = INITIALIZERS[value].draw(random, neurons, inputs.count, float(taken["scale"] or 1))
    weights = np.zeros((neurons, inputs.count + rules.folded))
    weights[:, rules.conventions.inputs] = drawn
    return frozen(weights)


def fits_network(layer: Subject, neurons: int, inputs: int, before: int) -> bool:
    """Note a layer with which the network has more weights and biases than are kept; the others have `before`."""
    total = before + neurons * inputs
    if total > limits.NETWORK_NUMBERS.most:
        size = f"{neurons:,} neurons with {inputs:,} inputs, so the weights and biases are"
        memory = f"so far ({bytes_text(8 * total)})"
        layer.note(f"has {size} {limits.NETWORK_NUMBERS.refusal(total, memory)}", "choose fewer neurons")
    return total <= limits.NETWORK_NUMBERS.most


def read_biases(layer: Subject, value: object, number: int, neurons: int | None, rules: Rules) -> Array | None:
    """Return a layer's biases, or thresholds, shape (neurons, 1), or () for a shared one; note what is wrong."""
    subject = layer.key("biases")
    kind = rules.conventions.biases
    if kind == "none" or rules.conventions.folded:
        where = "there are none" if kind == "none" else "they are a part of the weights"
        subject.note(f'must be left out: with the convention biases = "{kind}" {where}', at_key=True)
    elif kind == "shared":
        if isinstance(value, list):
            hint = "write one number, as in biases = 0.35"
            subject.note(f"must be one number that the layer shares, but it is {description(value)}", hint)
        elif check_number(subject, value) and is_number(value):
            return frozen(float(value))
    elif isinstance(value, str):
        return _named_biases(subject, value, number, neurons, rules)
    elif value == []:
        subject.note("is empty", "leave the key out for a layer without biases")
    elif not isinstance(value, list) and not isinstance(value, dict | bool) and check_number(subject, value):
        hint = 'write one number for each neuron, or the convention biases = "shared"'
        subject.note(f"must be a list of numbers, but it is {description(value)}", hint)
    else:
        size = None if neurons is None else Size(neurons, f"{layer.key('weights').name} has {_of(neurons, rules)}")
        biases = read_vector(subject, value, Meaning("one number for each neuron, as in [0.5, -1]", columns=size))
        return None if biases is None else frozen(biases[:, np.newaxis])
    return None


def _meaning(inputs: Size | None, rules: Rules) -> Meaning:
    size = inputs
    if inputs is not None and rules.folded:
        size = Size(inputs.count + 1, f"{inputs.reason}, and the constant 1 makes one more")
    return Meaning(rules.hint, rows=size) if rules.by_rows else Meaning(rules.hint, columns=size)


def _weights_of_file(subject: Subject, path: str, name: str, inputs: Size | None, rules: Rules) -> Array | None:
    array = rules.files.check(subject, path, name)
    if array is None:
        return None
    if array.ndim != 2 or 0 in array.shape:
        subject.note(f"names an array of shape {_shape_text(array)}, but weights are a matrix", rules.hint)
        return None
    weights = rules.turned(array)
    columns = weights.shape[1]
    if inputs is not None and columns != inputs.count + rules.folded:
        message = f"names an array of shape {_shape_text(array)}, for {counted(columns, 'input')}, but {inputs.reason}"
        subject.note(message, rules.hint)
        return None
    return frozen(weights)


def _named_biases(subject: Subject, value: str, number: int, neurons: int | None, rules: Rules) -> Array | None:
    if not looks_like_file(value):
        if OneOf((*INITIALIZERS, "a file's name")).read(subject, value) is None or neurons is None:
            return None
        random = np.random.default_rng([rules.seed, number, 1])
        return frozen(INITIALIZERS[value].draw(random, neurons, 1, 1.0))
    array = rules.files.check(subject, value, f"b{number}")
    if array is None or neurons is None:
        return None
    if array.size != neurons:
        subject.note(f"names {counted(array.size, 'number')}, but the layer has {counted(neurons, 'neuron')}")
    return frozen(np.asarray(array, dtype=np.float64).reshape(-1, 1))


def _check_unread(layer: Subject, table: Mapping[str, object], keys: tuple[str, ...], owner: str) -> None:
    for key in keys:
        if key in table:
            names = ", ".join(quoted(name) for name in INITIALIZERS)
            layer.key(key).note(f"is not read for {owner}", f"it is for weights = {names}; leave it out", at_key=True)


def _of(neurons: int, rules: Rules) -> str:
    return counted(neurons, "column" if rules.by_rows else "row")


def _shape_text(array: NDArray[Any]) -> str:
    return "×".join(map(str, array.shape)) or "number"
