"""From a document to the scenario that it states, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nnstep.expr.array import Array, frozen
from nnstep.expr.notation import is_parameter
from nnstep.losses import LOSSES, loss_named
from nnstep.losses.loss import Loss
from nnstep.optimizers import OPTIMIZERS
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description, listed
from nnstep.problems.number_rows import Size
from nnstep.scenario.assembly import Parts, build
from nnstep.scenario.compatibility import check_dataset, check_output, check_single
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.sources.array_sources import Files
from nnstep.scenario.sources.inline_samples import are_typed, numbers_classes, read_classes, read_typed
from nnstep.scenario.sources.samples import for_each, read_input, read_target
from nnstep.scenario.sources.weights import Rules
from nnstep.scenario.tables.breakpoints import read_breakpoints
from nnstep.scenario.tables.conventions import CONVENTIONS, GRAPH_CONVENTIONS, Conventions
from nnstep.scenario.tables.data import Dataset, read_data
from nnstep.scenario.tables.given import read_given
from nnstep.scenario.tables.graph import Graph, read_graph
from nnstep.scenario.tables.keys import OTHERS, SCENARIO, needless_keys, read_error_settings, states_rates
from nnstep.scenario.tables.layers import StatedLayer, read_layers
from nnstep.scenario.tables.symbols import check_symbols, training_ids
from nnstep.scenario.tables.training import read_settings
from nnstep.scenario.tables.variants import read_variants
from nnstep.scenario.trained import Trained, read_learning_rates, read_state, trained_of

_FREE_TABLES = ("answers", "given", "variants")
"""Those with keys of a person's own."""
_IN_ANY_PRECISION = {"input", "target", "data", "answers", "variants"}
"""Keys whose numbers may be beyond single precision: such a sample is infinite, of which a run tells."""


def read_scenario(top: Subject, document: Mapping[str, Any], path: str, files: Files) -> Scenario | None:
    """Return the scenario that `document`, whose numbers are int or Decimal, states; note everything wrong with it."""
    SCENARIO.check_keys(
        top, document, needless=needless_keys(document), elsewhere=_keys_of_tables(document), others=OTHERS
    )
    in_context = ("data", "graph")
    taken = SCENARIO.read_values(top, {key: document[key] for key in document if key not in in_context}, OTHERS)
    if not isinstance(taken["answers"], dict):
        hint = "write [answers], and below it lines such as: delta2 = [115, 141]"
        top.key("answers").note(f"must be a table, but it is {description(document['answers'])}", hint)
    place = top.key("training")
    settings, choices = read_settings(place, document.get("training"), taken["training"])
    error_settings = read_error_settings(top, document, taken)
    breakpoints = read_breakpoints(top.key("breakpoints"), taken["breakpoints"], OTHERS)
    given = read_given(top.key("given"), taken["given"])
    rules = Rules(Conventions(**taken["conventions"]), files, taken["training"]["seed"])
    graph, stated = None, None
    if "graph" in document:
        graph = _read_graph(top, document, LOSSES[taken["error"]])
        dataset: Dataset | None = _typed_dataset(np.zeros((1, 1)), None)
    else:
        dataset, stated = _read_network(top, document, taken, rules)
    if top.found or dataset is None:
        return None
    layers = tuple(
        Layer(layer.activation, layer.weights, layer.biases, layer.settings)
        for layer in stated or ()
        if layer.activation and layer.weights is not None
    )
    training, trained = taken["training"], trained_of(layers, graph, rules.conventions)
    rates = read_learning_rates(place.key("learning_rates"), training["learning_rates"], trained)
    state = read_state(place.key("state"), training["state"], OPTIMIZERS[training["optimizer"]], trained)
    names = _drawable(layers, graph, given)
    variants = read_variants(top.key("variants"), taken["variants"], names, OTHERS)
    if "learning_rate" not in document and states_rates(document):
        _check_each_rate(top, rates, trained)
    if rules.conventions.precision == "float32":
        check_single(top, {key: value for key, value in document.items() if key not in _IN_ANY_PRECISION})
    if top.found:
        return None
    usual = None if "learning_rate" not in document and rates else taken["learning_rate"]
    in_use = tuple(rates.get(id, taken["learning_rate"]) for id in trained.shapes)
    parts = Parts(
        *(path, rules, settings, choices, usual, rates, in_use, state, error_settings, breakpoints, given, variants),
        *(dataset, layers, graph),
    )
    return build(taken, parts)


