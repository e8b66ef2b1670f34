"""A layer's weights and biases: typed in, from a file, or drawn; which shape they must have under which conventions.

Shapes are checked as the file has them, one row a neuron or, in row orientation, one column a neuron; what is built has
one row a neuron. Knows one layer at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, frozen
from nnstep.initializers import INITIALIZERS
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, quoted
from nnstep.problems.number_rows import Meaning, Size, check_matrix, check_vector
from nnstep.problems.numbers import check_number
from nnstep.problems.rules import OneOf
from nnstep.scenario.array_sources import Files, looks_like_file
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
        return int(self.conventions.biases == "folded")

    @property
    def hint(self) -> str:
        """How a matrix of weights is written."""
        neuron, given = ("column", "row") if self.by_rows else ("row", "column")
        first = f"the first {given} the biases, then " if self.folded else ""
        return f"one {neuron} a neuron, {first}one {given} an input"

    def order(self, neurons: Any, inputs: Any) -> tuple[Any, Any]:
        """Return rows and columns of a matrix of weights."""
        return (inputs, neurons) if self.by_rows else (neurons, inputs)


def check_weights(
    layer: Subject, table: Mapping[str, object], neurons: int | None, number: int, inputs: Size | None, rules: Rules
) -> tuple[int, int] | tuple[None, None]:
    """Return how many neurons and inputs a layer has; note what is wrong and return None where that is not known.

    `table` is the layer as written, `neurons` what it says of their number, where that is right.
    """
    subject, value = layer.key("weights"), table.get("weights")
    if not isinstance(value, str):
        _check_unread(layer, table, ("neurons", "scale"), "weights that are typed in")
        shape = check_matrix(subject, value, _meaning(inputs, rules)) if "weights" in table else None
        return _as_neurons(shape, rules)
    if looks_like_file(value):
        _check_unread(layer, table, ("neurons", "scale"), "weights of a file")
        return _check_file(subject, value, f"W{number}", inputs, rules)
    if OneOf((*INITIALIZERS, "a file's name")).read(subject, value) is None:
        return None, None
    return _check_drawn(layer, table, neurons, inputs)


def check_biases(layer: Subject, value: object, number: int, neurons: int | None, rules: Rules) -> None:
    """Check a layer's biases, or thresholds."""
    subject = layer.key("biases")
    kind = rules.conventions.biases
    if kind in ("none", "folded"):
        where = "there are none" if kind == "none" else "they are a part of the weights"
        subject.note(f'must be left out: with the convention biases = "{kind}" {where}', at_key=True)
    elif kind == "shared":
        if isinstance(value, list):
            hint = "write one number, as in biases = 0.35"
            subject.note(f"must be one number that the layer shares, but it is {description(value)}", hint)
        else:
            check_number(subject, value)
    elif isinstance(value, str):
        _check_named_biases(subject, value, number, neurons, rules)
    elif value == []:
        subject.note("is empty", "leave the key out for a layer without biases")
    elif not isinstance(value, list) and not isinstance(value, dict | bool) and check_number(subject, value):
        hint = 'write one number for each neuron, or the convention biases = "shared"'
        subject.note(f"must be a list of numbers, but it is {description(value)}", hint)
    else:
        size = None if neurons is None else Size(neurons, f"{layer.key('weights').name} has {_of(neurons, rules)}")
        check_vector(subject, value, Meaning("one number for each neuron, as in [0.5, -1]", columns=size))


def build_weights(table: Mapping[str, Any], number: int, inputs: int, rules: Rules) -> Array:
    """Return the weights of a layer in which nothing is wrong, shape (neurons, inputs)."""
    match table["weights"]:
        case str() as name if name in INITIALIZERS:
            scale = float(table.get("scale", 1))
            random = np.random.default_rng([rules.seed, number])
            drawn = INITIALIZERS[name].draw(random, table["neurons"], inputs, scale)
            folded = np.zeros((table["neurons"], rules.folded))
            return frozen(np.hstack([folded, drawn]))
        case str() as path:
            array = np.asarray(rules.files.array(path, rules.files.name_in(path, f"W{number}")), dtype=np.float64)
            return frozen(np.ascontiguousarray(array.T) if rules.by_rows else array)
        case rows:
            array = frozen([list(map(float, row)) for row in rows])
            return frozen(np.ascontiguousarray(array.T)) if rules.by_rows else array


