"""PyTorch's optimizers as nnstep's: settings by their names there, and what nnstep lacks of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundOptimizer

Group = Mapping[str, Any]
"""What PyTorch keeps of a group of parameters: the learning rate, and settings by name."""
Found = Callable[[Group], FoundOptimizer]


@dataclass(frozen=True, slots=True)
class OptimizerForm:
    """One optimizer."""

    found: Found
    neutral: Mapping[str, Any] = field(default_factory=dict)
    """The settings of which nnstep has only these values."""
    state: Mapping[str, str] = field(default_factory=dict)
    """What it keeps, by PyTorch's name: nnstep's."""
    counts_steps: bool = False
    """Whether its update depends on how many steps it has done."""

    def check(self, name: str, group: Group) -> None:
        """Raise NetImportError where the group has a setting that nnstep lacks."""
        for setting, neutral in self.neutral.items():
            if group.get(setting, neutral) != neutral:
                message = f"{name} has {setting}={group[setting]!r}, which nnstep does not have"
                raise NetImportError(message, f"nnstep has it with {setting}={neutral!r}")


def _descent(group: Group) -> FoundOptimizer:
    momentum = float(group["momentum"])
    if not momentum:
        return FoundOptimizer("gradient-descent", float(group["lr"]), l2=float(group["weight_decay"]))
    which = "nesterov" if group["nesterov"] else "momentum-sum"
    return FoundOptimizer(which, float(group["lr"]), {"mu": momentum}, l2=float(group["weight_decay"]))


def _adam(group: Group) -> FoundOptimizer:
    beta1, beta2 = group["betas"]
    settings = {"beta1": float(beta1), "beta2": float(beta2), "eps": float(group["eps"])}
    if group.get("decoupled_weight_decay"):
        settings["weight_decay"] = float(group["weight_decay"])
        return FoundOptimizer("adamw", float(group["lr"]), settings)
    return FoundOptimizer("adam", float(group["lr"]), settings, l2=float(group["weight_decay"]))


def _decoupled_adam(group: Group) -> FoundOptimizer:
    return _adam({**group, "decoupled_weight_decay": True})


def _rmsprop(group: Group) -> FoundOptimizer:
    settings = {"rho": float(group["alpha"]), "eps": float(group["eps"])}
    return FoundOptimizer("rmsprop", float(group["lr"]), settings, l2=float(group["weight_decay"]))


def _adagrad(group: Group) -> FoundOptimizer:
    settings = {"eps": float(group["eps"])}
    return FoundOptimizer("adagrad", float(group["lr"]), settings, l2=float(group["weight_decay"]))


_ADAM = {"amsgrad": False, "maximize": False}
OPTIMIZER_FORMS = {
    "SGD": OptimizerForm(_descent, {"dampening": 0, "maximize": False}, {"momentum_buffer": "v"}),
    "Adam": OptimizerForm(_adam, _ADAM, counts_steps=True),
    "AdamW": OptimizerForm(_decoupled_adam, _ADAM, counts_steps=True),
    "RMSprop": OptimizerForm(_rmsprop, {"momentum": 0, "centered": False, "maximize": False}, {"square_avg": "s"}),
    "Adagrad": OptimizerForm(_adagrad, {"lr_decay": 0, "maximize": False}, {"sum": "s"}),
}
NEAREST_OPTIMIZERS = {
    "NAdam": "Adam",
    "RAdam": "Adam",
    "Adamax": "Adam",
    "SparseAdam": "Adam",
    "Adadelta": "RMSprop",
    "Rprop": "RMSprop",
    "ASGD": "SGD",
    "LBFGS": "SGD",
    "Muon": "SGD with momentum",
    "Adafactor": "Adam",
}


def optimizer_form(name: str) -> OptimizerForm:
    """Return an optimizer by the name of its class; raise NetImportError where nnstep lacks it."""
    if name in OPTIMIZER_FORMS:
        return OPTIMIZER_FORMS[name]
    near = NEAREST_OPTIMIZERS.get(name, "")
    known = ", ".join(OPTIMIZER_FORMS)
    raise NetImportError(
        f"nnstep does not have the optimizer {name}", f"the nearest is {near}" if near else f"it has {known}"
    )
