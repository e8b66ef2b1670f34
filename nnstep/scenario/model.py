"""What one scenario file says, validated and immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from nnstep.expr.array import Array
from nnstep.scenario.dataset import Samples
from nnstep.scenario.tables.conventions import Conventions
from nnstep.scenario.tables.graph import Graph
from nnstep.scenario.tables.variants import VariantRules


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer of neurons after the input layer."""

    activation: str
    """The name of an activation in ``nnstep/activations``."""
    weights: Array
    """Shape (neurons, inputs): one row a neuron, one column an input, in either orientation; biases folded into the
    weights are one column more, the first."""
    biases: Array | None
    """Shape (neurons, 1), or () for one that the layer shares, or None for a layer without biases; thresholds too."""
    settings: Mapping[str, float] = field(default_factory=dict)
    """The constants of the activation, by name; those left out have their defaults."""

    @property
    def neurons(self) -> int:
        """How many neurons the layer has."""
        return int(self.weights.shape[0])


@dataclass(frozen=True, slots=True)
class Stop:
    """When a run ends before its last epoch; each is looked at where an epoch ends."""

    error_below: float | None = None
    """Where the mean error of the epoch's training steps is below it."""
    gradient_below: float | None = None
    """Where no element of any gradient in the epoch was so large."""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One exercise: a network, its samples, and how it is trained."""

    name: str
    """The file's name without its ending, as ``nnstep list`` shows it."""
    path: str
    """The file it was read from, as it was named by the caller."""
    title: str
    source: str
    """The text that the exercise comes from; may be empty."""
    notes: str
    """What the source gives and what was chosen; may be empty."""
    notation: str
    """The id of a notation in ``nnstep/notations``."""
    samples: Samples
    """At least one; what the network is trained on."""
    learning_rate: float | None
    """None where each parameter has a rate of its own, and no other is stated."""
    layers: tuple[Layer, ...]
    """At least one; the last one's activations are the network's output."""
    error: str
    """The name of an error function in ``nnstep/losses``."""
    epochs: int
    answers: Mapping[str, object]
    """The table [answers] as it stands in the file, numbers as int or Decimal: read like a sheet, by
    ``nnstep/grading/sheet``."""
    optimizer: str = "gradient-descent"
    """The name of an optimizer in ``nnstep/optimizers``."""
    rate: str = "constant"
    """The name of a schedule of the learning rate in ``nnstep/rates``."""
    settings: Mapping[str, float] = field(default_factory=dict)
    """The constants of the two, by name."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What was chosen between the forms of the two, and of the penalty, by id; the default where one is missing."""
    error_settings: Mapping[str, float] = field(default_factory=dict)
    """The constants of the error function, by name; those left out have their defaults."""
    error_factor: Fraction = Fraction(1)
    """What the error is multiplied by."""
    l2: float = 0.0
    """λ of the sum of all squared weights that is added to the error; how it counts is a choice."""
    l1: float = 0.0
    """λ₁ of the sum of all absolute weights that is added to the error."""
    learning_rates: Mapping[str, float] = field(default_factory=dict)
    """The learning rates of single parameters, by their ids, in place of the one for all."""
    state: Mapping[str, Array] = field(default_factory=dict)
    """What the optimizer's own quantities start from, by their ids, of the shapes that the program has; else 0."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Templates by kind of quantity, in place of the notation's own."""
    graph: Graph | None = None
    """Assignments between numbers in place of layers; there are no samples then."""
    test_samples: Samples | None = None
    """What the network is only tested on, after each epoch."""
    batch_size: int = 1
    """How many samples a training step has."""
    shuffled: bool = False
    """Whether each epoch has the samples in an order of its own, drawn from the seed."""
    seed: int = 0
    """What all that is random is drawn from."""
    stop: Stop = field(default_factory=Stop)
    warnings: tuple[str, ...] = ()
    """What a person should know who trains it, such as that it never learns."""
    breakpoints: tuple[str, ...] = ()
    """Where runs stop, as one would type it."""
    conventions: Conventions = field(default_factory=Conventions)
    """What its text does in its own way."""
    quantities: tuple[str, ...] = ()
    """What is computed beside what a training step needs, by id."""
    given: Mapping[str, Array] = field(default_factory=dict)
    """Values of quantities that are not computed, by their ids, nested as they are written."""
    variants: VariantRules = field(default_factory=VariantRules)
    """Which other numbers of it may be handed out."""
    files: tuple[str, ...] = ()
    """The files of arrays that it was read from, beside its own."""
    arrays: Mapping[tuple[str, str], NDArray[Any]] = field(default_factory=dict)
    """What was read from these files, by path and name as the scenario has them, in the type it was stored in."""
    missing_files: tuple[str, ...] = ()
    """The files that were not there when a recorded scenario was read again: other arrays stand in for theirs."""
    text: str = ""
    """The text of its file, as it was read; changes made since are not in it."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every file that it was read from, none of which may be written over."""
        return (self.path, *self.files)

    @property
    def batched(self) -> bool:
        """Whether any training step has more than one sample."""
        return min(self.batch_size, len(self.samples)) > 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of all layers, the input's first."""
        return (self.samples.input_size, *(layer.neurons for layer in self.layers))
