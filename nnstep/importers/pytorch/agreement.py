"""Whether nnstep computes what PyTorch does: outputs, error and gradients of the first step, in double precision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.timeline import Timeline
from nnstep.errors import NetImportError
from nnstep.harmless_text import visible
from nnstep.importers.found_net import FoundNet
from nnstep.losses import LOSSES
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Scenario

_RELATIVE, _ABSOLUTE = 1e-7, 1e-9
"""More than the two differ by where PyTorch takes softplus for the identity."""


def check_target_shape(model: Any, inputs: NDArray[Any], targets: NDArray[Any]) -> None:
    """Raise NetImportError where PyTorch would stretch targets to the shape of the outputs, which nobody wants."""
    torch = import_module("torch")
    with _by_pytorch(), torch.no_grad():
        outputs = tuple(_doubled_copy(model)(torch.as_tensor(inputs).double()).shape)
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
        if other is not None and not np.allclose(
            value.ravel(), other.ravel(), rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True
        ):
            raise NetImportError(
                f"nnstep computes another value of {what} than PyTorch, so this net can't be imported",
                "does forward change numbers in a way that is not traced, such as by a hook?",
            )
    return ", ".join(("outputs", "error", "gradients") if callable(loss) else ("outputs",))


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
        raise NetImportError(visible(f"PyTorch itself can't compute the first step: {first}"), hint) from None


def _ours(net: FoundNet, scenario: Scenario) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield nnstep's values of the first step in double precision, without a penalty, by PyTorch's names."""
    program = compile_program(_doubled(scenario))
    values = Timeline(program).seek(len(program.ops)).values
    number = len(net.layers)
    # what a loss applies to the outputs by itself is not in those that the net gives
    output = values[f"{'z' if net.layers[-1].activation == 'linear' else 'a'}{number}"].T
    yield "outputs", np.log(output) if net.gives_logarithms else output
    yield "error", values[program.objective]
    folded = scenario.conventions.folded
    for number, layer in enumerate(net.layers, start=1):
        gradient = values[f"dW{number}"]
        yield f"{layer.name}.weight", gradient[:, 1:] if folded else gradient
        if layer.biases is not None:
            yield f"{layer.name}.bias", gradient[:, 0] if folded else values[f"db{number}"]


def _doubled(scenario: Scenario) -> Scenario:
    """Return the scenario in double precision with the numbers that it has in its own, and no penalty."""
    kind = scenario.conventions.precision

    def rounded(numbers: NDArray[Any]) -> NDArray[Any]:
        return numbers.astype(kind).astype(np.float64) if numbers.dtype.kind == "f" else numbers

    layers = tuple(
        replace(
            layer,
            weights=rounded(layer.weights),
            biases=None if layer.biases is None else rounded(layer.biases),
        )
        for layer in scenario.layers
    )
    stored = scenario.samples
    samples = Samples(rounded(stored.inputs), rounded(stored.targets), stored.scale, stored.classes)
    double = replace(scenario.conventions, precision="float64")
    return replace(scenario, layers=layers, samples=samples, conventions=double, l2=0.0, quantities=())