def build_biases(value: Any, number: int, neurons: int, rules: Rules) -> Array | None:
    """Return the biases of a layer in which nothing is wrong, shape (neurons, 1), or () for a shared one."""
    match value:
        case None:
            return None
        case str() if value in INITIALIZERS:
            random = np.random.default_rng([rules.seed, number, 1])
            return frozen(INITIALIZERS[value].draw(random, neurons, 1, 1.0))
        case str():
            array = np.asarray(rules.files.array(value, rules.files.name_in(value, f"b{number}")), dtype=np.float64)
            return frozen(array.reshape(-1, 1))
        case list():
            return frozen([[float(number)] for number in value])
        case _:
            return frozen(float(value))


def _meaning(inputs: Size | None, rules: Rules) -> Meaning:
    size = inputs
    if inputs is not None and rules.folded:
        size = Size(inputs.count + 1, f"{inputs.reason}, and the constant 1 makes one more")
    return Meaning(rules.hint, rows=size) if rules.by_rows else Meaning(rules.hint, columns=size)


def _as_neurons(shape: tuple[int, int] | None, rules: Rules) -> tuple[int, int] | tuple[None, None]:
    if shape is None:
        return None, None
    neurons, inputs = rules.order(*shape)
    return neurons, inputs - rules.folded


def _check_file(
    subject: Subject, path: str, name: str, inputs: Size | None, rules: Rules
) -> tuple[int, int] | tuple[None, None]:
    array = rules.files.check(subject, path, rules.files.name_in(path, name))
    if array is None:
        return None, None
    if array.ndim != 2 or 0 in array.shape:
        subject.note(f"names an array of shape {_shape_text(array)}, but weights are a matrix", rules.hint)
        return None, None
    neurons, columns = rules.order(*array.shape)
    wanted = None if inputs is None else inputs.count + rules.folded
    if wanted is not None and columns != wanted and inputs is not None:
        message = f"names an array of shape {_shape_text(array)}, for {counted(columns, 'input')}, but {inputs.reason}"
        subject.note(message, rules.hint)
        return None, None
    return neurons, columns - rules.folded


def _check_named_biases(subject: Subject, value: str, number: int, neurons: int | None, rules: Rules) -> None:
    if not looks_like_file(value):
        OneOf((*INITIALIZERS, "a file's name")).read(subject, value)
        return
    array = rules.files.check(subject, value, rules.files.name_in(value, f"b{number}"))
    if array is not None and neurons is not None and array.size != neurons:
        subject.note(f"names {counted(array.size, 'number')}, but the layer has {counted(neurons, 'neuron')}")


def _check_drawn(
    layer: Subject, table: Mapping[str, object], neurons: int | None, inputs: Size | None
) -> tuple[int, int] | tuple[None, None]:
    if "neurons" not in table:
        hint = f"weights = {quoted(str(table['weights']))} are drawn: add a line such as neurons = 3"
        layer.key("neurons").note("is missing", hint)
        return None, None
    if neurons is None or inputs is None:
        return None, None
    return neurons, inputs.count


def _check_unread(layer: Subject, table: Mapping[str, object], keys: tuple[str, ...], owner: str) -> None:
    for key in keys:
        if key in table:
            names = ", ".join(quoted(name) for name in INITIALIZERS)
            layer.key(key).note(f"is not read for {owner}", f"it is for weights = {names}; leave it out", at_key=True)


def _of(neurons: int, rules: Rules) -> str:
    return counted(neurons, "column" if rules.by_rows else "row")


def _shape_text(array: NDArray[Any]) -> str:
    return "×".join(map(str, array.shape)) or "number"
