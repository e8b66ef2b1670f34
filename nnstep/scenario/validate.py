"""All that is wrong with a scenario's document, found in one go; what follows from one fault is not a second.

Knows the document as ``tomllib`` gives it, and neither its text nor its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.losses import LOSSES
from nnstep.notations import NOTATIONS
from nnstep.scenario.answers import check_answers, quantities
from nnstep.scenario.conventions import check_conventions
from nnstep.scenario.fields import check_choice, check_learning_rate, check_text
from nnstep.scenario.findings import Finding, Subject
from nnstep.scenario.keys import SCENARIO, check_keys
from nnstep.scenario.layers import LayerShape, check_layers
from nnstep.scenario.rows import Size
from nnstep.scenario.samples import check_input, check_target
from nnstep.scenario.suitability import check_output, check_target_range, check_target_sum
from nnstep.scenario.symbols import check_symbols, training_ids
from nnstep.scenario.training import check_training
from nnstep.scenario.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping


def findings(document: Mapping[str, object]) -> list[Finding]:
    """Return everything that is wrong with `document`, whose numbers are int or Decimal."""
    top = Subject([])
    check_keys(top, document, SCENARIO, given_elsewhere=_keys_of_tables(document))
    _check_fields(top, document)
    _check_network(top, document)
    return top.found


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


def _check_network(top: Subject, document: Mapping[str, object]) -> None:
    inputs = check_input(top.key("input"), document["input"]) if "input" in document else None
    layers = check_layers(top.key("layers"), document["layers"], inputs) if "layers" in document else ()
    outputs = None
    if "target" in document:
        usable = document["input"] if inputs else None
        outputs = check_target(top.key("target"), document["target"], usable, _outputs(layers))
    _check_error(top, document, layers)
    if "symbols" in document:
        _check_symbols(top, document, layers)
    if "answers" in document:
        check_answers(top.key("answers"), document["answers"], layers, inputs.count if inputs else None, outputs)


def _check_symbols(top: Subject, document: Mapping[str, object], layers: tuple[LayerShape, ...]) -> None:
    ids = tuple(quantities(layers, None, None)) if layers else ()
    parameters = [id for id in ids if id[0] in "Wb"]
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
    if layers:
        last = top.key("layers").element(len(layers) - 1)
        check_output(last.key("activation"), layers[-1].activation, error)
        check_target_sum(top.key("target"), document.get("target"), layers[-1].activation, error)
    check_target_range(top.key("target"), document.get("target"), error)
