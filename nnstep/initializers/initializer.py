"""What an initializer is: a way to draw the weights of one layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nnstep.expr.array import Array

Draw: TypeAlias = Callable[[np.random.Generator, int, int, float], Array]
"""From a source of random numbers, the neurons, the inputs and a scale to weights of shape (neurons, inputs)."""


@dataclass(frozen=True, slots=True)
class Initializer:
    """A way to draw weights."""

    id: str
    about: str
    """What is drawn, in a few words."""
    draw: Draw
