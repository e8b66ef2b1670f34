"""The layers of a PyTorch module in the order in which its forward pass takes them, as PyTorch itself traces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from nnstep.errors import NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundLayer
from nnstep.importers.pytorch.module_activations import (
    GELU_TANH,
    LOGARITHMS,
    TorchActivation,
    activation_form,
)
from nnstep.importers.pytorch.tensors import array_of

_HAS = "nnstep has Linear layers one after the other, with an activation each"
_PASSED = ("Identity", "Flatten", "flatten", "view", "reshape", "squeeze", "contiguous", "float", "double", "to")
"""Modules and functions that change no number."""
_DROPPED = ("Dropout", "dropout", "AlphaDropout", "alpha_dropout", "FeatureAlphaDropout", "Dropout1d")


@dataclass(slots=True, eq=False)
class _Chain:
    """The layers found so far."""

    layers: list[FoundLayer] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    gives_logarithms: bool = False

    def add_linear(self, name: str, module: Any) -> None:
        self._check_open(name)
        if any(own is other for own in (module.weight, module.bias) if own is not None for other in self.parameters):
            hint = "give each layer weights of its own"
            raise _refused(f"{name} has weights that another layer has, too, so their gradients add up", hint)
        self.parameters += [module.weight, module.bias]
        if "parametrizations" in dict(module.named_children()):
            raise _refused(f"{name} has a parametrization, such as weight_norm", "remove it first")
        biases = None if module.bias is None else array_of(f"{name}.bias", module.bias)
        self.layers.append(FoundLayer(visible(name), array_of(f"{name}.weight", module.weight), biases))

    def add_activation(self, name: str, form: TorchActivation, called: str, values: Mapping[str, Any]) -> None:
        self._check_open(name)
        if not self.layers:
            raise _refused(f"{name} ({called}) is applied to the input", _HAS)
        if self.layers[-1].activation:
            raise _refused(f"{name} ({called}) follows another activation", _HAS)
        if called == "GELU" or called == "gelu":
            approximate = values.get("approximate", "none")
            if approximate == "tanh":
                self.layers[-1] = replace(self.layers[-1], activation=GELU_TANH)
                return
        settings = form.settings_for(values)
        self.layers[-1] = replace(self.layers[-1], activation=form.id, settings=settings)
        self.gives_logarithms = called in LOGARITHMS
        if form.remark:
            self.remarks.append(form.remark)

    def _check_open(self, name: str) -> None:
        if self.gives_logarithms:
            raise _refused(f"{name} follows LogSoftmax", "LogSoftmax must be the last of the net")


@dataclass(frozen=True, slots=True, eq=False)
class TracedLayers:
    """What the forward pass of a module does."""

    layers: tuple[FoundLayer, ...]
    gives_logarithms: bool
    remarks: tuple[str, ...]


def traced_layers(model: Any) -> TracedLayers:
    """Return the layers of a module; raise NetImportError for a part that nnstep lacks, by its name."""
    if not list(model.children()):
        model = import_module("torch.nn").Sequential(model)  # PyTorch traces the inside of a module that is alone
    try:
        graph = import_module("torch.fx").Tracer().trace(model)
    except Exception as error:
        first = str(error).split("\n")[0][:160]
        hint = "write it as an nn.Sequential, or without conditions and loops over the input in forward"
        raise _refused(f"the forward pass can't be followed: {first}", hint) from None
    chain = _Chain()
    before = None
    for node in graph.nodes:
        if _is_of_shape(node):
            continue
        match node.op:
            case "placeholder" if before is None:
                pass
            case "placeholder":
                if node.users:
                    raise _refused(f"the forward pass takes a second input, {node.name}", _HAS)
                continue
            case "call_module":
                _check_follows(node, before, node.target)
                _add_module(chain, node.target, model.get_submodule(node.target))
            case "call_function":
                _check_follows(node, before, node.target.__name__)
                _add_function(chain, node, node.target.__name__)
            case "call_method":
                _check_follows(node, before, node.target)
                _add_function(chain, node, node.target)
            case "output":
                if node.args[0] is not before:
                    raise _refused("the forward pass returns something else than the last layer's output", _HAS)
                continue
            case _:
                raise _refused(f"the forward pass uses {node.target} by itself", "use it through an nn.Linear")
        before = node
    if not chain.layers:
        raise _refused("the module has no Linear layer", _HAS)
    layers = tuple(replace(layer, activation=layer.activation or "linear") for layer in chain.layers)
    return TracedLayers(layers, chain.gives_logarithms, tuple(dict.fromkeys(chain.remarks)))


def _check_follows(node: Any, before: Any, name: str) -> None:
    """Raise NetImportError where a node takes anything but the one before, or where that goes elsewhere, too."""
    if [other for other in node.all_input_nodes if not _is_of_shape(other)] != [before]:
        raise _refused(f"{name} joins two ways, as a skip connection does", _HAS)
    if len([user for user in before.users if not _is_of_shape(user)]) > 1:
        raise _refused(f"what goes into {name} goes elsewhere, too, as in a skip connection", _HAS)


def _is_of_shape(node: Any) -> bool:
    """Return whether a node is about a shape alone, as ``x.size(0)`` in ``x.view(x.size(0), -1)``."""
    if node.op == "call_method" and node.target == "size":
        return True
    called = node.target.__name__ if node.op == "call_function" else ""
    if called == "getattr":
        return bool(node.args[1] == "shape")
    return called == "getitem" and hasattr(node.args[0], "op") and _is_of_shape(node.args[0])


def _add_module(chain: _Chain, name: str, module: Any) -> None:
    kind = type(module).__name__
    form = activation_form(kind) if type(module).__module__.startswith("torch.nn.modules") else None
    if kind == "Linear" and type(module).__module__ == "torch.nn.modules.linear":
        chain.add_linear(name, module)
    elif kind in _DROPPED:
        _check_dropout(name, kind, module.p, training=module.training)
    elif form is not None:
        chain.add_activation(name, form, kind, {key: getattr(module, key) for key in form.parameters})
    elif kind not in _PASSED:
        raise _refused(f"layer {name} is a {kind}, which nnstep does not have", _HAS)


def _add_function(chain: _Chain, node: Any, called: str) -> None:
    form = activation_form(called)
    if called in _DROPPED:
        given = dict(zip(("p", "training"), node.args[1:], strict=False)) | dict(node.kwargs)
        _check_dropout(called, called, given.get("p", 0.5), training=given.get("training", True))
    elif form is not None:
        given = dict(zip(form.parameters, node.args[1:], strict=False))
        kept = {key: value for key, value in node.kwargs.items() if key in form.parameters}
        chain.add_activation(node.name, form, called, {**given, **kept})
    elif called not in _PASSED:
        raise _refused(f"the forward pass calls {called}, which nnstep does not have", _HAS)


def _check_dropout(name: str, kind: str, share: float, *, training: bool) -> None:
    if training and share > 0:
        raise _refused(
            f"layer {name} is a {kind} in training, which drops values at random",
            "call model.eval() first, so that it passes every value, or set p to 0",
        )


def _refused(message: str, hint: str) -> NetImportError:
    return NetImportError(visible(message), visible(hint))
