"""What the names of stored arrays say: which layer an array belongs to, and whether it is weights or biases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_WEIGHTS = ("weight", "weights", "w", "kernel", "kernels", "coef", "coefs", "theta")
_BIASES = ("bias", "biases", "b", "intercept", "intercepts")
_TURNED = ("kernel", "kernels", "coef", "coefs")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 200

OTHERS = {
    "running_mean": "BatchNorm",
    "running_var": "BatchNorm",
    "moving_mean": "BatchNormalization",
    "moving_variance": "BatchNormalization",
    "in_proj_weight": "MultiheadAttention",
    "weight_ih": "RNN, LSTM or GRU",
    "weight_hh": "RNN, LSTM or GRU",
    "recurrent_kernel": "RNN, LSTM or GRU",
    "original0": "weight_norm",
    "weight_g": "weight_norm",
    "embed": "Embedding",
}
"""What in the name of an array gives away a layer that nnstep does not have."""
BY_AXES = {3: "Conv1d", 4: "Conv2d", 5: "Conv3d"}
"""The layers whose weights have so many axes."""


@dataclass(frozen=True, slots=True)
class StoredName:
    """The name of an array, taken apart."""

    stem: str
    """What it shares with the other array of its layer."""
    kind: Literal["weights", "biases", "unknown"]
    turned: bool | None
    """Whether such a name means weights with one column a neuron; None where it does not say."""


def stored_name(name: str) -> StoredName:
    """Return what a name says by the last of its words that has a meaning: ``fc1.weight``, ``coefs_0``, ``b2``."""
    parts = list(_PARTS.finditer(name[:_LONGEST]))
    for part in reversed(parts):
        word = part[0].lower()
        if word in _WEIGHTS or word in _BIASES:
            stem = " ".join(other[0] for other in parts if other is not part)
            turned = word in _TURNED or (False if word == "weight" else None)
            return StoredName(stem, "weights" if word in _WEIGHTS else "biases", turned)
    return StoredName(name, "unknown", None)


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return what names are sorted by: numbers in them by their value."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _PARTS.findall(name[:_LONGEST]))


def missing_layer(name: str, axes: int) -> str:
    """Return the layer that nnstep lacks and this array is of, as far as its name and its axes say; else nothing."""
    return next((layer for sign, layer in OTHERS.items() if sign in name.lower()), BY_AXES.get(axes, ""))
