"""A found net, a loss, an optimizer and samples put together: a scenario, its text, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.expr.array import Array, RunPrecision, frozen
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundLayer, FoundLoss, FoundNet, FoundOptimizer
from nnstep.importers.net_samples import readable_samples, stored_samples
from nnstep.importers.output_of_net import checked_output
from nnstep.scenario.dataset import Samples
from nnstep.scenario.load import parse
from nnstep.scenario.model import Layer, Scenario
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.write import has_own_data, scenario_text

MOST_TYPED = 2_000
"""Weights, or numbers of samples, that are written into the scenario itself; more go into a file beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A scenario that was made of a net from elsewhere."""

    scenario: Scenario
    """As its text is read."""
    arrays: Mapping[str, Mapping[str, NDArray[Any]]]
    """The arrays of the files beside it, by the files' names."""
    remarks: tuple[str, ...]
    """What was assumed, and what else to know, one line each."""
    agreed: str = ""
    """What the other library was seen to compute alike, as a sentence."""

    @property
    def text(self) -> str:
        """The text of its file."""
        return self.scenario.text


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What a net is trained with."""

    loss: FoundLoss
    optimizer: FoundOptimizer
    samples: Samples
    epochs: int = 1
    batch_size: int | None = None
    """All samples where it is None."""
    assumed: tuple[str, ...] = field(default=())


def imported(net: FoundNet, training: Training, path: Path) -> Imported:
    """Return the scenario of a net and its training, to be written to `path`.

    Raise NetImportError where they do not go together, ScenarioError where nnstep refuses the scenario.
    """
    net = checked_output(net, training.loss)
    folded = training.optimizer.l2 > 0 and training.optimizer.shrinks_biases and _have_biases(net)
    made = _scenario(net, training, folded=folded)
    remarks = (
        *(f"assumed: {line}" for line in (*net.assumed, *training.optimizer.assumed, *training.assumed)),
        *(f"note: {line}" for line in _notes(net, training, folded=folded)),
    )
    head = "".join(f"# {visible(line)}\n" for line in remarks)
    beside = _beside(made)
    own = {what: path.with_suffix(f".{what}.npz").name for what in beside}
    # Under names that no file has: one that is there from before must not be read in their place.
    unused = {what: f"{uuid4().hex}.npz" for what in beside}
    stand_ins = {(unused[what], name): array for what, held in beside.items() for name, array in held.items()}
    scenario = parse(head + _body(made, unused), str(path), stand_ins=stand_ins)
    text = head + _body(made, own)
    return Imported(
        replace(scenario, text=text, missing_files=()), {own[what]: held for what, held in beside.items()}, remarks
    )


def _body(scenario: Scenario, files: Mapping[str, str]) -> str:
    return scenario_text(scenario, files.get("samples", ""), files.get("weights", ""))


def _beside(scenario: Scenario) -> dict[str, Mapping[str, NDArray[Any]]]:
    """Return the arrays that are too large for the text of a scenario: its weights, its samples."""
    found: dict[str, Mapping[str, NDArray[Any]]] = {}
    if sum(layer.weights.size for layer in scenario.layers) > MOST_TYPED:
        found["weights"] = _parameters(scenario)
    samples = scenario.samples
    if has_own_data(scenario) or len(samples) * sum((scenario.sizes[0], scenario.sizes[-1])) > MOST_TYPED:
        found["samples"] = stored_samples(samples)
    return found


def _scenario(net: FoundNet, training: Training, *, folded: bool) -> Scenario:
    loss, optimizer, samples = training.loss, training.optimizer, training.samples
    conventions: dict[str, Any] = {"orientation": net.orientation, "precision": net.precision, **loss.conventions}
    if folded:
        conventions["biases"] = "folded"
    row = net.orientation == "row"
    return Scenario(
        name=_title(net.title),
        path="",
        title=_title(net.title),
        source="",
        notes="",
        notation="plain",
        samples=readable_samples(samples) if len(samples) * (net.inputs + net.outputs) <= MOST_TYPED else samples,
        learning_rate=optimizer.learning_rate,
        layers=tuple(_layer(layer, net.precision, folded=folded) for layer in net.layers),
        error=loss.error,
        error_settings=loss.settings,
        error_factor=loss.factor,
        epochs=training.epochs,
        answers=MappingProxyType({}),
        optimizer=optimizer.optimizer,
        settings=optimizer.settings,
        choices=optimizer.choices,
        l2=optimizer.l2,
        learning_rates=_rates(optimizer.learning_rates, folded=folded),
        state={id: frozen(value.T if row else value) for id, value in _state(optimizer, net, folded=folded).items()},
        batch_size=min(training.batch_size or len(samples), len(samples)),
        conventions=Conventions(**conventions),
    )


def _title(title: str) -> str:
    """Return a title fit for a line of a scenario."""
    return visible(title).strip()[:200] or "An imported net"


def _layer(layer: FoundLayer, precision: RunPrecision, *, folded: bool) -> Layer:
    weights = layer.weights.astype(precision)
    if layer.biases is None:
        return Layer(layer.activation, weights, None, layer.settings)
    column = layer.biases[:, np.newaxis].astype(precision)
    if folded:
        return Layer(layer.activation, np.hstack([column, weights]), None, layer.settings)
    return Layer(layer.activation, weights, column, layer.settings)


def _have_biases(net: FoundNet) -> bool:
    """Return whether the layers have biases; raise NetImportError where only some have, which can't be folded in."""
    without = [layer.name for layer in net.layers if layer.biases is None]
    if without and len(without) < len(net.layers):
        raise NetImportError(
            f"weight_decay shrinks the biases, too, which nnstep does only if all layers have some: not {without[0]}",
            "give the biases a parameter group of their own with weight_decay=0, or use AdamW",
        )
    return not without


