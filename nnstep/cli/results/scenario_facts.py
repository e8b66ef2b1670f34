"""What ``nnstep show --json`` says of a scenario: its network, how it is trained, and the operations of a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from nnstep.explain.explanation import operation_formula
from nnstep.expr.array import plain
from nnstep.json_schemas.type_schema import JsonArray
from nnstep.program.program import Op, Phase, Program
from nnstep.scenario.chosen_forms import chosen_forms
from nnstep.scenario.model import Layer, Scenario, Stop
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.graph import Graph

_MOST_SAMPLES = 100
"""So many samples are printed one by one, at the most."""


class LayerFacts(TypedDict):
    """One layer of neurons after the input layer."""

    neurons: int
    """How many neurons it has."""
    activation: str
    """The name of its activation."""
    settings: NotRequired[Mapping[str, float]]
    """The constants of the activation that the scenario sets, by name; missing where it sets none."""
    biases: bool
    """Whether it has biases."""


class SampleFacts(TypedDict):
    """One sample."""

    input: list[float]
    """The input, one number for each input neuron."""
    target: list[float]
    """The target, one number for each output neuron; empty where there is none."""


class GraphFacts(TypedDict):
    """Assignments between numbers in place of layers."""

    result: str
    """The id of the number that is differentiated."""
    given: Mapping[str, float]
    """Numbers that stay as they are, by name."""
    parameters: Mapping[str, float]
    """Numbers that are trained, by name."""
    target: Mapping[str, float]
    """What numbers of the graph are compared with, by their names."""


class OperationFacts(TypedDict):
    """One operation of a training step."""

    op: int
    """Its number in the training step, from 1."""
    phase: Phase
    """The phase that it belongs to."""
    layer: int
    """The layer, from 1; 0 for what belongs to none."""
    role: str
    """What it computes, as a word for programs."""
    target: str
    """The id of the quantity that it computes."""
    formula: str
    """The formula in the scenario's notation."""
    numpy: str
    """The NumPy line that is run."""
    remark: str
    """What is said about it; may be empty."""


class ScenarioFacts(TypedDict):
    """One scenario and its program."""

    name: str
    """The name of the file without its ending."""
    path: str
    """The file."""
    title: str
    """The title."""
    source: str
    """The text that the exercise comes from; may be empty."""
    notes: str
    """What the source gives and what was chosen; may be empty."""
    notation: str
    """The id of the notation."""
    symbols: Mapping[str, str]
    """Templates that replace the notation's own, by kind of quantity."""
    error: str
    """The name of the error function."""
    error_settings: Mapping[str, float]
    """The constants of the error function that are set, by name."""
    error_factor: str
    """What the error is multiplied by, as a fraction: `1/2`."""
    learning_rate: float | None
    """The learning rate; null where each parameter has its own."""
    schedule: str
    """The name of the schedule of the learning rate."""
    optimizer: str
    """The name of the optimizer."""
    settings: Mapping[str, float]
    """The constants of optimizer and schedule that are set, by name."""
    choices: Mapping[str, str]
    """Which form of optimizer, schedule and penalty is used, by name, wherever it makes a difference."""
    learning_rates: Mapping[str, float]
    """The learning rates of single parameters, by id."""
    state: Mapping[str, JsonArray]
    """What the optimizer's own quantities start from, by id."""
    given: Mapping[str, JsonArray]
    """Values of quantities that are given and not computed, by id."""
    l2: float
    """The factor of the squared weights in the error."""
    l1: float
    """The factor of the absolute weights in the error."""
    conventions: Conventions
    """All conventions, by key."""
    epochs: int
    """How many epochs the run has."""
    graph: GraphFacts | None
    """The graph; null for a network of layers."""
    batch_size: int
    """Samples in a training step."""
    shuffled: bool
    """Whether the samples are in a new order in each epoch."""
    seed: int
    """What everything random is drawn from."""
    stop: Stop
    """When a run ends before its last epoch."""
    warnings: list[str]
    """What to know before training it."""
    samples: list[SampleFacts] | int
    """The samples, or how many there are where they are more than 100."""
    layers: list[LayerFacts]
    """The layers of neurons after the input layer."""
    shapes: Mapping[str, list[int]]
    """The shape of each quantity, by id; empty for a number."""
    program: list[OperationFacts]
    """The operations of a training step, in order."""


def scenario_facts(scenario: Scenario, program: Program) -> ScenarioFacts:
    """Return everything that is shown of a scenario."""
    return {
        "name": scenario.name,
        "path": scenario.path,
        "title": scenario.title,
        "source": scenario.source,
        "notes": scenario.notes,
        "notation": scenario.notation,
        "symbols": dict(scenario.symbols),
        "error": scenario.error,
        "error_settings": dict(scenario.error_settings),
        "error_factor": str(scenario.error_factor),
        "learning_rate": scenario.learning_rate,
        "schedule": scenario.rate,
        "optimizer": scenario.optimizer,
        "settings": dict(scenario.settings),
        "choices": chosen_forms(scenario),
        "learning_rates": dict(scenario.learning_rates),
        "state": {id: plain(value) for id, value in scenario.state.items()},
        "given": {id: plain(value) for id, value in scenario.given.items()},
        "l2": scenario.l2,
        "l1": scenario.l1,
        "conventions": scenario.conventions,
        "epochs": scenario.epochs,
        "graph": None if scenario.graph is None else _graph_facts(scenario.graph),
        "batch_size": scenario.batch_size,
        "shuffled": scenario.shuffled,
        "seed": scenario.seed,
        "stop": scenario.stop,
        "warnings": list(scenario.warnings),
        "samples": _sample_facts(scenario),
        "layers": list(map(_layer_facts, scenario.layers)),
        "shapes": {id: list(shape) for id, shape in program.shapes.items()},
        "program": [_operation_facts(number, op, program) for number, op in enumerate(program.ops, start=1)],
    }


def _graph_facts(graph: Graph) -> GraphFacts:
    given, parameters = dict(graph.given), dict(graph.parameters)
    return {"result": graph.result, "given": given, "parameters": parameters, "target": dict(graph.targets)}


def _layer_facts(layer: Layer) -> LayerFacts:
    facts: LayerFacts = {
        "neurons": layer.neurons,
        "activation": layer.activation,
        "biases": layer.biases is not None,
    }
    return {**facts, "settings": dict(layer.settings)} if layer.settings else facts


def _operation_facts(number: int, op: Op, program: Program) -> OperationFacts:
    return {
        "op": number,
        "phase": op.phase,
        "layer": op.layer,
        "role": op.role,
        "target": op.target,
        "formula": operation_formula(op, program),
        "numpy": op.source,
        "remark": op.remark,
    }


def _sample_facts(scenario: Scenario) -> list[SampleFacts] | int:
    """Return the samples where they are few, as when they are typed in; else only how many there are."""
    if scenario.graph is not None:
        return []
    if len(scenario.samples) > _MOST_SAMPLES:
        return len(scenario.samples)
    return [{"input": plain(s.input.ravel()), "target": plain(s.target.ravel())} for s in scenario.samples]