def _drawable(layers: tuple[Layer, ...], graph: Graph | None, given: Mapping[str, Array]) -> set[str]:
    """Return the ids of the quantities whose numbers a file states."""
    if graph is not None:
        return {*graph.given, *graph.parameters, *graph.targets}
    weights = {f"{letter}{number}" for number in range(1, len(layers) + 1) for letter in "Wb"}
    return {"x", "y", *weights, *given}


def _check_each_rate(top: Subject, rates: Mapping[str, float], trained: Trained) -> None:
    """Note the parameters for which no learning rate is stated, where there is none for all."""
    without = [id for id in trained.shapes if id not in rates]
    if without and not top.found:
        hint = f"add a line such as: learning_rate = 0.1, or add {listed(without)} to learning_rates"
        top.key("learning_rate").note(f"is missing: learning_rates has none for {listed(without)}", hint)


def _keys_of_tables(document: Mapping[str, object]) -> set[str]:
    """Return the keys of the tables that say so where one of the file itself was put among theirs by mistake.

    The others may have keys of such names.
    """
    layers = document.get("layers")
    strict = [table for key, table in document.items() if key not in _FREE_TABLES]
    tables = [*strict, *(layers if isinstance(layers, list) else [])]
    return {key for table in tables if isinstance(table, dict) for key in table}


def _read_network(
    top: Subject, document: Mapping[str, Any], taken: Mapping[str, Any], rules: Rules
) -> tuple[Dataset | None, tuple[StatedLayer, ...]]:
    """Return samples and layers as far as they are known, checked against one another and the error."""
    dataset = _read_data(top, document, rules) if "data" in document else None
    inputs = read_input(top.key("input"), document["input"]) if _has_own(document, "input") else None
    size = _input_size(inputs, dataset)
    layers = read_layers(top.key("layers"), document["layers"], size, rules, OTHERS) if "layers" in document else ()
    targets, classes = None, 0
    if _has_own(document, "target"):
        classes = _classes(document, taken["error"], layers)
        targets = (
            read_classes(top.key("target"), document["target"], document.get("input"), classes)
            if classes
            else _read_target(top, document, size, layers)
        )
    _check_error(top, document, layers)
    if dataset is not None and layers:
        check_dataset(top.key("data"), dataset, layers[-1].neurons)
    if "symbols" in document:
        _check_symbols(top, document, taken, layers)
    return dataset or (None if inputs is None else _typed_dataset(inputs, targets, classes)), layers


def _classes(document: Mapping[str, object], error: str, layers: tuple[StatedLayer, ...]) -> int:
    """Return how many classes there are where the target numbers them; 0 where it is the outputs themselves."""
    outputs = layers[-1].neurons if layers else None
    if not LOSSES[error].takes_classes or outputs is None or outputs < 2:
        return 0
    return outputs if numbers_classes(document["target"], document.get("input")) else 0


def _has_own(document: Mapping[str, object], key: str) -> bool:
    return key in document and "data" not in document


def _typed_dataset(inputs: Array, targets: Array | None, classes: int = 0) -> Dataset:
    if classes and targets is not None:
        return Dataset(Samples(frozen(inputs), np.asarray(targets, dtype=np.int64), classes=classes), None)
    given = np.empty((len(inputs), 0)) if targets is None else targets
    return Dataset(Samples(frozen(for_each(inputs, targets)), frozen(given)), None)


def _input_size(inputs: Array | None, dataset: Dataset | None) -> Size | None:
    if dataset is not None:
        count = dataset.training.input_size
        return Size(count, f"a sample of [data] has {counted(count, 'number')}")
    return None if inputs is None else Size(inputs.shape[1], f"the input has {inputs.shape[1]}")


def _read_data(top: Subject, document: Mapping[str, Any], rules: Rules) -> Dataset | None:
    """Return the samples of [data]: those of its files, or those typed in of which it says more."""
    typed = None
    if are_typed(document):
        typed = read_typed(top, document)
        if typed is None:
            return None
    else:
        _check_replaced(top, document, "data", ("input", "target"))
    return read_data(top.key("data"), document["data"], rules.files, rules.seed, typed, OTHERS)


