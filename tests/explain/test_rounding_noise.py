"""Rounding noise that an optimizer makes steps of is named, and no number is changed."""

from __future__ import annotations

import pytest

from nnstep.engine.timeline import Timeline
from nnstep.explain.rounding_noise import noise
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse

TEXT = """title = "T"
input = [1, 2]
target = [0, 1, 0]
learning_rate = 0.1
error = "cross-entropy"
[training]
optimizer = "{}"
epochs = 3
[conventions]
biases = "shared"
[[layers]]
activation = "softmax"
weights = [[0.1, 0.2], [-0.3, 0.37], [0.21, 0.6]]
biases = 0.3
"""


def warned(optimizer: str) -> dict[str, str]:
    program = compile_program(parse(TEXT.format(optimizer), "a.toml"))
    timeline, found = Timeline(program), {}
    for position in range(program.last_position + 1):
        frame = timeline.seek(position)
        for text in noise(frame):
            assert frame.op is not None
            found[frame.op.target] = text
    return found


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "adagrad"])
def test_softmax_with_one_shared_bias_is_named_at_the_gradient_and_at_the_update(optimizer: str) -> None:
    found = warned(optimizer)
    assert found.keys() == {"db1", "b1"}
    assert found["db1"].startswith("the value is rounding noise (up to ")
    assert f"{optimizer} divides a gradient by its size" in found["b1"]


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "nesterov"])
def test_steps_that_shrink_with_the_gradient_need_no_warning(optimizer: str) -> None:
    assert warned(optimizer) == {}
