"""What an initializer is: a way to draw the weights of one layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nnstep.expr.array import Array

if TYPE_CHECKING:
    import numpy as np

Draw: TypeAlias = "Callable[[np.random.Generator, int, int, float], Array]"
"""From a source of random numbers, the neurons, the inputs and a scale to weights of shape (neurons, inputs)."""


@dataclass(frozen=True, slots=True)
class Initializer:
    """A way to draw weights."""

    id: str
    about: str
    """What is drawn, in a few words."""
    draw: Draw
