"""A network of layers as a PyTorch script."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.activations import ACTIVATIONS
from nnstep.exports.parts.script_numbers import ArraySource, sample_rows
from nnstep.exports.parts.trained_parameters import parameter_sources, separate_parameters
from nnstep.exports.parts.training_loop import training_loop
from nnstep.exports.torch_parts.torch_losses import loss_text, penalty_text, takes_logits
from nnstep.exports.torch_parts.torch_modules import FUNCTION, TORCH, TorchLayer, torch_layers
from nnstep.exports.torch_parts.torch_optimizers import optimizer_text
from nnstep.expr.array import Array
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario

TENSOR = ArraySource("torch.tensor(", ")")


def network_parts(program: Program) -> Iterator[str]:
    """Yield the parts of the script after its imports; raise ExportError where PyTorch computes other numbers."""
    scenario = program.scenario
    _check(scenario)
    layers = torch_layers(scenario, drop_last_activation=takes_logits(scenario))
    modules = [module for layer in layers for module in layer.modules]
    if any("Function(" in module for module in modules):
        yield FUNCTION
    samples = [TENSOR.assigned(name, value) for name, value in sample_rows(program)]
    yield "\n".join(["# one row a sample", *samples])
    yield "\n".join(
        ["model = nn.Sequential(", *(f"    {module}," for module in modules), ")", *_start(layers, scenario)]
    )
    note = f"    # the {scenario.layers[-1].activation} is part of the loss\n" if takes_logits(scenario) else ""
    yield f"def loss_function(output, target):\n{note}    return {loss_text(scenario)}"
    yield optimizer_text(scenario, _groups(layers, scenario), "model.parameters()")
    shown = [f'print("{id} =", {text}.tolist())' for id, text in _shown(layers, scenario) if id in program.gradients]
    yield "\n".join([_loop(program, layers), "", *shown])


def _check(scenario: Scenario) -> None:
    conventions = scenario.conventions
    if scenario.given:
        raise TORCH.lacks(f"values are given in place of computed ones: {', '.join(scenario.given)}")
    if conventions.update == "output-first":
        raise TORCH.lacks('update = "output-first" changes weights before the backward pass is over')
    if conventions.biases == "shared":
        raise TORCH.lacks('biases = "shared": nn.Linear has a bias for each neuron')
    for layer in scenario.layers:
        if conventions.at_kink != "left" and ACTIVATIONS[layer.activation].kinked:
            raise TORCH.lacks(
                f'at_kink = "{conventions.at_kink}": the derivative of its {layer.activation} is the left one'
            )


def _start(layers: list[TorchLayer], scenario: Scenario) -> Iterator[str]:
    """Yield the lines that give the parameters their first values."""
    yield "with torch.no_grad():"
    for row, (weights, biases) in zip(layers, separate_parameters(scenario), strict=True):
        yield f"    {row.linear}.weight[:] = {_indented(weights)}"
        if biases is not None:
            yield f"    {row.linear}.bias[:] = {_indented(biases)}"
    if scenario.conventions.biases == "frozen":
        yield from (f"{row.linear}.bias.requires_grad_(False)" for row in layers if row.layer.biases is not None)


def _indented(value: Array) -> str:
    return TENSOR.written(value, 24).replace("\n", "\n    ")


def _groups(layers: list[TorchLayer], scenario: Scenario) -> dict[str, list[str]]:
    """Return the tensors of each parameter by its id."""
    folded = scenario.conventions.folded
    found = {}
    for row in layers:
        found[f"W{row.number}"] = [f"{row.linear}.weight", *([f"{row.linear}.bias"] if folded else [])]
        if row.layer.biases is not None and scenario.conventions.biases != "frozen":
            found[f"b{row.number}"] = [f"{row.linear}.bias"]
    return found


def _shown(layers: list[TorchLayer], scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield each parameter's id, and the source of its value in the scenario's orientation."""
    turned = ".T" if scenario.conventions.orientation == "row" else ""
    for row in layers:
        held = f"{row.linear}.weight", f"{row.linear}.bias[:, None]"
        yield from parameter_sources(scenario, row.number, *held, "torch.cat([{}], 1)", turned)


def _loop(program: Program, layers: list[TorchLayer]) -> str:
    scenario, lines = program.scenario, []
    target = (
        "targets[rows]" if program.schedule.samples is not None and program.schedule.samples.has_targets else "None"
    )
    penalty = penalty_text(scenario)
    if penalty:
        every = [tensor for id, tensors in _groups(layers, scenario).items() if id[0] == "W" for tensor in tensors]
        lines.append(f"weights = [{', '.join(every)}]")
    step = [
        "optimizer.zero_grad()",
        f"loss = loss_function(model(inputs[rows]), {target})",
        *([f"loss = loss + {penalty}"] if penalty else []),
        "loss.backward()",
        "optimizer.step()",
        "error = loss.item()",
    ]
    largest = "max(p.grad.abs().max().item() for p in model.parameters() if p.grad is not None)"
    after = ["schedule.step()"] if scenario.rate != "constant" else []
    return "\n".join([*lines, training_loop(program, step, largest, after)])
