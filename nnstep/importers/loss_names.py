"""The losses that other libraries have, by their names, as nnstep's errors; and the nearest one of those it lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundLoss
from nnstep.losses import LOSSES
from nnstep.problems.did_you_mean import meant

_MEAN, _SUM = "mean", "sum"


@dataclass(frozen=True, slots=True)
class LossForm:
    """A loss of PyTorch's."""

    name: str
    """Of the class; `function` is that of the function."""
    function: str
    error: str
    sums: str = ""
    """The error of its sum, where the mean is one of its own."""
    over_outputs: bool = True
    """Whether the mean is over the outputs, too."""
    applies: str = ""
    takes_logarithms: bool = False
    settings: Callable[[Mapping[str, Any]], Mapping[str, float]] = field(default=lambda _: {})
    factor: Callable[[Mapping[str, Any]], Fraction] = field(default=lambda _: Fraction(1))
    neutral: Mapping[str, Any] = field(default_factory=dict)
    """The attributes that nnstep has only these values of."""

    def found(self, reduction: str, given: Mapping[str, Any]) -> FoundLoss:
        """Return it with its attributes; raise NetImportError where nnstep lacks one."""
        if given.get("beta", 1.0) == 0:
            raise NetImportError(f"{self.name} has beta=0", "that is L1Loss: use it instead")
        if reduction not in (_MEAN, _SUM):
            raise NetImportError(f"{self.name} has reduction={reduction!r}", "use reduction='mean' or 'sum'")
        for attribute, neutral in self.neutral.items():
            value = given.get(attribute, neutral)
            if value is not neutral and value != neutral:
                message = f"{self.name} has {attribute}, which nnstep's {self.error} has not"
                raise NetImportError(message, f"nnstep has it with {attribute}={neutral}")
        conventions = {} if reduction == _MEAN else {"reduction": "sum"}
        if reduction == _MEAN and self.over_outputs:
            conventions["over_outputs"] = "mean"
        return FoundLoss(
            self.name,
            self.sums if reduction == _SUM and self.sums else self.error,
            conventions,
            self.settings(given),
            self.factor(given),
            self.applies,
            self.takes_logarithms,
        )


_CLASSES = {"weight": None, "label_smoothing": 0.0}

LOSS_FORMS = (
    LossForm("MSELoss", "mse_loss", "mean-squared", "squared", over_outputs=False),
    LossForm("L1Loss", "l1_loss", "absolute"),
    LossForm(
        "HuberLoss", "huber_loss", "huber", settings=lambda given: {"error_delta": float(given.get("delta", 1.0))}
    ),
    LossForm(
        "SmoothL1Loss",
        "smooth_l1_loss",
        "huber",
        settings=lambda given: {"error_delta": float(given.get("beta", 1.0))},
        factor=lambda given: 1 / Fraction(repr(float(given.get("beta", 1.0)))),
    ),
    LossForm("BCELoss", "binary_cross_entropy", "binary-cross-entropy", neutral={"weight": None}),
    LossForm(
        "BCEWithLogitsLoss",
        "binary_cross_entropy_with_logits",
        "binary-cross-entropy",
        applies="sigmoid",
        neutral={"weight": None, "pos_weight": None},
    ),
    LossForm(
        "CrossEntropyLoss",
        "cross_entropy",
        "cross-entropy",
        over_outputs=False,
        applies="softmax",
        neutral=_CLASSES,
    ),
    LossForm(
        "NLLLoss",
        "nll_loss",
        "cross-entropy",
        over_outputs=False,
        takes_logarithms=True,
        neutral={"weight": None},
    ),
)
NEAREST = {
    "KLDivLoss": "cross-entropy, which differs by the entropy of the targets and has the same gradients",
    "SoftMarginLoss": "binary-cross-entropy, with targets 0 and 1",
    "MultiLabelSoftMarginLoss": "binary-cross-entropy (BCEWithLogitsLoss)",
    "HingeEmbeddingLoss": "hinge",
    "MultiMarginLoss": "hinge",
    "MultiLabelMarginLoss": "hinge",
    "MarginRankingLoss": "hinge",
    "CosineEmbeddingLoss": "half-squared",
    "PoissonNLLLoss": "half-squared",
    "GaussianNLLLoss": "half-squared",
}
"""For a loss that nnstep lacks, the nearest that it has."""
_BY_NAME = {name: form for form in LOSS_FORMS for name in (form.name, form.function)}


def loss_form(name: str) -> LossForm:
    """Return a loss of PyTorch's by the name of its class or function; raise NetImportError where nnstep lacks it."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    known = [*LOSSES, *(form.name for form in LOSS_FORMS)]
    near = f"the nearest is {NEAREST[name]}" if name in NEAREST else meant(name, known) or f"it has {', '.join(known)}"
    raise NetImportError(f"nnstep does not have the loss {name}", near)


def named_loss(name: str) -> FoundLoss:
    """Return a loss by its name, nnstep's or PyTorch's; raise NetImportError where there is none."""
    return FoundLoss(name, name) if name in LOSSES else loss_form(name).found(_MEAN, {})
