"""The PyTorch script: the real library computes the same numbers, or the export is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from nnstep.activations import ACTIVATIONS
from nnstep.errors import ExportError, ProgramError
from nnstep.exports.formats.torch_script import torch_script
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.scenario.load import load, parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.conventions import Conventions, choices
from tests.conftest import build_scenario
from tests.exercises import READY, SMALL
from tests.exports.bias_forms import with_bias_form
from tests.exports.script_output import assert_same_numbers
from tests.random_training import with_random_training

REFUSED = {
    "given-deltas": "values are given in place of computed ones: a1, delta2",
    "perceptron-and": "no perceptron",
    "rmsprop-epsilon-in-root": 'eps_place = "outside"',
}
"""The exercises that PyTorch computes in another way, and how that is said."""


@pytest.fixture
def torch() -> Iterator[Any]:
    torch = pytest.importorskip("torch")
    usual = torch.get_default_dtype()
    yield torch
    torch.set_default_dtype(usual)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("name", sorted(set(READY) - set(REFUSED)))
def test_pytorch_computes_the_numbers_of_every_exercise(name: str) -> None:
    program = compile_program(load(READY[name]), epochs=4 if name in SMALL else 1)
    assert_same_numbers(torch_script(program), program, 1e-12 if program.precision == "float64" else 1e-6)


@pytest.mark.parametrize(("name", "said"), REFUSED.items())
def test_what_pytorch_computes_in_another_way_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        torch_script(compile_program(load(READY[name])))


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(set(READY) - set(REFUSED)))
def test_every_script_is_python(name: str) -> None:
    compile(torch_script(compile_program(load(READY[name]))), "script.py", "exec")


def network(activation: str = "tanh", output: str = "sigmoid", **settings: Any) -> Scenario:
    settings = {"samples": 5, "epochs": 3, "error": "half-squared", **settings}
    return replace(build_scenario((3, 4, 2), (activation, output), **settings), batch_size=2)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_activation_is_pytorchs(activation: str) -> None:
    settings = {id: 1.5 * value for id, value in ACTIVATIONS[activation].settings.items() if value}
    scenario = network(activation, "linear", learning_rate=0.05)
    layers = (replace(scenario.layers[0], settings=settings), scenario.layers[1])
    for case in (scenario, replace(scenario, layers=layers)):
        program = compile_program(case)
        assert_same_numbers(torch_script(program), program)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("error", sorted(LOSSES))
def test_every_error_is_pytorchs_with_its_factors(error: str) -> None:
    """With a factor of its own, as a mean or a sum over the outputs and over the samples, the last batch smaller."""
    for output in LOSSES[error].outputs or ("linear", "tanh"):
        for reduction, over_outputs in (("mean", "sum"), ("sum", "mean")):
            conventions = Conventions(reduction=reduction, over_outputs=over_outputs)  # type: ignore[arg-type]
            scenario = network("tanh", output, error=error, learning_rate=0.05)
            program = compile_program(replace(scenario, error_factor=Fraction(2, 3), conventions=conventions))
            assert_same_numbers(torch_script(program), program)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("error", ["binary-cross-entropy", "cross-entropy"])
def test_a_steep_sigmoid_inside_the_loss_stays_steep(error: str) -> None:
    scenario = network("tanh", "sigmoid", error=error)
    steep = replace(scenario.layers[1], settings={"steepness": 2.0})
    program = compile_program(replace(scenario, layers=(scenario.layers[0], steep)))
    assert_same_numbers(torch_script(program), program)


@pytest.mark.usefixtures("torch")
def test_whatever_the_training_and_the_conventions_the_numbers_are_the_same_or_it_is_refused() -> None:
    computed, refused = 0, []
    for seed in range(150):
        random = np.random.default_rng(seed)
        chosen = {key: str(random.choice(values)) if random.random() < 0.3 else values[0] for key, values in CHOICES}
        conventions = Conventions(**chosen)  # type: ignore[arg-type]
        scenario = with_bias_form(replace(network("relu", "tanh", seed=seed), conventions=conventions))
        scenario = with_random_training(scenario, random)
        if random.random() < 0.6:
            scenario = replace(scenario, state={})
        try:
            program = compile_program(scenario)
            text = torch_script(program)
        except ProgramError:
            continue
        except ExportError as error:
            refused.append(error.message)
            continue
        assert_same_numbers(text, program, 1e-10)
        computed += 1
    assert computed > 20
    assert all("PyTorch can't compute the same numbers: " in said for said in refused)


CHOICES = [(key, values) for key, values in choices().items() if key != "precision"]


@pytest.mark.usefixtures("torch")
def test_a_graph_whose_names_are_the_scripts_own_words_keeps_them_apart() -> None:
    text = """
title = "t"
learning_rate = 0.1
[graph]
given = { torch = 3, errors = 2 }
parameters = { optimizer = 1, epoch_ = 2 }
lines = ["epoch = max(optimizer, errors)*torch + exp(1)*epoch_", "print = sigmoid(epoch)**2 + relu(optimizer)"]
[training]
epochs = 3
optimizer = "adam"
schedule = "exponential"
"""
    program = compile_program(parse(text, "a.toml"))
    assert_same_numbers(torch_script(program), program)


def test_the_script_reads_as_a_person_would_write_it() -> None:
    scenario = replace(network("relu", "softmax", error="cross-entropy"), l2=0.01, shuffled=True)
    adam = replace(scenario, optimizer="adam", settings=OPTIMIZERS["adam"].settings)
    text = torch_script(compile_program(adam))
    for line in (
        "model = nn.Sequential(\n    nn.Linear(3, 4),\n    nn.ReLU(),\n    nn.Linear(4, 2),\n)\n",
        "    # the softmax is part of the loss\n",
        '    return nn.functional.cross_entropy(output, target, reduction="sum") / len(output)\n',
        "optimizer = torch.optim.Adam(model.parameters(), lr=0.5, betas=(0.9, 0.999), eps=1e-08)\n",
        "    order = np.random.default_rng([0, epoch]).permutation(5)\n",
        "        loss = loss + 0.5 * 0.01 * sum((w**2).sum() for w in weights)\n",
    ):
        assert line in text
