"""All that is wrong with a scenario's document, found in one go; what follows from one fault is not a second.

Knows the document as ``tomllib`` gives it, and neither its text nor its file.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnstep.expr.notation import is_parameter
from nnstep.losses import LOSSES, loss_named
from nnstep.notations import NOTATIONS
from nnstep.problems.fields import check_choice, check_learning_rate, check_text
from nnstep.problems.findings import Finding, Subject
from nnstep.problems.message_text import counted
from nnstep.problems.number_rows import Size
from nnstep.scenario.array_sources import Files
from nnstep.scenario.compatibility import check_dataset, check_output, check_target_range, check_target_sum
from nnstep.scenario.inline_samples import are_typed, check_typed
from nnstep.scenario.samples import check_input, check_target
from nnstep.scenario.tables.answers import Asked, check_answers, quantities
from nnstep.scenario.tables.breakpoints import check_breakpoints
from nnstep.scenario.tables.conventions import check_conventions, conventions_of
from nnstep.scenario.tables.data import Dataset, check_data
from nnstep.scenario.tables.graph import check_graph
from nnstep.scenario.tables.graph_answers import check_graph_answers
from nnstep.scenario.tables.keys import SCENARIO, check_keys, keys_of
from nnstep.scenario.tables.layers import LayerShape, check_layers
from nnstep.scenario.tables.symbols import check_symbols, training_ids
from nnstep.scenario.tables.training import check_training
from nnstep.scenario.weights import Rules


def findings(document: Mapping[str, object], files: Files) -> list[Finding]:
    """Return everything that is wrong with `document`, whose numbers are int or Decimal."""
    top = Subject([])
    check_keys(top, document, keys_of(document), given_elsewhere=_keys_of_tables(document))
    _check_fields(top, document)
    if "graph" in document:
        _check_graph(top, document)
    else:
        _check_network(top, document, rules_of(document, files))
    return top.found


def rules_of(document: Mapping[str, object], files: Files) -> Rules:
    """Return what holds for all layers of a document, wrong values counting as left out."""
    training = document.get("training")
    seed = training.get("seed", 0) if isinstance(training, dict) else 0
    usable = isinstance(seed, int) and seed >= 0
    return Rules(conventions_of(document.get("conventions")), files, seed if usable else 0)


def _keys_of_tables(document: Mapping[str, object]) -> set[str]:
    """Return the keys of all tables, among which those of the file itself may have been put by mistake."""
    layers = document.get("layers")
    tables = [*document.values(), *(layers if isinstance(layers, list) else [])]
    return {key for table in tables if isinstance(table, dict) for key in table}


def _check_fields(top: Subject, document: Mapping[str, object]) -> None:
    for key, one_line in (("title", True), ("source", False), ("notes", False)):
        if key in document:
            check_text(top.key(key), document[key], one_line=one_line)
    for key, names in (("notation", NOTATIONS), ("error", LOSSES)):
        if key in document:
            check_choice(top.key(key), document[key], tuple(names))
    if "learning_rate" in document:
        check_learning_rate(top.key("learning_rate"), document["learning_rate"])
    if "conventions" in document:
        check_conventions(top.key("conventions"), document["conventions"])
    if "training" in document:
        check_training(top.key("training"), document["training"])
    if "breakpoints" in document:
        check_breakpoints(top.key("breakpoints"), document["breakpoints"])


def _check_network(top: Subject, document: Mapping[str, object], rules: Rules) -> None:
    dataset = None
    if "data" in document:
        dataset = _check_data(top, document, rules)
    inputs = _check_input(top, document, dataset)
    layers = check_layers(top.key("layers"), document["layers"], inputs, rules) if "layers" in document else ()
    outputs = _check_target(top, document, inputs, layers)
    _check_error(top, document, layers)
    if dataset is not None and layers:
        error = str(document.get("error", SCENARIO.optional["error"]))
        check_dataset(top.key("data"), dataset, layers[-1].neurons, layers[-1].activation, error)
    if "symbols" in document:
        _check_symbols(top, document, layers)
    if "answers" in document:
        batch = _batch(document, dataset)
        asked = Asked(layers, inputs.count if inputs else None, outputs, rules, batch)
        check_answers(top.key("answers"), document["answers"], asked)


def _check_data(top: Subject, document: Mapping[str, object], rules: Rules) -> Dataset | None:
    """Return the samples of [data]: those of its files, or those typed in of which it says more."""
    typed = None
    if are_typed(document):
        typed = check_typed(top, document)
        if typed is None:
            return None
    else:
        _check_replaced(top, document, "data", ("input", "target"))
    return check_data(top.key("data"), document["data"], rules.files, rules.seed, typed)


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
) -> int | None:
    if "target" not in document or "data" in document:
        return layers[-1].neurons if layers else None
    loss = loss_named(document.get("error"))
    if loss is not None and not loss.takes_target:
        hint = "leave it out, or choose another error"
        top.key("target").note(f'is not read: with error = "{loss.id}" there is nothing to compare', hint, at_key=True)
        return None
    usable = document.get("input") if inputs else None
    return check_target(top.key("target"), document["target"], usable, _outputs(layers))


def _batch(document: Mapping[str, object], dataset: Dataset | None) -> int:
    """Return how many samples the first training step has."""
    training, given = document.get("training"), document.get("input")
    size = training.get("batch_size", 1) if isinstance(training, dict) else 1
    rows = isinstance(given, list) and bool(given) and isinstance(given[0], list)
    count = len(dataset.training) if dataset is not None else len(given) if rows and isinstance(given, list) else 1
    return min(size, count) if isinstance(size, int) and size > 0 else 1


def _check_graph(top: Subject, document: Mapping[str, object]) -> None:
    _check_replaced(top, document, "graph", ("input", "target", "layers", "data", "error", "conventions"))
    graph = check_graph(top.key("graph"), document["graph"])
    if graph is None:
        return
    if graph.parameters and "learning_rate" not in document:
        top.key("learning_rate").note("is missing", SCENARIO.required["learning_rate"])
    if "answers" in document:
        check_graph_answers(top.key("answers"), document["answers"], graph)


def _check_symbols(top: Subject, document: Mapping[str, object], layers: tuple[LayerShape, ...]) -> None:
    ids = tuple(quantities(Asked(layers))) if layers else ()
    parameters = [id for id in ids if is_parameter(id)]
    every = (*ids, *training_ids(document.get("training"), parameters))
    notation = document.get("notation", SCENARIO.optional["notation"])
    check_symbols(top.key("symbols"), document["symbols"], notation, every)


def _outputs(layers: tuple[LayerShape, ...]) -> Size | None:
    neurons = layers[-1].neurons if layers else None
    return None if neurons is None else Size(neurons, f"the last layer has {counted(neurons, 'neuron')}")


def _check_error(top: Subject, document: Mapping[str, object], layers: tuple[LayerShape, ...]) -> None:
    error = document.get("error", SCENARIO.optional["error"])
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
    loss, conventions = loss_named(error), conventions_of(document.get("conventions"))
    if loss is not None and loss.is_mean and conventions.over_outputs == "mean":
        hint = 'leave it out, or write error = "squared"'
        top.key("conventions").key("over_outputs").note(f"divides by the outputs, as {error} does already", hint)
