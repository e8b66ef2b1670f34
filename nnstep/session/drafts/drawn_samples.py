"""Inputs and targets for a new exercise, drawn so that they suit its last activation and its error."""

from __future__ import annotations

import numpy as np

from nnstep.activations import ACTIVATIONS
from nnstep.activations.activation import Activation
from nnstep.expr.array import Array
from nnstep.expr.walks.evaluate import evaluate
from nnstep.losses import LOSSES

_FAR = 1000.0
"""Where an activation that has bounds is at them."""
_BOUND = 2.0
_WHOLE = (1.0, 2.0, 3.0)


def drawn_inputs(seed: int, samples: int, size: int) -> Array:
    """Return small whole numbers above 0, one row a sample."""
    return np.random.default_rng([seed, 0]).choice(np.array(_WHOLE), (samples, size))


def drawn_targets(seed: int, samples: int, size: int, activation: str, error: str) -> Array:
    """Return targets that the last layer can reach, one row a sample: one-hot where its outputs are shares of 1."""
    random = np.random.default_rng([seed, 0, 1])
    row, loss = ACTIVATIONS[activation], LOSSES[error]
    if not loss.targets and (row.slope is None or activation in loss.whole):
        return np.eye(size)[random.integers(0, size, samples)]
    usual = (0.0, 1.0) if loss.outputs else _reached(row)
    return random.choice(np.array(loss.targets or usual), (samples, size))


def _reached(activation: Activation) -> tuple[float, ...]:
    """Return the whole numbers at an activation's bounds; small ones where it has none."""
    ends = evaluate(activation.with_settings({}).value, {"z": np.array([-_FAR, _FAR])})
    low, high = np.trunc(ends)
    return (float(low), float(high)) if (np.abs(ends) < _BOUND).all() and low != high else _WHOLE
