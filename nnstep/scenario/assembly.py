"""From a document without faults to the scenario that it states. Knows neither its text nor what could be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nnstep.expr.array import frozen
from nnstep.harmless_text import visible
from nnstep.problems.findings import Subject
from nnstep.scenario.array_sources import Files
from nnstep.scenario.dataset import Samples
from nnstep.scenario.inline_samples import are_typed, arrays_of
from nnstep.scenario.model import Layer, Scenario, Stop, Typed
from nnstep.scenario.tables.answer_keys import entries, typed
from nnstep.scenario.tables.breakpoints import breakpoint_texts
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.data import Dataset, check_data
from nnstep.scenario.tables.graph import check_graph
from nnstep.scenario.tables.keys import LAYER, SCENARIO, TRAINING, Keys
from nnstep.scenario.tables.training import settings_of
from nnstep.scenario.validate import rules_of
from nnstep.scenario.weights import Rules, build_biases, build_weights


def build(document: Mapping[str, Any], path: str, files: Files) -> Scenario:
    """Return the scenario of a `document` in which nothing is wrong, read from `path`."""
    training = _given(document, "training", SCENARIO)
    optimizer, rate = _given(training, "optimizer", TRAINING), _given(training, "schedule", TRAINING)
    defaults = {**settings_of(optimizer), **settings_of(rate)}
    rules = rules_of(document, files)
    dataset = _dataset(document, rules)
    layers = _layers(document.get("layers", []), dataset.training.input_size, rules)
    return Scenario(
        name=visible(Path(path).stem),  # JSON can't hold a name that is not UTF-8
        path=path,
        title=document["title"],
        source=_given(document, "source", SCENARIO),
        notes=_given(document, "notes", SCENARIO),
        notation=_given(document, "notation", SCENARIO),
        symbols=MappingProxyType(dict(_given(document, "symbols", SCENARIO))),
        samples=dataset.training,
        test_samples=dataset.test,
        learning_rate=float(document.get("learning_rate", 0)),
        layers=layers,
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
        conventions=_conventions(rules, layers),
        l2=float(_given(training, "l2", TRAINING)),
        breakpoints=breakpoint_texts(_given(document, "breakpoints", SCENARIO)),
        warnings=tuple(_warnings(layers, rules)),
        files=files.paths,
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


def _conventions(rules: Rules, layers: Sequence[Layer]) -> Conventions:
    """Return the conventions as they are shown: where no layer has biases, that is what is said of them."""
    conventions = rules.conventions
    without = conventions.biases == "per-neuron" and all(layer.biases is None for layer in layers)
    return replace(conventions, biases="none") if without else conventions


def _warnings(layers: Sequence[Layer], rules: Rules) -> Iterator[str]:
    """Yield what is true of weights by which the neurons of a hidden layer can't come apart."""
    for number, (layer, following) in enumerate(pairwise(layers), start=1):
        outgoing = following.weights[:, rules.folded :]
        if layer.neurons < 2 or not _alike(layer) or (outgoing != outgoing[:, :1]).any():
            continue
        zeros = "weights that are all 0 never learn: no error passes back through a layer of zeros, and "
        known = "" if outgoing.any() else zeros
        alike = f"the neurons of layer {number} begin alike and get the same gradients"
        yield f"{known}{alike}, so they stay alike and never learn to differ"


def _alike(layer: Layer) -> bool:
    """Return whether all neurons of a layer have the same weights and biases."""
    biases = np.zeros(1) if layer.biases is None else np.ravel(layer.biases)
    return bool((layer.weights == layer.weights[:1]).all() and (biases == biases[0]).all())


def _dataset(document: Mapping[str, Any], rules: Rules) -> Dataset:
    if "data" in document:
        typed = arrays_of(document) if are_typed(document) else None
        dataset = check_data(Subject([]), document["data"], rules.files, rules.seed, typed)
        if dataset is None:
            raise ValueError("a document with faults can't be built")
        return dataset
    inputs, targets = arrays_of({"input": [0], **document})
    return Dataset(Samples(frozen(inputs), frozen(targets)), None)


def _answers(table: dict[str, object]) -> dict[str, Typed]:
    return {entry.address: typed(entry.value) for entry in entries(Subject([]), table)}
