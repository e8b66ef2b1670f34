"""Tensors of PyTorch, their gradients, and what a backward pass and an optimizer change."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np
import pytest

from nnstep.own_code.watched import Arrival, Assigned, WatchedProgram

Watch = Callable[..., WatchedProgram]

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs PyTorch")

PROGRAM = """
import torch
torch.set_default_dtype(torch.float64)
x = torch.tensor([[0.5, -1.0]])
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)
    def forward(self, x):
        return torch.sigmoid(self.fc(x))
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(2):
    optimizer.zero_grad()
    out = net(x)
    loss = (out - 1).pow(2).sum()
    loss.backward()
    optimizer.step()
W = torch.ones(2, requires_grad=True)
(3 * W).sum().backward()
with torch.no_grad():
    W -= W.grad
"""


def at(program: WatchedProgram, place: str) -> list[Assigned]:
    return [found for found in program.assignments if found.place == place]


def test_a_training_step_is_seen_with_its_gradients(watch: Watch) -> None:
    program = watch(PROGRAM)
    first, *updates = at(program, "self.fc.weight")
    gradients = at(program, "self.fc.weight.grad")
    outputs = at(program, "out")
    assert [found.kind for found in updates] == [Arrival.CHANGED, Arrival.CHANGED]
    assert first.type_name == "torch.nn.parameter.Parameter"
    before = first.value
    for output, gradient, update in zip(outputs, gradients, updates, strict=True):
        a = output.value.item()
        np.testing.assert_allclose(gradient.value, 2 * (a - 1) * a * (1 - a) * np.array([[0.5, -1.0]]), rtol=1e-12)
        np.testing.assert_allclose(update.value, before - 0.5 * gradient.value, rtol=1e-15)
        assert gradient.index in update.reads
        before = update.value


def test_an_update_in_place_reads_the_gradient(watch: Watch) -> None:
    program = watch(PROGRAM)
    assert at(program, "W.grad")[0].value.tolist() == [3, 3]
    begin, update = at(program, "W")
    assert update.value.tolist() == [-2, -2]
    assert set(update.reads) == {begin.index, at(program, "W.grad")[0].index}
