"""How much memory a run takes, worked out from sizes alone, and refused where it is too much. Takes none itself."""

from __future__ import annotations

from nnstep import limits
from nnstep.errors import ProgramError
from nnstep.limits import bytes_text
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.model import Scenario


def check_size(scenario: Scenario, epochs: int) -> None:
    """Raise ProgramError where a run has too many training steps, or one of them too many values."""
    samples = 1 if scenario.graph is not None else len(scenario.samples)
    batch = min(scenario.batch_size, samples)
    steps = epochs * -(-samples // batch)
    if steps > limits.STEPS.most:
        message = f"{epochs:,} epochs of {steps // epochs:,} make {limits.STEPS.refusal(steps, 'training steps')}"
        raise ProgramError(message, "choose fewer epochs, or larger batches")
    if scenario.graph is None:
        _check_values(scenario, batch)


def _check_values(scenario: Scenario, batch: int) -> None:
    neurons = sum(layer.neurons for layer in scenario.layers)
    weights = sum(layer.weights.size + layer.neurons for layer in scenario.layers)
    inputs, outputs = scenario.samples.input_size, scenario.layers[-1].neurons
    # Of each neuron z, a and delta; of each weight its gradient, and what the optimizer carries along.
    count = batch * (inputs + outputs + 3 * neurons) + weights * (2 + len(OPTIMIZERS[scenario.optimizer].state))
    if count > limits.STEP_NUMBERS.most:
        what = f"a training step with {batch:,} samples has {_values(count)}"
        raise ProgramError(what, "choose a smaller batch_size")
    examined = scenario.test_samples or scenario.samples
    count = len(examined) * (inputs + 2 * neurons)
    if len(examined) > 1 and examined.are_classes() and count > limits.STEP_NUMBERS.most:
        what = f"to examine {len(examined):,} samples after an epoch takes {_values(count)}"
        raise ProgramError(what, "keep fewer of them for testing")


def _values(count: int) -> str:
    return limits.STEP_NUMBERS.refusal(count, f"values ({bytes_text(8 * count)})")
