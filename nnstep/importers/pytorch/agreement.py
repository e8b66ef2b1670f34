"""Whether nnstep computes what PyTorch does: outputs, error and gradients of the first step, in double precision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.importers.first_step import are_alike, first_step
from nnstep.importers.found_net import FoundNet
from nnstep.losses import LOSSES
from nnstep.scenario.model import Scenario

_FEW = 2
"""Samples that show the shape of the outputs."""


def check_target_shape(model: Any, inputs: NDArray[Any], targets: NDArray[Any]) -> None:
    """Raise NetImportError where PyTorch would stretch targets to the shape of the outputs, which nobody wants."""
    torch = import_module("torch")
    with _by_pytorch(), torch.no_grad():
        few = _doubled_copy(model)(torch.as_tensor(inputs[:_FEW]).double())
    outputs = (len(inputs), *few.shape[1:])
    if targets.shape != outputs:
        message = f"the targets have the shape {targets.shape}, and the net's outputs {outputs}"
        hint = "PyTorch would compute the loss of every output with every target; use y.reshape(outputs.shape)"
        raise NetImportError(message, hint if targets.size == np.prod(outputs) else "give one target an output")


def check_agreement(
    model: Any, loss: Any, inputs: NDArray[Any], targets: NDArray[Any], net: FoundNet, scenario: Scenario
) -> str:
    """Return what was found to agree; raise NetImportError where nnstep computes something else than PyTorch.

    Without a `loss` that can be called, only the outputs are compared.
    """
    rows = slice(scenario.batch_size)
    with _by_pytorch():
        theirs = _theirs(model, loss, inputs[rows], targets[rows], may_be_classes=LOSSES[scenario.error].takes_classes)
    for what, value in _ours(net, scenario):
        other = theirs.get(what)
        if other is not None and not are_alike(value, other):
            raise NetImportError(
                f"nnstep computes another value of {what} than PyTorch, so this net can't be imported",
                "does forward change numbers in a way that is not traced, such as by a hook?",
            )
    what = "outputs, error and gradients" if callable(loss) else "outputs"
    return f"PyTorch computes the same {what} in the first step"


def _theirs(
    model: Any, loss: Any, inputs: NDArray[Any], targets: NDArray[Any], *, may_be_classes: bool
) -> dict[str, NDArray[Any]]:
    """Return PyTorch's values of the first step by its own names."""
    torch = import_module("torch")
    copy = _doubled_copy(model)
    copy.zero_grad()
    with torch.enable_grad():
        outputs = copy(torch.as_tensor(inputs).double())
        found = {"outputs": outputs.detach().numpy()}
        if not callable(loss):
            return found
        wanted = torch.as_tensor(targets)
        # classes are whole numbers, but probabilities of classes are not
        error = loss(outputs, wanted.long() if may_be_classes and wanted.ndim == 1 else wanted.double())
        if error.requires_grad:
            error.backward()
    found["error"] = error.detach().numpy()
    front = "" if list(model.children()) else "0."  # a module that is alone is traced as the first of several
    gradients = ((name, parameter.grad) for name, parameter in copy.named_parameters())
    return {**found, **{f"{front}{name}": value.numpy() for name, value in gradients if value is not None}}


def _doubled_copy(model: Any) -> Any:
    return deepcopy(model).cpu().double()


@contextmanager
def _by_pytorch() -> Iterator[None]:
    """Turn what PyTorch complains of into the error that says so."""
    try:
        yield
    except Exception as error:
        first = (str(error).splitlines() or [type(error).__name__])[0][:200]
        hint = "does your own training loop run with this model, this loss, and these samples?"
        raise NetImportError(f"PyTorch itself can't compute the first step: {first}", hint) from None


def _ours(net: FoundNet, scenario: Scenario) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield nnstep's values of the first step by PyTorch's names."""
    step = first_step(scenario)
    # what a loss applies to the outputs by itself is not in those that the net gives
    output = step.pre_activations if net.layers[-1].activation == "linear" else step.outputs
    yield "outputs", np.log(output) if net.gives_logarithms else output
    yield "error", step.error
    for layer, weights, biases in zip(net.layers, step.weight_gradients, step.bias_gradients, strict=True):
        yield layer.weight_name, weights.T if layer.turned else weights
        if biases is not None:
            yield layer.bias_name, biases
