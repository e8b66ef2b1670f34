"""What [training] says of single parameters: learning rates, and the start of the optimizer's own quantities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from nnstep.expr.array import Array, Shape, frozen
from nnstep.expr.notation import parts
from nnstep.optimizers.optimizer import Optimizer
from nnstep.problems.did_you_mean import meant
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, listed
from nnstep.problems.number_rows import Meaning, Size, read_matrix, read_vector
from nnstep.problems.numbers import check_number, is_number
from nnstep.scenario.model import Layer
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.graph import Graph

_SIDES = ("row", "column")


@dataclass(frozen=True, slots=True)
class Trained:
    """The parameters that the updates change."""

    shapes: Mapping[str, Shape]
    """By id, as the program has them."""
    layers: int
    """How many layers they are in; 0 for a graph's."""


def trained_of(layers: Iterable[Layer], graph: Graph | None, conventions: Conventions) -> Trained:
    """Return the parameters of a network or of a graph that are trained."""
    if graph is not None:
        return Trained(dict.fromkeys(graph.parameters, ()), 0)
    shapes: dict[str, Shape] = {}
    number = 0
    for number, layer in enumerate(layers, start=1):
        shapes[f"W{number}"] = layer.weights.shape
        if layer.biases is not None and conventions.biases != "frozen":
            shapes[f"b{number}"] = layer.biases.shape
    if conventions.orientation == "row":
        shapes = {id: shape[::-1] for id, shape in shapes.items()}
    return Trained(shapes, number)


def read_learning_rates(subject: Subject, value: object, trained: Trained) -> dict[str, float]:
    """Return the learning rates of single parameters, by id: stated layer by layer, or by parameter."""
    match value:
        case None:
            return {}
        case list() if trained.layers:
            size = Size(trained.layers, f"the network has {counted(trained.layers, 'layer')}")
            rates = read_vector(subject, value, Meaning("one learning rate a layer, as in [0.1, 0.01]", columns=size))
            return {} if rates is None else {id: float(rates[parts(id)[1] - 1]) for id in trained.shapes}
        case dict():
            known = [id for id in value if _is_known(subject.key(id), id, trained.shapes)]
            return {id: float(value[id]) for id in known if check_number(subject.key(id), value[id])}
        case _:
            hint = "write one number for each parameter, such as { W1 = 0.1 }"
            subject.note(f"must be a table, but it is {description(value)}", hint)
            return {}


def read_state(subject: Subject, value: object, optimizer: Optimizer, trained: Trained) -> dict[str, Array]:
    """Return what the optimizer's own quantities start from, by id, as far as the file says it."""
    if value is None:
        return {}
    if not optimizer.state:
        subject.note(f"is not read: {optimizer.id} carries nothing along", "leave it out", at_key=True)
        return {}
    owners = {own.of(id): (own.id, shape) for id, shape in trained.shapes.items() for own in optimizer.state}
    if not isinstance(value, dict):
        number = check_number(subject, value)
        return {id: _filled(value, shape) for id, (_, shape) in owners.items()} if number else {}
    kinds = [own.id for own in optimizer.state]
    found: dict[str, Array] = {}
    for kind in filter(value.__contains__, kinds):
        if check_number(subject.key(kind), value[kind]):
            found |= {id: _filled(value[kind], shape) for id, (own, shape) in owners.items() if own == kind}
    for id in (key for key in value if key not in kinds):
        if _is_known(subject.key(id), id, [*kinds, *owners]):
            array = _read(subject.key(id), value[id], owners[id][1])
            found |= {} if array is None else {id: array}
    return found


def _is_known(subject: Subject, id: str, known: Iterable[str]) -> bool:
    every = list(known)
    if id not in every:
        subject.note("is not a known key", meant(id, every) or f"known here: {listed(every)}", at_key=True)
    return id in every


def _read(subject: Subject, value: object, shape: Shape) -> Array | None:
    """Return an array of this shape; a number stands for each of its elements, a list for one row or column."""
    if not isinstance(value, list) or not shape:
        return _filled(value, shape) if check_number(subject, value) else None
    sides = zip(shape, _SIDES, strict=True)
    rows, columns = (Size(count, f"the parameter has {counted(count, side)}") for count, side in sides)
    hint = "as many numbers as the parameter has, in the same order"
    if 1 in shape and not any(isinstance(entry, list) for entry in value):
        flat = read_vector(subject, value, Meaning(hint, columns=max(rows, columns, key=lambda size: size.count)))
        return None if flat is None else frozen(flat.reshape(shape))
    matrix = read_matrix(subject, value, Meaning(hint, rows, columns))
    return None if matrix is None else frozen(matrix)


def _filled(value: object, shape: Shape) -> Array:
    return frozen(np.full(shape, float(value) if is_number(value) else np.nan))
