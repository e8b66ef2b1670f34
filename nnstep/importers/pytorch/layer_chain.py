"""Layers as a forward pass takes them, one after the other; what nnstep has no layer for is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nnstep.errors import NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundLayer
from nnstep.importers.pytorch.module_activations import LOGARITHMS, TorchActivation
from nnstep.importers.pytorch.tensors import array_of

HAS = "nnstep has Linear layers one after the other, with an activation each"


@dataclass(frozen=True, slots=True, eq=False)
class TorchParameter:
    """A parameter of a module, by the name that the module gives it."""

    name: str
    tensor: Any
    turned: bool = False
    """Whether its transpose is meant."""


@dataclass(slots=True, eq=False)
class LayerChain:
    """The layers found so far."""

    layers: list[FoundLayer] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    gives_logarithms: bool = False
    _used: list[Any] = field(default_factory=list)

    def add_weights(self, name: str, weights: TorchParameter) -> None:
        """Add a layer with these weights: one row a neuron, or one column where they are turned."""
        self._check_open(name)
        self._use(weights)
        array = array_of(weights.name, weights.tensor)
        if array.ndim != 2:
            raise refused(f"{weights.name} has the shape {array.shape}, but weights are a matrix", HAS)
        canonical = array.T if weights.turned else array
        self.layers.append(FoundLayer(visible(name), canonical, None, weight_name=weights.name, turned=weights.turned))

    def add_biases(self, name: str, biases: TorchParameter) -> None:
        """Add biases to the last layer, which must have neither biases nor an activation yet."""
        self._check_open(name)
        self._use(biases)
        array = array_of(biases.name, biases.tensor)
        if not self.layers or self.layers[-1].biases is not None or self.layers[-1].activation:
            raise refused(f"{biases.name} is added to something else than the inputs times weights", HAS)
        neurons = len(self.layers[-1].weights)
        if array.shape not in ((neurons,), (1, neurons)):
            raise refused(f"{biases.name} has the shape {array.shape}, but the layer has {neurons} neurons", HAS)
        self.layers[-1] = replace(self.layers[-1], biases=array.ravel(), bias_name=biases.name)

    def add_activation(self, name: str, form: TorchActivation, called: str, values: Mapping[str, Any]) -> None:
        """Give the last layer its activation."""
        self._check_open(name)
        if not self.layers:
            raise refused(f"{name} ({called}) is applied to the input", HAS)
        if self.layers[-1].activation:
            raise refused(f"{name} ({called}) follows another activation", HAS)
        settings = form.settings_for(values)
        self.layers[-1] = replace(self.layers[-1], activation=form.id, settings=settings)
        self.gives_logarithms = called in LOGARITHMS
        if form.remark and form.remark not in self.remarks:
            self.remarks.append(form.remark)

    def _use(self, parameter: TorchParameter) -> None:
        if any(parameter.tensor is other for other in self._used):
            hint = "give each layer weights of its own"
            raise refused(f"{parameter.name} is used twice, so its gradients add up", hint)
        self._used.append(parameter.tensor)

    def _check_open(self, name: str) -> None:
        if self.gives_logarithms:
            raise refused(f"{name} follows LogSoftmax", "LogSoftmax must be the last of the net")


def refused(message: str, hint: str) -> NetImportError:
    """Return the error for a part of a module that nnstep lacks."""
    return NetImportError(message, hint)
