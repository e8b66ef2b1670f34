"""PyTorch's activations, as modules and as functions, by their names: nnstep's own and their settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    def values_of(self, values: Mapping[str, Any], others: Sequence[Any]) -> dict[str, Any]:
        """Return its parameters: their defaults, what follows the input in a call, and what is given by name."""
        given = dict(zip(self.parameters, others, strict=False))
        named = {key: value for key, value in values.items() if key in self.parameters}
        return {**self.defaults, **given, **named}

    def lacks(self, values: Mapping[str, Any]) -> str | None:
        """Return the parameter of which nnstep does not have this value; None where it has them all."""
        return next((name for name, known in self.neutral.items() if values.get(name) not in known), None)

    def settings_for(self, values: Mapping[str, Any]) -> Settings:
        """Return the settings; raise NetImportError where nnstep does not have them."""
        own = self.values_of(values, ())
        name = self.lacks(own)
        if name is not None:
            hint = f"nnstep has {name} = {' or '.join(map(repr, self.neutral[name]))}"
            raise NetImportError(f"{self.module or self.function} has {name} = {own.get(name)!r}", hint)
        return self.settings(own)


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
        "GELU",
        "gelu",
        "gelu-tanh",
        ("approximate",),
        {"approximate": "none"},
        neutral={"approximate": ("tanh",)},
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


def activation_form(name: str, values: Mapping[str, Any], others: Sequence[Any] = ()) -> TorchActivation | None:
    """Return the activation that a class or a function of this name is; None where nnstep has none.

    `values` are what it is given by name, and `others` what follows the input where it is called as a function. Of
    several forms with a name, it is the one for these values, or the first, which says what it lacks.
    """
    plain = name.removesuffix("_")  # that of a function which changes its input
    forms = [form for form in ACTIVATION_FORMS if name == form.module or plain == form.function]
    fitting = (form for form in forms if form.lacks(form.values_of(values, others)) is None)
    return next(fitting, forms[0] if forms else None)
