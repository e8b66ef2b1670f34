"""A scenario that starts from weights saved before, in place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.array_files.array_reader import listed, read_arrays
from nnstep.errors import DataError
from nnstep.expr.array import Array, frozen
from nnstep.scenario.model import Layer, Scenario


def with_weights(scenario: Scenario, path: Path) -> Scenario:
    """Return the scenario with all weights and biases, or parameters, of a file, by their ids as programs name them.

    Raise DataError where the file can't be read, has not every one of them, or has one of another shape.
    """
    loaded = with_parameters(scenario, read_arrays(path), path)
    return replace(loaded, files=(*scenario.files, str(path)))


def with_parameters(scenario: Scenario, arrays: Mapping[str, Array], path: Path) -> Scenario:
    """Return the scenario with all weights and biases, or parameters, among `arrays`; `path` names them in messages.

    Raise DataError where one is missing, or is of another shape.
    """
    if scenario.graph is not None:
        wanted = {id: frozen(value) for id, value in scenario.graph.parameters.items()}
        found = {id: _found(arrays, id, value, path) for id, value in wanted.items()}
        parameters = {id: float(value) for id, value in found.items()}
        return replace(scenario, graph=replace(scenario.graph, parameters=parameters))
    rows = scenario.conventions.orientation == "row"
    layers = (_loaded(layer, number, arrays, path, rows=rows) for number, layer in enumerate(scenario.layers, start=1))
    return replace(scenario, layers=tuple(layers), warnings=())


def _loaded(layer: Layer, number: int, arrays: Mapping[str, Array], path: Path, *, rows: bool) -> Layer:
    def turned(value: Array) -> Array:
        return frozen(np.ascontiguousarray(value.T)) if rows and value.ndim else value

    weights = turned(_found(arrays, f"W{number}", turned(layer.weights), path))
    if layer.biases is None:
        return replace(layer, weights=weights)
    return replace(layer, weights=weights, biases=turned(_found(arrays, f"b{number}", turned(layer.biases), path)))


def _found(arrays: Mapping[str, Array], id: str, own: Array, path: Path) -> Array:
    """Return an array of the file, of the shape that the scenario's own has."""
    if id not in arrays:
        raise DataError(f"{path}: there is no {id}", f"it has {listed(arrays)}")
    array = arrays[id]
    if array.shape != own.shape and array.size == own.size and 1 in (array.ndim, own.ndim, own.size):
        array = array.reshape(own.shape)
    if array.shape != own.shape:
        hint = "weights can be loaded into the network only that they were saved from"
        raise DataError(f"{path}: {id} has the shape {array.shape}, but here it is {own.shape}", hint)
    return frozen(array)
