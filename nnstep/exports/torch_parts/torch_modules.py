"""The layers of a network as PyTorch's modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nnstep.activations import ACTIVATIONS
from nnstep.exports.parts.library import Library
from nnstep.scenario.model import Layer, Scenario

TORCH = Library("PyTorch")
FUNCTION = """class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, z):
        return self.function(z)"""
"""The module of an activation that PyTorch does not have."""


@dataclass(frozen=True, slots=True)
class TorchLayer:
    """A layer as it stands in the sequence of modules."""

    layer: Layer
    number: int
    """From 1."""
    place: int
    """Of its linear module in the sequence, from 0."""
    modules: tuple[str, ...]

    @property
    def linear(self) -> str:
        """The source of its linear module."""
        return f"model[{self.place}]"


def torch_layers(scenario: Scenario, *, drop_last_activation: bool) -> list[TorchLayer]:
    """Return the layers; raise ExportError where PyTorch has no such layer."""
    found: list[TorchLayer] = []
    place = 0
    for number, layer in enumerate(scenario.layers, start=1):
        dropped = drop_last_activation and number == len(scenario.layers)
        modules = (_linear(layer, scenario), *([] if dropped else _activation(layer)))
        found.append(TorchLayer(layer, number, place, modules))
        place += len(modules)
    return found


def _linear(layer: Layer, scenario: Scenario) -> str:
    inputs = layer.weights[:, scenario.conventions.inputs].shape[1]
    biased = layer.biases is not None or scenario.conventions.folded
    return f"nn.Linear({inputs}, {layer.neurons}{'' if biased else ', bias=False'})"


def _activation(layer: Layer) -> Iterator[str]:
    """Yield the module of an activation; none where it is linear."""
    written = _MODULES.get(layer.activation)
    if written is None:
        raise TORCH.lacks(f"no module is known for the activation {layer.activation}")
    if text := written({**ACTIVATIONS[layer.activation].settings, **layer.settings}):
        yield text


def _sigmoid(settings: Mapping[str, float]) -> str:
    steepness = settings["steepness"]
    return "nn.Sigmoid()" if steepness == 1 else f"Function(lambda z: torch.sigmoid({steepness!r} * z))"


def _swish(settings: Mapping[str, float]) -> str:
    steepness = settings["steepness"]
    return "nn.SiLU()" if steepness == 1 else f"Function(lambda z: z * torch.sigmoid({steepness!r} * z))"


def _hard_sigmoid(settings: Mapping[str, float]) -> str:
    line = f"{settings['slope']!r} * z + 0.5"
    return f"Function(lambda z: torch.where({line} > 1, 1.0, torch.relu({line})))"


def _step(settings: Mapping[str, float]) -> str:
    at_zero = f"torch.tensor({settings['at_zero']!r}, dtype=z.dtype)"
    return f"Function(lambda z: torch.heaviside(z.detach(), {at_zero}) + 0 * z)"


def _fixed(text: str) -> Callable[[Mapping[str, float]], str]:
    return lambda _: text


_MODULES: Mapping[str, Callable[[Mapping[str, float]], str]] = {
    "linear": _fixed(""),
    "sigmoid": _sigmoid,
    "tanh": _fixed("nn.Tanh()"),
    "relu": _fixed("nn.ReLU()"),
    "leaky-relu": lambda settings: f"nn.LeakyReLU({settings['leak']!r})",
    "elu": lambda settings: f"nn.ELU({settings['alpha']!r})",
    "gelu": _fixed("nn.GELU()"),
    "gelu-tanh": _fixed('nn.GELU("tanh")'),
    "swish": _swish,
    "softplus": _fixed("nn.Softplus(threshold=50)"),  # beyond its usual 20 it would be off by 2e-9
    "softmax": _fixed("nn.Softmax(dim=1)"),
    "hard-sigmoid": _hard_sigmoid,
    "arctan": _fixed("Function(torch.atan)"),
    "cube": _fixed("Function(lambda z: z**3)"),
    "exponential": _fixed("Function(torch.exp)"),
    "reciprocal": _fixed("Function(lambda z: 1 / z)"),
    "sign": _fixed("Function(torch.sign)"),
    "square": _fixed("Function(lambda z: z**2)"),
    "step": _step,
}
"""The source of each activation's module, from its settings; empty where none is needed."""
