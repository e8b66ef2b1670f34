"""One training step of an imported net, by the names that its source gives the parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario

Numbers = dict[str, NDArray[np.float64]]


def run_steps(scenario: Scenario, steps: int = 1) -> tuple[float, Numbers, Numbers]:
    """Return the error and the gradients of the last of so many steps, and the parameters after it, by nnstep's ids.

    Biases are flat, and those that are folded into the weights are taken out of them.
    """
    program = compile_program(scenario, steps)
    values = Timeline(program).seek(steps * len(program.ops)).values
    gradients: Numbers = {}
    parameters: Numbers = {}
    for number in range(1, len(scenario.layers) + 1):
        for found, letter in ((gradients, "d"), (parameters, "")):
            weights = values[f"{letter}W{number}"]
            if scenario.conventions.folded:
                found[f"W{number}"], found[f"b{number}"] = weights[:, 1:], weights[:, 0]
            else:
                found[f"W{number}"] = weights
                if f"b{number}" in values:
                    found[f"b{number}"] = values[f"{letter}b{number}"].ravel()
    return float(values[program.objective]), gradients, parameters


def assert_same(ours: Numbers, theirs: Numbers, tolerance: float = 1e-12) -> None:
    """Assert that both have the same numbers under the same names."""
    assert ours.keys() == theirs.keys()
    for name, numbers in ours.items():
        np.testing.assert_allclose(numbers, theirs[name], rtol=tolerance, atol=tolerance, err_msg=name)
