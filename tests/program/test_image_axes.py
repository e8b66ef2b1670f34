"""Which quantities are drawn as images."""

from __future__ import annotations

from nnstep.program.compile import compile_program
from nnstep.program.image_axes import image_axis
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse

ADAM = f"""
title = "25 pixels"
input = {[0.5] * 25}
target = [1]
learning_rate = 0.1
[[layers]]
activation = "linear"
neurons = 3
weights = "he"
[[layers]]
activation = "linear"
neurons = 1
weights = "he"
[training]
optimizer = "adam"
seed = 1
"""


def test_the_input_and_the_weights_that_read_it_are_images_if_they_are_squares() -> None:
    program = compile_program(load(find("digits")))
    found = {id: axis for id in program.quantities if (axis := image_axis(program, id)) is not None}
    assert found == {"x": 1, "W1": 0, "dW1": 0}


def test_an_optimizers_own_numbers_of_these_weights_are_images_too() -> None:
    program = compile_program(parse(ADAM, "images.toml"))
    found = {id for id in program.quantities if image_axis(program, id) is not None}
    assert {"x", "W1", "dW1"} < found
    assert all(program.shapes[id] in ((3, 25), (25, 1)) for id in found)


def test_a_few_numbers_and_those_of_other_layers_and_graphs_are_none() -> None:
    for name in ("zheng-exercise-1", "tashfeen-parity", "bradbury-graph-two-paths"):
        program = compile_program(load(find(name)))
        assert all(image_axis(program, id) is None for id in (*program.quantities, "nothing"))
