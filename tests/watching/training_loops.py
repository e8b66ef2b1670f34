"""Small PyTorch training loops, to be watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch: Any = pytest.importorskip("torch")
nn: Any = torch.nn

BATCH = 6


class Functional(nn.Module):  # type: ignore[misc]
    """A module whose forward calls its activation as a function."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 5)
        self.second = nn.Linear(5, 3, bias=False)

    def forward(self, x: Any) -> Any:
        return self.second(torch.tanh(self.first(x.flatten(1))))


def sequential(activation: Any = None) -> Any:
    """Return a module of two linear layers, the activation between them written in place by default."""
    return nn.Sequential(nn.Linear(4, 5), activation or nn.ReLU(inplace=True), nn.Linear(5, 3))


@dataclass
class Loop:
    """A training loop with its own numbers, always the same ones."""

    model: Any
    loss: Any
    optimizer: Any
    targets: Any
    inputs: Any
    before_update: Callable[[Any], None] = lambda _: None
    after_update: Callable[[Any], None] = lambda _: None

    def train(self, steps: int, around: AbstractContextManager[object] | None = None) -> dict[str, np.ndarray]:
        """Train, and return the parameters."""
        with around or nullcontext():
            for step in range(steps):
                rows = torch.arange(step * BATCH, (step + 1) * BATCH) % len(self.inputs)
                self.optimizer.zero_grad()
                self.loss(self.model(self.inputs[rows]), self.targets[rows]).backward()
                self.before_update(self)
                self.optimizer.step()
                self.after_update(self)
        return {name: value.detach().numpy().copy() for name, value in self.model.named_parameters()}


def loop(
    model: Callable[[], Any] = sequential,
    loss: Callable[[], Any] = nn.MSELoss,
    optimizer: Callable[[Any], Any] = lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    *,
    dtype: Any = torch.float64,
    classes: bool = False,
    positive: bool = False,
) -> Loop:
    """Return a loop; the same arguments give the same numbers."""
    torch.manual_seed(3)
    built = model().to(dtype)
    inputs = torch.randn(40, 4, dtype=dtype)
    targets = torch.sin(inputs @ torch.randn(4, 3, dtype=dtype))
    if classes:
        targets = targets.argmax(1)
    elif positive:
        targets = (targets > 0).to(dtype)
    return Loop(built, loss(), optimizer(built.parameters()), targets, inputs)


@contextmanager
def kept(made: Loop) -> Iterator[list[dict[str, np.ndarray]]]:
    """Note gradients and parameters of each training step through autograd itself, apart from what is tested."""
    found: list[dict[str, np.ndarray]] = []
    update = made.optimizer.step

    def noted(*arguments: Any) -> Any:
        gradients = {f"grad {n}": p.grad.numpy().copy() for n, p in made.model.named_parameters()}
        result = update(*arguments)
        found.append(gradients | {n: p.detach().numpy().copy() for n, p in made.model.named_parameters()})
        return result

    made.optimizer.step = noted
    yield found
    made.optimizer.step = update


def watched(made: Loop, path: Path, every: int = 1) -> Any:
    """Return the watch of a loop."""
    import nnstep

    return nnstep.watch(made.model, made.loss, made.optimizer, path, every=every)
