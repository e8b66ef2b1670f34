"""Whether nnstep computes what PyTorch does: outputs, error and gradients of the first step, in double precision."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.timeline import Timeline
from nnstep.errors import NetImportError
from nnstep.importers.found_net import FoundNet
from nnstep.program.compile import compile_program
from nnstep.scenario.dataset import Samples
from nnstep.scenario.model import Scenario

_RELATIVE, _ABSOLUTE = 1e-7, 1e-9
"""More than the two differ by where PyTorch takes softplus for the identity."""


def check_target_shape(model: Any, inputs: Any, targets: Any, *, are_classes: bool) -> None:
    """Raise NetImportError where PyTorch would stretch targets to the shape of the outputs, which nobody wants."""
    torch = import_module("torch")
    with torch.no_grad():
        outputs = tuple(deepcopy(model)(torch.as_tensor(np.asarray(inputs)).to(_type_of(model))).shape)
    shape = tuple(np.asarray(targets).shape)
    if not are_classes and shape != outputs:
        message = f"the targets have the shape {shape}, and the net's outputs {outputs}"
        hint = "PyTorch would compute the loss of every output with every target; use y.reshape(outputs.shape)"
        raise NetImportError(message, hint if np.prod(shape) == np.prod(outputs) else "give one target an output")


def check_agreement(model: Any, loss: Any, inputs: Any, targets: Any, net: FoundNet, scenario: Scenario) -> str:
    """Return what was found to agree; raise NetImportError where nnstep computes something else than PyTorch."""
    torch = import_module("torch")
    size = scenario.batch_size
    copy = deepcopy(model).double()
    copy.zero_grad()
    outputs = copy(torch.as_tensor(np.asarray(inputs))[:size].double())
    theirs = {"outputs": outputs.detach().numpy()}
    if callable(loss):
        wanted = torch.as_tensor(np.asarray(targets))[:size]
        error = loss(outputs, wanted.double() if wanted.is_floating_point() else wanted)
        error.backward()
        theirs["error"] = error.detach().numpy()
        gradients = ((name, parameter.grad) for name, parameter in copy.named_parameters())
        theirs.update({name: gradient.numpy() for name, gradient in gradients if gradient is not None})
    alone = not list(model.children())
    for what, value in _ours(net, scenario):
        name = what.removeprefix("0.") if alone else what
        if name in theirs and not np.allclose(
            value.ravel(), theirs[name].ravel(), rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True
        ):
            raise NetImportError(
                f"nnstep computes another value of {what} than PyTorch, so this net can't be imported",
                "does forward change numbers in a way that is not traced, such as by a hook?",
            )
    return ", ".join(("outputs", "error", "gradients") if callable(loss) else ("outputs",))


def _type_of(model: Any) -> Any:
    return next(model.parameters()).dtype


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
