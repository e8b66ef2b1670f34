"""What an importer finds: the layers of a net, its loss, its optimizer, and what had to be assumed of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnstep.expr.array import Array, RunPrecision

Orientation: TypeAlias = Literal["column", "row"]


@dataclass(frozen=True, slots=True, eq=False)
class FoundLayer:
    """One layer, by the name that its source gives it."""

    name: str
    weights: NDArray[Any]
    """Shape (neurons, inputs), whatever the source has."""
    biases: NDArray[Any] | None
    """Shape (neurons,)."""
    activation: str = ""
    """The id of one of nnstep's; empty where the source does not say."""
    settings: Mapping[str, float] = field(default_factory=dict)
    weight_name: str = ""
    """The source's own name for the weights, where its optimizer or its gradients are read by it."""
    bias_name: str = ""
    turned: bool = False
    """Whether the source has these weights with one column a neuron."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundNet:
    """A net of layers, each the next one's input."""

    title: str
    layers: tuple[FoundLayer, ...]
    orientation: Orientation
    """How the source writes its matrices: `row` with one column a neuron."""
    precision: RunPrecision
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What else a reader of the numbers should know."""
    gives_logarithms: bool = False
    """Whether the output is the logarithm of the last activation, as after LogSoftmax."""

    @property
    def outputs(self) -> int:
        """How many outputs it has."""
        return int(self.layers[-1].weights.shape[0])

    @property
    def inputs(self) -> int:
        """How many inputs it has."""
        return int(self.layers[0].weights.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class FoundLoss:
    """A loss as nnstep's error, with what it does over samples and outputs."""

    name: str
    """As its source calls it."""
    error: str
    conventions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, float] = field(default_factory=dict)
    factor: Fraction = Fraction(1)
    applies: str = ""
    """The activation that the loss applies to the output of the net by itself, as CrossEntropyLoss applies softmax."""
    takes_logarithms: bool = False
    """Whether it takes the logarithms of probabilities, as NLLLoss does."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundOptimizer:
    """An optimizer with the learning rates, the settings and the state that it has."""

    optimizer: str
    learning_rate: float
    settings: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    learning_rates: Mapping[str, float] = field(default_factory=dict)
    """Of single parameters, by nnstep's ids; 0 for one that is not trained."""
    state: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)
    """By the id of what is kept, then by that of the parameter; of its shape, (neurons, inputs) or (neurons,)."""
    l2: float = 0.0
    shrinks_biases: bool = False
    """Whether the penalty counts the biases, too."""
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def precision_of(*types: np.dtype[Any]) -> RunPrecision:
    """Return the precision of a net whose numbers are of these types: double where one of them is."""
    return "float64" if any(dtype.kind != "f" or dtype.itemsize == 8 for dtype in types) else "float32"
