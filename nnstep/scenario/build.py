"""From a document without faults to the scenario that it states. Knows neither its text nor what could be wrong."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from nnstep.expr.array import frozen
from nnstep.initializers import INITIALIZERS
from nnstep.scenario.datafiles import Dataset, check_data
from nnstep.scenario.dataset import Samples
from nnstep.scenario.entries import entries, typed
from nnstep.scenario.findings import Subject
from nnstep.scenario.graph import check_graph
from nnstep.scenario.keys import LAYER, SCENARIO, TRAINING
from nnstep.scenario.model import Layer, Scenario, Stop
from nnstep.scenario.training import settings_of
from nnstep.scenario.validate import rules_of
from nnstep.scenario.weights import build_biases, build_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nnstep.expr.array import Array
    from nnstep.scenario.files import Files
    from nnstep.scenario.keys import Keys
    from nnstep.scenario.model import Typed
    from nnstep.scenario.weights import Rules


def build(document: Mapping[str, Any], path: str, files: Files) -> Scenario:
    """Return the scenario of a `document` in which nothing is wrong, read from `path`."""
    training = _given(document, "training", SCENARIO)
    optimizer, rate = _given(training, "optimizer", TRAINING), _given(training, "schedule", TRAINING)
    defaults = {**settings_of(optimizer), **settings_of(rate)}
    rules = rules_of(document, files)
    dataset = _dataset(document, rules)
    return Scenario(
        name=Path(path).stem,
        path=path,
        title=document["title"],
        source=_given(document, "source", SCENARIO),
        notes=_given(document, "notes", SCENARIO),
        notation=_given(document, "notation", SCENARIO),
        symbols=MappingProxyType(dict(_given(document, "symbols", SCENARIO))),
        samples=dataset.training,
        test_samples=dataset.test,
        learning_rate=float(document.get("learning_rate", 0)),
        layers=_layers(document.get("layers", []), dataset.training.input_size, rules),
        graph=check_graph(Subject([]), document["graph"]) if "graph" in document else None,
        error=_given(document, "error", SCENARIO),
        epochs=_given(training, "epochs", TRAINING),
        batch_size=min(_given(training, "batch_size", TRAINING), len(dataset.training)),
        shuffled=_given(training, "shuffle", TRAINING),
        seed=rules.seed,
        stop=Stop(**{key: float(bound) for key, bound in _given(training, "stop", TRAINING).items()}),
        answers=MappingProxyType(_answers(_given(document, "answers", SCENARIO))),
        optimizer=optimizer,
        rate=rate,
        settings=MappingProxyType({id: float(training.get(id, default)) for id, default in defaults.items()}),
        conventions=rules.conventions,
        l2=float(_given(training, "l2", TRAINING)),
        warnings=_warnings(document.get("layers", [])),
    )


def _given(table: Mapping[str, Any], key: str, keys: Keys) -> Any:
    return table.get(key, keys.optional[key])


def _layers(tables: Sequence[Mapping[str, Any]], inputs: int, rules: Rules) -> tuple[Layer, ...]:
    layers = []
    for number, table in enumerate(tables, start=1):
        weights = build_weights(table, number, inputs, rules)
        inputs = int(weights.shape[0])
        biases = build_biases(_given(table, "biases", LAYER), number, inputs, rules)
        layers.append(Layer(_given(table, "activation", LAYER), weights, biases))
    return tuple(layers)


def _warnings(tables: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    names = (table["weights"] for table in tables if isinstance(table["weights"], str))
    found = [INITIALIZERS[name].warning for name in names if name in INITIALIZERS]
    return tuple(dict.fromkeys(filter(None, found)))


def _dataset(document: Mapping[str, Any], rules: Rules) -> Dataset:
    if "data" in document:
        dataset = check_data(Subject([]), document["data"], rules.files, rules.seed)
        if dataset is None:
            raise ValueError("a document with faults can't be built")
        return dataset
    inputs = _rows(document.get("input", [0]))
    targets = _rows(document["target"]) if "target" in document else np.empty((len(inputs), 0))
    return Dataset(Samples(inputs, targets), None)


def _rows(numbers: Sequence[Any]) -> Array:
    """Return one row a sample."""
    rows = numbers if isinstance(numbers[0], list) else [numbers]
    return frozen([[float(number) for number in row] for row in rows])


def _answers(table: dict[str, object]) -> dict[str, Typed]:
    return {entry.address: typed(entry.value) for entry in entries(Subject([]), table)}
