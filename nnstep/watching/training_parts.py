"""The parts of a PyTorch training script that are watched, and the copies of tensors taken from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstep.errors import NetImportError
from nnstep.importers.pytorch.torch_training import loss_of, optimizer_of
from nnstep.importers.pytorch.traced_layers import traced_layers

TensorCopy = NDArray[Any]


def copied(tensor: Any) -> TensorCopy:
    """Return a copy of a tensor as an array; what has fewer than 32 bits comes in single precision."""
    kept = tensor.detach()
    return np.array((kept.float() if kept.is_floating_point() and kept.element_size() < 4 else kept).cpu().numpy())


def library_name() -> str:
    """Return PyTorch's name with its version."""
    return f"PyTorch {import_module('torch').__version__}"


@dataclass(frozen=True, slots=True, eq=False)
class TrainingParts:
    """A model, the linear modules in it in the order of the forward pass, its loss and its optimizer."""

    model: Any
    linears: tuple[Any, ...]
    loss: Any
    optimizer: Any

    @classmethod
    def of(cls, model: Any, loss: Any, optimizer: Any) -> TrainingParts:
        """Return the parts; raise NetImportError by name for what nnstep does not have, or what can't be watched."""
        if not hasattr(model, "register_forward_hook"):
            raise NetImportError(f"the model is a {type(model).__name__}", "give a module of torch.nn")
        layers = traced_layers(model).layers
        loss_of(loss)
        if isinstance(loss, str):
            raise NetImportError(f"the loss is only a name, {loss}", "give the object that your loop calls")
        if not hasattr(loss, "register_forward_hook"):
            name = getattr(loss, "__name__", type(loss).__name__)
            hint = "give the module, such as torch.nn.MSELoss(), and call that in your training loop"
            raise NetImportError(f"the loss {name} is a function, and nobody is told when a function is called", hint)
        optimizer_of(optimizer, model, layers)
        alone = not list(model.children())
        linears = tuple(model if alone else model.get_submodule(layer.name) for layer in layers)
        return cls(model, linears, loss, optimizer)

    def rates(self) -> dict[str, float]:
        """Return the learning rate of each parameter that the optimizer has now, by the same ids."""
        by_tensor = {id(one): float(group["lr"]) for group in self.optimizer.param_groups for one in group["params"]}
        return {name: by_tensor[id(one)] for name, one in self.parameters().items() if id(one) in by_tensor}

    def gradients(self) -> dict[str, TensorCopy]:
        """Return copies of the gradients that there are now, by the same ids.

        Of what the optimizer does not have there is none here: nobody sets that to 0 before a backward pass.
        """
        tensors = {name: tensor for name, tensor in self.parameters().items() if tensor.grad is not None}
        return {name: copied(tensor.grad) for name, tensor in tensors.items() if name in self.rates()}

    def parameters(self) -> dict[str, Any]:
        """Return the tensors that hold the weights and biases, by nnstep's ids."""
        found = {}
        for number, linear in enumerate(self.linears, start=1):
            found[f"W{number}"] = linear.weight
            if linear.bias is not None:
                found[f"b{number}"] = linear.bias
        return found


@dataclass(slots=True, eq=False)
class KeptArrays:
    """What is kept between training steps: parameters, and the optimizer's own arrays for each, by PyTorch's names."""

    parameters: dict[str, TensorCopy]
    state: dict[str, dict[str, TensorCopy]]

    @classmethod
    def of(cls, parts: TrainingParts) -> KeptArrays:
        """Return copies of what there is now."""
        tensors = parts.parameters()
        kept = {id: parts.optimizer.state.get(tensor, {}) for id, tensor in tensors.items()}
        return cls(
            {id: copied(tensor) for id, tensor in tensors.items()},
            {id: {key: copied(one) for key, one in row.items() if hasattr(one, "shape")} for id, row in kept.items()},
        )


@dataclass(slots=True, eq=False)
class CapturedStep:
    """What PyTorch computed in one training step. Arrays are as PyTorch has them: one row a sample."""

    step: int
    """From 0."""
    given: Any = None
    """What the model was given."""
    output: TensorCopy | None = None
    """What it returned."""
    inputs: dict[int, TensorCopy] = field(default_factory=dict)
    """What each linear module was given, by layer from 1."""
    z: dict[int, TensorCopy] = field(default_factory=dict)
    """What it returned."""
    z_gradients: dict[int, TensorCopy] = field(default_factory=dict)
    """The derivative of the loss by that."""
    stale: dict[str, TensorCopy] = field(default_factory=dict)
    """The gradients that were there before the backward pass, by nnstep's ids of the parameters."""
    target: Any = None
    loss: TensorCopy | None = None
    gradients: dict[str, TensorCopy] = field(default_factory=dict)
    """By nnstep's ids of the parameters."""
    groups: list[dict[str, Any]] = field(default_factory=list)
    """The settings of the optimizer's groups of parameters."""
    rates: dict[str, float] = field(default_factory=dict)
    """The learning rate of each parameter that the optimizer has, by nnstep's ids."""
    before: KeptArrays | None = None
    after: KeptArrays | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it was one forward pass, one loss and one backward pass."""
        return self.loss is not None and self.output is not None and bool(self.z_gradients) and bool(self.gradients)
