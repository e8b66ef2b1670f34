"""The error functions as PyTorch's losses, and the weight penalty beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from nnstep.activations import ACTIVATIONS
from nnstep.exports.parts.trained_parameters import penalty_factor
from nnstep.exports.torch_parts.torch_modules import TORCH
from nnstep.expr.walks.numpy_line import number_source
from nnstep.losses import LOSSES
from nnstep.optimizers import penalty
from nnstep.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class TorchLoss:
    """An error function as PyTorch has it."""

    text: Callable[[Mapping[str, float]], str]
    """Its source over ``output`` and ``target``, from its settings: the sum over outputs and samples."""
    factor: Fraction = Fraction(1)
    """What that is multiplied by."""
    per_output: bool = False
    """Whether it is divided by the number of outputs."""


def takes_logits(scenario: Scenario) -> bool:
    """Return whether the loss has the last activation inside, as PyTorch does to keep all digits."""
    return (scenario.error, scenario.layers[-1].activation) in _OF_LOGITS


def loss_text(scenario: Scenario) -> str:
    """Return the error of a batch over ``output`` and ``target``; raise ExportError where PyTorch has none."""
    last = scenario.layers[-1]
    loss = _OF_LOGITS.get((scenario.error, last.activation)) or _OF_OUTPUTS.get(scenario.error)
    if loss is None:
        raise TORCH.lacks(f"no loss is known for the error {scenario.error} with the activation {last.activation}")
    divisions = loss.per_output + (scenario.conventions.over_outputs == "mean")
    factor = loss.factor * scenario.error_factor / last.neurons**divisions
    settings = {
        **LOSSES[scenario.error].settings,
        **scenario.error_settings,
        **ACTIVATIONS[last.activation].settings,
        **last.settings,
    }
    text = loss.text(settings)
    if factor != 1:
        text = f"{_number(factor)} * {text}"
    mean = scenario.batched and scenario.conventions.reduction == "mean"
    return f"{text} / len(output)" if mean else text


def penalty_text(scenario: Scenario) -> str:
    """Return what is added to the error over ``weights`` and ``rows``; empty where nothing is."""
    terms = ((scenario.l2, penalty.SQUARES, "(w**2).sum()"), (scenario.l1, penalty.ABSOLUTES, "w.abs().sum()"))
    return " + ".join(
        f"{penalty_factor(scenario, name)} * sum({term} for w in weights)" for size, name, term in terms if size
    )


def _number(factor: Fraction) -> str:
    exact = Fraction(float(factor)) == factor or Fraction(str(float(factor))) == factor
    return number_source(float(factor)) if exact else f"({factor.numerator} / {factor.denominator})"


def _usual(name: str, extra: str = "") -> Callable[[Mapping[str, float]], str]:
    return lambda _: f'nn.functional.{name}(output, target{extra}, reduction="sum")'


def _steep(settings: Mapping[str, float]) -> str:
    steepness = settings.get("steepness", 1.0)
    return "output" if steepness == 1 else f"{steepness!r} * output"


_SQUARES = _usual("mse_loss")
_OF_OUTPUTS: Mapping[str, TorchLoss] = {
    "half-squared": TorchLoss(_SQUARES, Fraction(1, 2)),
    "squared": TorchLoss(_SQUARES),
    "mean-squared": TorchLoss(_SQUARES, per_output=True),
    "absolute": TorchLoss(_usual("l1_loss")),
    "huber": TorchLoss(
        lambda settings: f'nn.functional.huber_loss(output, target, delta={settings["error_delta"]!r}, reduction="sum")'
    ),
    "hinge": TorchLoss(lambda _: "torch.relu(1 - target * output).sum()"),
    "none": TorchLoss(lambda _: "output.sum()"),
    "root-mean-squared": TorchLoss(
        lambda _: "torch.linalg.vector_norm(output - target, dim=1).sum() / output.shape[1] ** 0.5"
    ),
}
_OF_LOGITS: Mapping[tuple[str, str], TorchLoss] = {
    ("binary-cross-entropy", "sigmoid"): TorchLoss(
        lambda settings: f'nn.functional.binary_cross_entropy_with_logits({_steep(settings)}, target, reduction="sum")'
    ),
    ("cross-entropy", "softmax"): TorchLoss(_usual("cross_entropy")),
    ("cross-entropy", "sigmoid"): TorchLoss(
        lambda settings: f"-(target * nn.functional.logsigmoid({_steep(settings)})).sum()"
    ),
}
"""By error function and last activation, which is left out of the model then."""