def _rates(rates: Mapping[str, float], *, folded: bool) -> dict[str, float]:
    """Return the rates of single parameters; of folded ones weights and biases must have the same."""
    if not folded:
        return dict(rates)
    for id, rate in rates.items():
        other = f"{'b' if id.startswith('W') else 'W'}{id[1:]}"
        if rates.get(other) != rate:
            raise NetImportError(
                f"weight_decay shrinks the biases, too, which nnstep can do only if {id} and {other} have one rate",
                "give the biases a parameter group of their own with weight_decay=0, or use AdamW",
            )
    return {id: rate for id, rate in rates.items() if id.startswith("W")}


def _state(optimizer: FoundOptimizer, net: FoundNet, *, folded: bool) -> dict[str, NDArray[Any]]:
    """Return what the optimizer has kept, by id, without what is 0: biases as columns, or folded in where they are."""
    found = {}
    for own, kept in optimizer.state.items():
        columns = {id: value[:, np.newaxis] if value.ndim == 1 else value for id, value in kept.items()}
        if folded:
            layers = enumerate(net.layers, start=1)
            columns = {f"W{number}": _joined(columns, number, layer) for number, layer in layers}
        found.update({f"{own}{id}": value for id, value in columns.items() if value.any()})
    return found


def _joined(kept: Mapping[str, NDArray[Any]], number: int, layer: FoundLayer) -> NDArray[Any]:
    """Return what is kept of a layer's biases and weights, side by side; 0 where nothing is."""
    neurons, inputs = layer.weights.shape
    biases = kept.get(f"b{number}", np.zeros((neurons, 1)))
    return np.hstack([biases, kept.get(f"W{number}", np.zeros((neurons, inputs)))])


def _parameters(scenario: Scenario) -> dict[str, Array]:
    """Return weights and biases by id as they are read from a file: as the scenario writes its matrices."""
    rows = scenario.conventions.orientation == "row"
    found = {}
    for number, layer in enumerate(scenario.layers, start=1):
        found[f"W{number}"] = np.ascontiguousarray(layer.weights.T if rows else layer.weights)
        if layer.biases is not None:
            found[f"b{number}"] = layer.biases.ravel()
    return found


def _notes(net: FoundNet, training: Training, *, folded: bool) -> list[str]:
    """Return what a reader of the numbers would wonder at."""
    told = [*net.notes, *training.optimizer.notes]
    if training.loss.applies:
        told.append(f"{training.loss.name} applies {training.loss.applies} by itself, so the last layer has it here")
    if net.precision == "float32":
        told.append("single precision, in which the net is stored (--precision float64 computes in double)")
    if folded:
        told.append("weight_decay shrinks biases, too, so each layer's biases are the first column of its weights")
    return told
