"""From a document without faults to the scenario that it states. Knows neither its text nor what could be wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from nnstep.expr.array import frozen
from nnstep.scenario.conventions import Conventions
from nnstep.scenario.keys import LAYER, SCENARIO, TRAINING
from nnstep.scenario.model import Layer, Sample, Scenario
from nnstep.scenario.training import settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nnstep.expr.array import Array
    from nnstep.scenario.keys import Keys
    from nnstep.scenario.model import Typed


def build(document: Mapping[str, Any], path: str) -> Scenario:
    """Return the scenario of a `document` in which nothing is wrong, read from `path`."""
    training = _given(document, "training", SCENARIO)
    optimizer, rate = _given(training, "optimizer", TRAINING), _given(training, "schedule", TRAINING)
    defaults = {**settings_of(optimizer), **settings_of(rate)}
    return Scenario(
        name=Path(path).stem,
        path=path,
        title=document["title"],
        source=_given(document, "source", SCENARIO),
        notes=_given(document, "notes", SCENARIO),
        notation=_given(document, "notation", SCENARIO),
        symbols=MappingProxyType(dict(_given(document, "symbols", SCENARIO))),
        samples=_samples(document["input"], document["target"]),
        learning_rate=float(document["learning_rate"]),
        layers=tuple(map(_layer, document["layers"])),
        error=_given(document, "error", SCENARIO),
        epochs=_given(training, "epochs", TRAINING),
        answers=MappingProxyType({id: _typed(answer) for id, answer in _given(document, "answers", SCENARIO).items()}),
        optimizer=optimizer,
        rate=rate,
        settings=MappingProxyType({id: float(training.get(id, default)) for id, default in defaults.items()}),
        conventions=Conventions(**_given(document, "conventions", SCENARIO)),
        l2=float(_given(training, "l2", TRAINING)),
    )


def _given(table: Mapping[str, Any], key: str, keys: Keys) -> Any:
    return table.get(key, keys.optional[key])


def _layer(table: Mapping[str, Any]) -> Layer:
    biases = _given(table, "biases", LAYER)
    return Layer(
        activation=_given(table, "activation", LAYER),
        weights=frozen([list(map(float, row)) for row in table["weights"]]),
        biases=None if biases is None else _column(biases),
    )


def _samples(inputs: Sequence[Any], targets: Sequence[Any]) -> tuple[Sample, ...]:
    if not isinstance(inputs[0], list):
        return (Sample(_column(inputs), _column(targets)),)
    return tuple(Sample(_column(given), _column(wanted)) for given, wanted in zip(inputs, targets, strict=True))


def _column(numbers: Sequence[int | Decimal]) -> Array:
    return frozen([[float(number)] for number in numbers])


def _typed(answer: Any) -> Typed:
    if isinstance(answer, list):
        return tuple(map(_typed, answer))
    return answer if isinstance(answer, Decimal) else Decimal(answer)
