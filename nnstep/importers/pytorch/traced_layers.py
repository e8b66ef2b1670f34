"""The layers of a PyTorch module in the order in which its forward pass takes them, as PyTorch itself traces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from nnstep.importers.found_net import FoundLayer, Orientation
from nnstep.importers.pytorch.layer_chain import HAS, LayerChain, TorchParameter, refused
from nnstep.importers.pytorch.module_activations import activation_form

_PASSED = ("Identity", "Flatten", "flatten", "view", "reshape", "squeeze", "contiguous", "float", "double", "to")
"""Modules and functions that change no number."""
_DROPPED = ("Dropout", "dropout", "AlphaDropout", "alpha_dropout", "FeatureAlphaDropout", "Dropout1d")
_PRODUCTS, _SUMS = ("matmul", "mm", "imatmul"), ("add", "iadd", "add_")
_TURNING = ("t", "transpose", "T", "mT")


@dataclass(frozen=True, slots=True, eq=False)
class TracedLayers:
    """What the forward pass of a module does."""

    layers: tuple[FoundLayer, ...]
    gives_logarithms: bool
    remarks: tuple[str, ...]

    @property
    def orientation(self) -> Orientation:
        """How the module itself writes its matrices: with one column a neuron where it does so in every layer."""
        return "row" if all(layer.turned for layer in self.layers) else "column"


def traced_layers(model: Any) -> TracedLayers:
    """Return the layers of a module; raise NetImportError for a part that nnstep lacks, by its name."""
    if not list(model.children()):
        model = import_module("torch.nn").Sequential(model)  # PyTorch traces the inside of a module that is alone
    try:
        graph = import_module("torch.fx").Tracer().trace(model)
    except Exception as error:
        first = (str(error).splitlines() or [type(error).__name__])[0][:160]
        hint = "write it as an nn.Sequential, or without conditions and loops over the input in forward"
        raise refused(f"the forward pass can't be followed: {first}", hint) from None
    chain = _Tracing(model).follow(graph.nodes)
    if not chain.layers:
        raise refused("the module has no Linear layer", HAS)
    layers = tuple(replace(layer, activation=layer.activation or "linear") for layer in chain.layers)
    return TracedLayers(layers, chain.gives_logarithms, tuple(chain.remarks))


class _Tracing:
    """The way through the nodes of a traced forward pass."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._chain = LayerChain()
        self._before: Any = None
        """The node whose value goes into the next one."""

    def follow(self, nodes: Sequence[Any]) -> LayerChain:
        """Return the layers of the nodes, each of which must take the value of the one before."""
        for node in nodes:
            if _is_of_shape(node) or self._parameter(node) is not None:
                continue
            match node.op:
                case "placeholder":
                    if self._before is not None and node.users:
                        raise refused(f"the forward pass takes a second input, {node.name}", HAS)
                    self._before = self._before or node
                    continue
                case "output":
                    if node.args[0] is not self._before:
                        raise refused("the forward pass returns something else than the last layer's output", HAS)
                    continue
                case "get_attr":
                    raise refused(f"the forward pass uses {node.target}, which is no nn.Parameter", HAS)
                case "call_module":
                    self._check_follows(node, node.target)
                    self._add_module(node.target, self._model.get_submodule(node.target))
                case _:
                    self._check_follows(node, _called(node))
                    self._add_function(node, _called(node))
            self._before = node
        return self._chain

    def _parameter(self, node: Any) -> TorchParameter | None:
        """Return the parameter that a node is, or whose transpose it is; None where it is none."""
        if not hasattr(node, "op"):
            return None
        if node.op == "get_attr":
            parameters = dict(self._model.named_parameters(remove_duplicate=False))
            found = parameters.get(node.target)
            return None if found is None else TorchParameter(node.target, found)
        called = node.args[1] if _called(node) == "getattr" else _called(node)
        inner = self._parameter(node.args[0]) if called in _TURNING and node.args else None
        return None if inner is None else replace(inner, turned=not inner.turned)

    def _check_follows(self, node: Any, name: str) -> None:
        """Raise NetImportError where a node takes anything but the one before, or where that goes elsewhere, too."""
        given = [one for one in node.all_input_nodes if not _is_of_shape(one) and self._parameter(one) is None]
        if given != [self._before]:
            raise refused(f"{name} joins two ways, as a skip connection does", HAS)
        if len([user for user in self._before.users if not _is_of_shape(user)]) > 1:
            raise refused(f"what goes into {name} goes elsewhere, too, as in a skip connection", HAS)

    def _add_module(self, name: str, module: Any) -> None:
        kind, home = type(module).__name__, type(module).__module__
        values = dict(vars(module))
        form = activation_form(kind, values) if home.startswith("torch.nn.modules") else None
        if kind == "Linear" and home == "torch.nn.modules.linear":
            self._chain.add_weights(name, TorchParameter(f"{name}.weight", module.weight))
            if module.bias is not None:
                self._chain.add_biases(name, TorchParameter(f"{name}.bias", module.bias))
        elif kind in _DROPPED:
            _check_dropout(name, kind, module.p, training=module.training)
        elif form is not None:
            self._chain.add_activation(name, form, kind, values)
        elif kind not in _PASSED:
            raise refused(f"layer {name} is a {kind}, which nnstep does not have", HAS)

    def _add_function(self, node: Any, called: str) -> None:
        first, *others = node.args
        parameters = [self._parameter(argument) for argument in others]
        values = dict(node.kwargs)
        form = activation_form(called, values, others)
        if called in _DROPPED:
            given = dict(zip(("p", "training"), others, strict=False)) | values
            _check_dropout(called, called, given.get("p", 0.5), training=given.get("training", True))
        elif form is not None:
            self._chain.add_activation(node.name, form, called, form.values_of(values, others))
        elif called == "linear" and first is self._before:
            self._add_linear(node, {**dict(zip(("weight", "bias"), others, strict=False)), **values})
        elif called in _PRODUCTS and first is self._before and len(parameters) == 1 and parameters[0] is not None:
            weights = parameters[0]
            self._chain.add_weights(weights.name, replace(weights, turned=not weights.turned))
        elif called in _SUMS and not values and len(others) == 1:
            self._add_sum(first, others[0])
        elif called not in _PASSED:
            raise refused(f"the forward pass calls {called}, which nnstep does not have", HAS)

    def _add_linear(self, node: Any, given: dict[str, Any]) -> None:
        weights, biases = self._parameter(given.get("weight")), self._parameter(given.get("bias"))
        if weights is None or (biases is None and given.get("bias") is not None):
            raise refused(f"{node.name} is linear with weights that are no nn.Parameter", HAS)
        self._chain.add_weights(weights.name, weights)
        if biases is not None:
            self._chain.add_biases(biases.name, biases)

    def _add_sum(self, first: Any, second: Any) -> None:
        biases = self._parameter(second if first is self._before else first)
        if biases is None or biases.turned:
            raise refused("the forward pass adds something that is no nn.Parameter", HAS)
        self._chain.add_biases(biases.name, biases)


def _called(node: Any) -> str:
    """Return the name of the function or the method that a node calls; else nothing."""
    match node.op:
        case "call_function":
            return str(getattr(node.target, "__name__", node.target))
        case "call_method":
            return str(node.target)
        case _:
            return ""


def _is_of_shape(node: Any) -> bool:
    """Return whether a node is about a shape alone, as ``x.size(0)`` in ``x.view(x.size(0), -1)``."""
    if not hasattr(node, "op"):
        return False
    match _called(node):
        case "size":
            return True
        case "getattr":
            return bool(node.args[1] == "shape")
        case "getitem":
            return _is_of_shape(node.args[0])
        case _:
            return False


def _check_dropout(name: str, kind: str, share: float, *, training: bool) -> None:
    if training and share > 0:
        raise refused(
            f"layer {name} is a {kind} in training, which drops values at random",
            "call model.eval() first, so that it passes every value, or set p to 0",
        )
