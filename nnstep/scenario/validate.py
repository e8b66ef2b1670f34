"""From a document to the scenario that it states, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnstep.expr.notation import is_parameter
from nnstep.losses import loss_named
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import counted, description
from nnstep.problems.number_rows import Size
from nnstep.scenario.array_sources import Files
from nnstep.scenario.assembly import Parts, build
from nnstep.scenario.compatibility import check_dataset, check_output, check_target_range, check_target_sum
from nnstep.scenario.inline_samples import are_typed, check_typed
from nnstep.scenario.model import Scenario
from nnstep.scenario.samples import check_input, check_target
from nnstep.scenario.tables.breakpoints import read_breakpoints
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.data import Dataset, read_data
from nnstep.scenario.tables.graph import Graph, read_graph
from nnstep.scenario.tables.keys import OTHERS, SCENARIO, needless_keys
from nnstep.scenario.tables.layers import LayerShape, check_layers
from nnstep.scenario.tables.symbols import check_symbols, training_ids
from nnstep.scenario.tables.training import read_settings
from nnstep.scenario.weights import Rules


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
    settings = read_settings(place, document.get("training"), taken["training"])
    breakpoints = read_breakpoints(top.key("breakpoints"), taken["breakpoints"], OTHERS)
    rules = Rules(Conventions(**taken["conventions"]), files, taken["training"]["seed"])
    dataset, graph = None, None
    if "graph" in document:
        graph = _read_graph(top, document)
    else:
        dataset = _read_network(top, document, taken, rules)
    if top.found:
        return None
    return build(document, taken, Parts(path, rules, settings, breakpoints, dataset, graph))


def _keys_of_tables(document: Mapping[str, object]) -> set[str]:
    """Return the keys of all tables, among which those of the file itself may have been put by mistake."""
    layers = document.get("layers")
    tables = [*document.values(), *(layers if isinstance(layers, list) else [])]
    return {key for table in tables if isinstance(table, dict) for key in table}


def _read_network(top: Subject, document: Mapping[str, Any], taken: Mapping[str, Any], rules: Rules) -> Dataset | None:
    """Check samples, layers and error against one another; return the samples of [data], where there is one."""
    dataset = _read_data(top, document, rules) if "data" in document else None
    inputs = _check_input(top, document, dataset)
    layers = check_layers(top.key("layers"), document["layers"], inputs, rules, OTHERS) if "layers" in document else ()
    _check_target(top, document, inputs, layers)
    _check_error(top, document, layers)
    if dataset is not None and layers:
        check_dataset(top.key("data"), dataset, layers[-1].neurons, layers[-1].activation, taken["error"])
    if "symbols" in document:
        _check_symbols(top, document, taken, layers)
    return dataset


def _read_data(top: Subject, document: Mapping[str, Any], rules: Rules) -> Dataset | None:
    """Return the samples of [data]: those of its files, or those typed in of which it says more."""
    typed = None
    if are_typed(document):
        typed = check_typed(top, document)
        if typed is None:
            return None
    else:
        _check_replaced(top, document, "data", ("input", "target"))
    return read_data(top.key("data"), document["data"], rules.files, rules.seed, typed, OTHERS)


def _check_replaced(top: Subject, document: Mapping[str, object], owner: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in document:
            top.key(key).note(f"is given by [{owner}] already", "leave one of the two out", at_key=True)


def _check_input(top: Subject, document: Mapping[str, object], dataset: Dataset | None) -> Size | None:
    if dataset is not None:
        count = dataset.training.input_size
        return Size(count, f"a sample of [data] has {counted(count, 'number')}")
    if "input" not in document or "data" in document:
        return None
    return check_input(top.key("input"), document["input"])


def _check_target(
    top: Subject, document: Mapping[str, object], inputs: Size | None, layers: tuple[LayerShape, ...]
) -> None:
    if "target" not in document or "data" in document:
        return
    loss = loss_named(document.get("error"))
    if loss is not None and not loss.takes_target:
        hint = "leave it out, or choose another error"
        top.key("target").note(f'is not read: with error = "{loss.id}" there is nothing to compare', hint, at_key=True)
        return
    usable = document.get("input") if inputs else None
    check_target(top.key("target"), document["target"], usable, _outputs(layers))


def _read_graph(top: Subject, document: Mapping[str, object]) -> Graph | None:
    _check_replaced(top, document, "graph", ("input", "target", "layers", "data", "error", "conventions"))
    graph = read_graph(top.key("graph"), document["graph"], OTHERS)
    if graph is None:
        return None
    if graph.parameters and "learning_rate" not in document:
        top.key("learning_rate").note("is missing", SCENARIO.keys["learning_rate"].required)
    return graph


def _check_symbols(
    top: Subject, document: Mapping[str, Any], taken: Mapping[str, Any], layers: tuple[LayerShape, ...]
) -> None:
    every = (*_ids(layers), *training_ids(taken["training"], filter(is_parameter, _ids(layers))))
    notation = taken["notation"] if document.get("notation", taken["notation"]) == taken["notation"] else None
    check_symbols(top.key("symbols"), document["symbols"], notation, every, OTHERS)


def _ids(layers: tuple[LayerShape, ...]) -> Iterator[str]:
    """Yield the ids of the quantities that any network of these layers has."""
    if layers:
        yield from ("x", "y", "lr", "E")
    for number, layer in enumerate(layers, start=1):
        kinds = ("z", "a", "delta", "W", "dW", *(("b", "db") if layer.has_biases else ()))
        yield from (f"{kind}{number}" for kind in kinds)


def _outputs(layers: tuple[LayerShape, ...]) -> Size | None:
    neurons = layers[-1].neurons if layers else None
    return None if neurons is None else Size(neurons, f"the last layer has {counted(neurons, 'neuron')}")


def _check_error(top: Subject, document: Mapping[str, object], layers: tuple[LayerShape, ...]) -> None:
    error = document.get("error", SCENARIO.keys["error"].default)
    if not isinstance(error, str):
        return
    _check_mean(top, document, error)
    target = document.get("target") if "data" not in document else None
    if layers:
        last = top.key("layers").element(len(layers) - 1)
        check_output(last.key("activation"), layers[-1].activation, error)
        check_target_sum(top.key("target"), target, layers[-1].activation, error)
    check_target_range(top.key("target"), target, error)


def _check_mean(top: Subject, document: Mapping[str, object], error: str) -> None:
    table = document.get("conventions")
    over_outputs = table.get("over_outputs") if isinstance(table, dict) else None
    loss = loss_named(error)
    if loss is not None and loss.is_mean and over_outputs == "mean":
        hint = 'leave it out, or write error = "squared"'
        top.key("conventions").key("over_outputs").note(f"divides by the outputs, as {error} does already", hint)
