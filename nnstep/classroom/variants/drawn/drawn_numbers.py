"""Which numbers of an exercise are drawn, from which sets, and the exercise with others in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.sources.number_sets import NumberSet

QuantityKind: TypeAlias = Literal["weights", "biases", "inputs", "targets", "learning_rate", "given"]
NumbersById: TypeAlias = Mapping[str, Array]
"""Numbers by quantity: weights one row a neuron, samples one row each."""


@dataclass(frozen=True, slots=True, eq=False)
class StatedNumbers:
    """The numbers of one quantity as the exercise states them."""

    id: str
    kind: QuantityKind
    numbers: Array


@dataclass(frozen=True, slots=True, eq=False)
class DrawnNumbers:
    """A quantity whose numbers are drawn."""

    stated: StatedNumbers
    numbers: NumberSet

    @property
    def id(self) -> str:
        """The quantity's."""
        return self.stated.id


def stated_numbers(scenario: Scenario) -> tuple[StatedNumbers, ...]:
    """Return every number that an exercise states, quantity by quantity."""
    return tuple(_of_network(scenario) if scenario.graph is None else _of_graph(scenario))


def _of_network(scenario: Scenario) -> Iterator[StatedNumbers]:
    samples = scenario.samples
    yield StatedNumbers("x", "inputs", frozen(samples.inputs))
    if samples.has_targets and not samples.classes:
        yield StatedNumbers("y", "targets", frozen(samples.targets))
    for number, layer in enumerate(scenario.layers, start=1):
        yield StatedNumbers(f"W{number}", "weights", layer.weights)
        if layer.biases is not None:
            yield StatedNumbers(f"b{number}", "biases", layer.biases)
    yield from _rates(scenario)
    yield from (StatedNumbers(id, "given", value) for id, value in scenario.given.items())


def _of_graph(scenario: Scenario) -> Iterator[StatedNumbers]:
    graph = scenario.graph
    if graph is None:
        return
    kinds: tuple[tuple[QuantityKind, Mapping[str, float]], ...] = (
        ("inputs", graph.given),
        ("weights", graph.parameters),
        ("targets", graph.targets),
    )
    for kind, named in kinds:
        yield from (StatedNumbers(id, kind, frozen(value)) for id, value in named.items())
    if graph.parameters:
        yield from _rates(scenario)


def _rates(scenario: Scenario) -> Iterator[StatedNumbers]:
    if scenario.learning_rate is not None:
        yield StatedNumbers("lr", "learning_rate", frozen(scenario.learning_rate))


def with_numbers(scenario: Scenario, numbers: NumbersById) -> Scenario:
    """Return the exercise with other numbers in some of its quantities."""
    if scenario.graph is not None:
        return _graph_with(scenario, numbers)
    layers = tuple(_layer_with(layer, number, numbers) for number, layer in enumerate(scenario.layers, start=1))
    inputs, targets = (
        numbers.get(id, own) for id, own in (("x", scenario.samples.inputs), ("y", scenario.samples.targets))
    )
    samples = Samples(inputs, targets, scenario.samples.scale, scenario.samples.classes)
    given = {id: numbers.get(id, value) for id, value in scenario.given.items()}
    return replace(scenario, layers=layers, samples=samples, given=given, learning_rate=_rate(scenario, numbers))


def _layer_with(layer: Layer, number: int, numbers: NumbersById) -> Layer:
    return replace(
        layer, weights=numbers.get(f"W{number}", layer.weights), biases=numbers.get(f"b{number}", layer.biases)
    )


def _rate(scenario: Scenario, numbers: NumbersById) -> float | None:
    return float(numbers["lr"]) if "lr" in numbers else scenario.learning_rate


def _graph_with(scenario: Scenario, numbers: NumbersById) -> Scenario:
    graph = scenario.graph
    if graph is None:
        return scenario
    given, parameters, targets = (
        {id: float(numbers.get(id, np.asarray(value))) for id, value in named.items()}
        for named in (graph.given, graph.parameters, graph.targets)
    )
    other = replace(graph, given=given, parameters=parameters, targets=targets)
    return replace(scenario, graph=other, learning_rate=_rate(scenario, numbers))
