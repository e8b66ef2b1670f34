"""Whether the last activation of a net and its loss go together, and what a loss applies to the output by itself."""

from __future__ import annotations

from dataclasses import replace

from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundLoss, FoundNet
from nnstep.losses import LOSSES

_NEEDS_LOGARITHMS = "use CrossEntropyLoss on the plain outputs, or end the net with LogSoftmax"


def checked_output(net: FoundNet, loss: FoundLoss) -> FoundNet:
    """Return the net with the activation that the loss applies; raise NetImportError where the two do not fit."""
    last = net.layers[-1]
    if net.gives_logarithms and not loss.takes_logarithms and loss.applies != "softmax":
        raise NetImportError(f"the net ends with LogSoftmax, and {loss.name} takes no logarithms", "use NLLLoss")
    if loss.takes_logarithms and not net.gives_logarithms:
        ends = f"the net ends with {last.activation}, but {loss.name} takes logarithms of probabilities"
        raise NetImportError(ends, _NEEDS_LOGARITHMS)
    if loss.applies:
        # log-softmax of a log-softmax is the same again
        if last.activation != "linear" and not net.gives_logarithms:
            twice = "a second time" if last.activation == loss.applies else f"after {last.activation}"
            raise NetImportError(
                f"the net ends with {last.activation}, and {loss.name} applies {loss.applies} {twice}",
                f"{loss.name} takes the outputs of a linear layer: leave the last activation out"
                + _plain_error(loss, last.activation),
            )
        return replace(net, layers=(*net.layers[:-1], replace(last, activation=loss.applies)))
    suitable = LOSSES[loss.error].outputs
    if suitable and last.activation not in suitable:
        needed = " or ".join(suitable)
        with_logits = {"cross-entropy": "CrossEntropyLoss", "binary-cross-entropy": "BCEWithLogitsLoss"}
        applies = (
            f", or use {with_logits[loss.error]}" if last.activation == "linear" and loss.error in with_logits else ""
        )
        message = f"the net ends with {last.activation}, but {loss.name} takes logarithms of outputs between 0 and 1"
        raise NetImportError(message, f"end the net with {needed}{applies}")
    return net


def _plain_error(loss: FoundLoss, activation: str) -> str:
    return f", or choose {loss.error}, which takes the outputs of {activation}" if activation == loss.applies else ""
