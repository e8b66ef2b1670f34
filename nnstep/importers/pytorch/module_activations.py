"""PyTorch's activations, as modules and as functions, by their names: nnstep's own and their settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnstep.errors import NetImportError

Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TorchActivation:
    """One activation."""

    module: str
    """The name of the class; empty where there is only a function."""
    function: str
    id: str
    parameters: tuple[str, ...] = ()
    """What follows the input where it is called as a function, and the attributes of the module."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    settings: Callable[[Mapping[str, Any]], Settings] = field(default=lambda _: {})
    neutral: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """The values of parameters that nnstep has."""
    remark: str = ""
    """Where its numbers differ from nnstep's."""

    def settings_for(self, values: Mapping[str, Any]) -> Settings:
        """Return the settings; raise NetImportError where nnstep does not have them."""
        every = {**self.defaults, **values}
        for name, known in self.neutral.items():
            if every.get(name) not in known:
                hint = f"nnstep has {name} = {' or '.join(map(repr, known))}"
                raise NetImportError(f"{self.module or self.function} has {name} = {every.get(name)!r}", hint)
        return self.settings(every)


_AXIS = {"dim": (-1, 1)}

ACTIVATION_FORMS = (
    TorchActivation("ReLU", "relu", "relu"),
    TorchActivation("Sigmoid", "sigmoid", "sigmoid"),
    TorchActivation("Tanh", "tanh", "tanh"),
    TorchActivation("", "atan", "arctan"),
    TorchActivation("", "arctan", "arctan"),
    TorchActivation("", "square", "square"),
    TorchActivation("", "exp", "exponential"),
    TorchActivation("", "reciprocal", "reciprocal"),
    TorchActivation("SiLU", "silu", "swish"),
    TorchActivation(
        "LeakyReLU",
        "leaky_relu",
        "leaky-relu",
        ("negative_slope",),
        {"negative_slope": 0.01},
        lambda values: {"leak": float(values["negative_slope"])},
    ),
    TorchActivation("ELU", "elu", "elu", ("alpha",), {"alpha": 1.0}, lambda values: {"alpha": float(values["alpha"])}),
    TorchActivation("CELU", "celu", "elu", ("alpha",), {"alpha": 1.0}, neutral={"alpha": (1,)}),
    TorchActivation(
        "GELU", "gelu", "gelu", ("approximate",), {"approximate": "none"}, neutral={"approximate": ("none",)}
    ),
    TorchActivation(
        "Softplus",
        "softplus",
        "softplus",
        ("beta", "threshold"),
        {"beta": 1.0, "threshold": 20.0},
        neutral={"beta": (1,)},
        remark="PyTorch takes softplus for z itself where z is above its threshold, which differs in the tenth digit",
    ),
    TorchActivation(
        "Hardsigmoid",
        "hardsigmoid",
        "hard-sigmoid",
        remark="PyTorch's derivative of Hardsigmoid is 1/6 in single precision, and 0 where z is 3; nnstep's is 1/6",
    ),
    TorchActivation("Softmax", "softmax", "softmax", ("dim",), {"dim": None}, neutral=_AXIS),
    TorchActivation("LogSoftmax", "log_softmax", "softmax", ("dim",), {"dim": None}, neutral=_AXIS),
)
LOGARITHMS = ("LogSoftmax", "log_softmax")
GELU_TANH = "gelu-tanh"


def activation_form(name: str) -> TorchActivation | None:
    """Return the activation that a class or a function of this name is; None where nnstep has none."""
    plain = name.removesuffix("_")  # that of a function which changes its input
    return next((form for form in ACTIVATION_FORMS if name == form.module or plain == form.function), None)