def _check_replaced(top: Subject, document: Mapping[str, object], owner: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in document:
            top.key(key).note(f"is given by [{owner}] already", "leave one of the two out", at_key=True)


def _read_target(
    top: Subject, document: Mapping[str, object], inputs: Size | None, layers: tuple[StatedLayer, ...]
) -> Array | None:
    loss = loss_named(document.get("error"))
    if loss is not None and not loss.takes_target:
        hint = "leave it out, or choose another error"
        top.key("target").note(f'is not read: with error = "{loss.id}" there is nothing to compare', hint, at_key=True)
        return None
    usable = document.get("input") if inputs else None
    return read_target(top.key("target"), document["target"], usable, _outputs(layers))


def _read_graph(top: Subject, document: Mapping[str, object], error: Loss) -> Graph | None:
    _check_replaced(top, document, "graph", ("input", "target", "layers", "data", "quantities"))
    if "given" in document:
        hint = "write [graph] given = { ... } for numbers of a graph"
        top.key("given").note("is for networks, not for a graph", hint, at_key=True)
    table = document["graph"]
    if "error" in document and isinstance(table, dict) and "target" not in table:
        hint = "write the error as the last line, or [graph] target = { y = 1 } for what a line is compared with"
        top.key("error").note("is not read: the graph has no target", hint, at_key=True)
    elif not error.takes_target and isinstance(table, dict) and "target" in table:
        top.key("error").note("compares nothing, but the graph has a target", "leave one of the two out")
    _check_conventions(top.key("conventions"), document.get("conventions"))
    graph = read_graph(top.key("graph"), document["graph"], error, OTHERS)
    if graph is None:
        return None
    if graph.parameters and "learning_rate" not in document and not states_rates(document):
        top.key("learning_rate").note("is missing", SCENARIO.keys["learning_rate"].required)
    return graph


def _check_conventions(subject: Subject, table: object) -> None:
    """Note the conventions that have no meaning for a graph of numbers."""
    for key in table if isinstance(table, dict) else ():
        if key not in GRAPH_CONVENTIONS and key in CONVENTIONS.keys:
            known = listed(GRAPH_CONVENTIONS)
            subject.key(key).note("is for networks, not for a graph", f"a graph has {known}; leave it out", at_key=True)


def _check_symbols(
    top: Subject, document: Mapping[str, Any], taken: Mapping[str, Any], layers: tuple[StatedLayer, ...]
) -> None:
    every = (*_ids(layers), *training_ids(taken["training"], filter(is_parameter, _ids(layers))))
    notation = taken["notation"] if document.get("notation", taken["notation"]) == taken["notation"] else None
    check_symbols(top.key("symbols"), document["symbols"], notation, every, OTHERS)


def _ids(layers: tuple[StatedLayer, ...]) -> Iterator[str]:
    """Yield the ids of the quantities that any network of these layers has."""
    if layers:
        yield from ("x", "y", "lr", "E")
    for number, layer in enumerate(layers, start=1):
        kinds = ("z", "a", "delta", "W", "dW", *(("b", "db") if layer.has_biases else ()))
        yield from (f"{kind}{number}" for kind in kinds)


def _outputs(layers: tuple[StatedLayer, ...]) -> Size | None:
    neurons = layers[-1].neurons if layers else None
    return None if neurons is None else Size(neurons, f"the last layer has {counted(neurons, 'neuron')}")


def _check_error(top: Subject, document: Mapping[str, object], layers: tuple[StatedLayer, ...]) -> None:
    error = document.get("error", SCENARIO.keys["error"].default)
    if not isinstance(error, str):
        return
    _check_mean(top, document, error)
    if layers:
        last = top.key("layers").element(len(layers) - 1)
        check_output(last.key("activation"), layers[-1].activation, error)


def _check_mean(top: Subject, document: Mapping[str, object], error: str) -> None:
    table = document.get("conventions")
    over_outputs = table.get("over_outputs") if isinstance(table, dict) else None
    loss = loss_named(error)
    if loss is not None and loss.is_mean and over_outputs == "mean":
        hint = 'leave it out, or write error = "squared"'
        top.key("conventions").key("over_outputs").note(f"divides by the outputs, as {error} does already", hint)
