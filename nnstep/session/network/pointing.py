"""What a person means who points at a neuron or an edge: an element of the present result, or of a quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from nnstep.drawing.network.diagram import EdgeKey, NodeKey
from nnstep.engine.frame import Frame
from nnstep.program.program import Op
from nnstep.session.network.network_scenes import Looking, NetworkScenes
from nnstep.session.network.quantity_places import InBiases, InNeurons, OnEdges, QuantityPlaces


@dataclass(frozen=True, slots=True)
class ResultElement:
    """An element of the present operation's result."""

    index: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuantityElement:
    """An element of a quantity that the present operation did not write."""

    id: str
    index: tuple[int, ...]


PointedElement: TypeAlias = ResultElement | QuantityElement


def pointed_element(scenes: NetworkScenes, looking: Looking, pointed: NodeKey | EdgeKey) -> PointedElement:
    """Return what the neuron (column and number) or the edge (from neuron to neuron) stands for."""
    frame, places = looking.frame, scenes.places
    op = frame.op if frame.inside is None else None
    match pointed:
        case ((_, source), (column, neuron)):
            index = _on_edge(places, frame, op, column, (neuron, source))
            if index is not None:
                return ResultElement(index)
            return QuantityElement(scenes.shown_on_edges(frame, op, column), places.edge_index((neuron, source)))
        case (int() as column, int() as neuron):
            index = _in_neuron(places, frame, op, column, neuron, looking.element)
            if index is not None:
                return ResultElement(index)
            id = scenes.shown_in_column(frame, op, column)
            return QuantityElement(id, places.neuron_index(neuron, _sample(places, op, looking.element)))
        case _:
            raise ValueError(f"{pointed} is neither a neuron nor an edge")


def _sample(places: QuantityPlaces, op: Op | None, element: tuple[int, ...]) -> int:
    if op is None or not isinstance(places.known.get(op.target), InNeurons):
        return 0
    return places.neuron_of(element)[1]


def _in_neuron(
    places: QuantityPlaces, frame: Frame, op: Op | None, column: int, neuron: int, element: tuple[int, ...]
) -> tuple[int, ...] | None:
    place = None if op is None else places.known.get(op.target)
    if op is None or place is None:
        return None
    match place:
        case InNeurons(own):
            return places.neuron_index(neuron, _sample(places, op, element)) if own == column else None
        case InBiases(layer):
            return places.bias_index(neuron, frame.shapes[op.target]) if layer == column else None
        case OnEdges():
            return None
        case _:
            assert_never(place)


def _on_edge(
    places: QuantityPlaces, frame: Frame, op: Op | None, layer: int, edge: tuple[int, int]
) -> tuple[int, ...] | None:
    """Return the element of the result that is this edge's, or to which it leads; None where it does not."""
    place = None if op is None else places.known.get(op.target)
    if op is None or place is None:
        return None
    reads_edges = any(places.known.get(id) == OnEdges(layer) for id in frame.inputs)
    match place:
        case OnEdges(own):
            return places.edge_index(edge) if own == layer else None
        case InNeurons(column) if reads_edges and column in (layer - 1, layer):
            return places.neuron_index(edge[0] if column == layer else edge[1], 0)
        case InNeurons() | InBiases():
            return None
        case _:
            assert_never(place)
