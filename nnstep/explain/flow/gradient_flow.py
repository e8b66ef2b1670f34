"""How the gradient passes back through the layers, or a graph's numbers: sizes, ratios, and units that pass none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.flow.array_measures import ArrayMeasures
from nnstep.explain.flow.idle_units import IdleUnits, idle_units
from nnstep.expr.array import Array
from nnstep.program.program import Program

VANISHED = 1e-3
"""A gradient smaller than this part of the last layer's hardly changes its layer."""

FlowState: TypeAlias = Literal["not finite", "exploding", "dead", "zero", "vanishing", "saturated", "fine", "unknown"]
SEVERITY: tuple[FlowState, ...] = (
    *("not finite", "exploding", "dead", "zero", "vanishing", "saturated"),
    *("fine", "unknown"),
)
"""Worst first."""


@dataclass(frozen=True, slots=True)
class FlowPlace:
    """A quantity that the gradient passes through."""

    id: str
    """The gradient there: ``delta2``, or, of a graph, the derivative of its result."""
    layer: int
    """The layer, from 1; 0 for a number of a graph."""
    label: str
    """The activation's name, or the graph's number."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is said of the absolute values of one array."""

    largest: float
    mean: float
    zeros: float
    """The share of elements that are exactly 0."""


@dataclass(frozen=True, slots=True)
class Activated:
    """The activations of a layer."""

    mean: float
    deviation: float
    """The standard deviation of all of them, around `mean`."""
    largest: float
    """The largest absolute value."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientFlow:
    """The gradient at one place; what is not computed yet, or stale, is None."""

    place: FlowPlace
    gradient: Measured | None
    of_last: float | None
    """Its largest element as a part of the last layer's, or of the largest of a graph."""
    step: float | None
    """The largest of the weights' gradient times the learning rate, as a part of the largest weight."""
    activated: Activated | None
    idle: IdleUnits | None
    state: FlowState


def flow_places(program: Program) -> tuple[FlowPlace, ...]:
    """Return the places in the order in which the gradient passes them, from the output."""
    graph, layers = program.scenario.graph, program.scenario.layers
    if graph is None:
        numbered = [FlowPlace(f"delta{i}", i, layer.activation) for i, layer in enumerate(layers, start=1)]
        return tuple(place for place in reversed(numbered) if place.id in program.shapes)
    inner = [target for target, _ in reversed(graph.lines) if target != graph.result]
    named = [FlowPlace(graph.ids.derivative(name), 0, name) for name in (*inner, *graph.parameters, *graph.given)]
    return tuple(place for place in named if place.id in program.shapes)


def worst_first(flows: Sequence[GradientFlow]) -> list[GradientFlow]:
    """Return `flows` in the order of what is wrong with them; those alike from the output on."""
    return sorted(flows, key=lambda flow: SEVERITY.index(flow.state))


@np.errstate(all="ignore")  # what is not finite is to be seen in the numbers
def gradient_flows(frame: Frame, measures: ArrayMeasures | None = None) -> tuple[GradientFlow, ...]:
    """Return the gradient at each place, from the output on; `measures` are those of the frame before."""
    measures = measures or ArrayMeasures()
    measures.begin()
    places = flow_places(frame.program)
    found = [_measured(present(frame, place.id), measures) for place in places]
    graph = frame.program.scenario.graph
    whole = found[:1] if graph is None else found
    known = [each.largest for each in whole if each is not None]
    reference = float(np.max(known)) if known and None not in whole else None
    pairs = zip(places, found, strict=True)
    return tuple(_flow(frame, place, each, reference, measures) for place, each in pairs)


def present(frame: Frame, id: str) -> Array | None:
    """Return a value at a frame; None where it is not computed yet, or stale."""
    return None if id in frame.stale else frame.values.get(id)


def largest_of(value: Array) -> float:
    """Return the largest absolute value; NaN where there is one."""
    return float(np.max(np.abs(value))) if value.size else 0.0


def _rate_times_gradient(frame: Frame, layer: int, measures: ArrayMeasures) -> tuple[float, float] | None:
    """Return the largest element of the learning rate times the gradient of a layer's weights, and of the weights.

    None where one of the three is not known at `frame`.
    """
    shapes = frame.program.shapes
    rate_id = next((id for id in (f"lrW{layer}", f"lr0W{layer}", "lr", "lr0") if id in shapes), "")
    rate, gradient, weights = (present(frame, id) for id in (rate_id, f"dW{layer}", f"W{layer}"))
    if rate is None or gradient is None or weights is None:
        return None
    of_gradient, of_weights = (measures.of(value, "largest", largest_of) for value in (gradient, weights))
    return of_gradient * abs(float(rate)), of_weights


def _measured(value: Array | None, measures: ArrayMeasures) -> Measured | None:
    return measures.of(value, "sizes", _sizes) if value is not None else None


def _sizes(value: Array) -> Measured:
    sizes = np.abs(value)
    zeros = float(np.count_nonzero(sizes == 0)) / max(1, sizes.size)
    return Measured(float(np.max(sizes)), float(np.mean(sizes, dtype=np.float64)), zeros)


def _flow(
    frame: Frame, place: FlowPlace, gradient: Measured | None, reference: float | None, measures: ArrayMeasures
) -> GradientFlow:
    activations = present(frame, f"a{place.layer}") if place.layer else None
    idle = activated = None
    if activations is not None:
        activated = measures.of(activations, "activated", _activated)
        if present(frame, f"z{place.layer}") is not None:
            idle = measures.of(activations, "idle", lambda _: idle_units(frame, place.layer))
    sizes = _rate_times_gradient(frame, place.layer, measures) if place.layer else None
    step = sizes[0] / sizes[1] if sizes is not None and sizes[1] else None
    of_last = gradient.largest / reference if gradient is not None and reference else None
    return GradientFlow(place, gradient, of_last, step, activated, idle, _state(gradient, of_last, step, idle))


def _activated(values: Array) -> Activated:
    mean, deviation = (float(of(values, dtype=np.float64)) for of in (np.mean, np.std))
    return Activated(mean, deviation, largest_of(values))


def _state(gradient: Measured | None, of_last: float | None, step: float | None, idle: IdleUnits | None) -> FlowState:
    """Return what is wrong with a gradient; at the last layer itself its ratio is 1, or unknown where all is 0."""
    if gradient is not None and not np.isfinite(gradient.largest):
        return "not finite"
    if (step is not None and step > 1) or (of_last is not None and of_last > 1 / VANISHED):
        return "exploding"
    if idle is not None and idle.kind == "dead" and idle.all:
        return "dead"
    if of_last is not None and of_last < VANISHED:
        return "vanishing" if of_last else "zero"
    if idle is not None and idle.all:
        return "saturated"
    return "fine" if gradient is not None else "unknown"
