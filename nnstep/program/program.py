"""What a program is made of. Knows the expression language and a schedule; knows neither files nor execution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from nnstep.expr.array import Array, RunPrecision, Shape
from nnstep.expr.network_notation import Writing
from nnstep.expr.tree import Expr, names
from nnstep.expr.walks.numpy_line import line
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import AccumulatorMeaning
from nnstep.program.evaluation import Evaluation
from nnstep.program.iteration import RunPlace, Schedule
from nnstep.scenario.model import Scenario

Phase: TypeAlias = Literal["forward", "error", "backward", "gradient", "update"]
Role: TypeAlias = Literal[
    "pre-activation",
    "activation",
    "error",
    "output delta",
    "hidden delta",
    "weight gradient",
    "gradient of a sample",
    "bias gradient",
    "weight update",
    "bias update",
    "learning rate",
    "optimizer state",
    "look-ahead point",
    "activation gradient",
    "input gradient",
    "line",
    "local derivative",
    "chain rule along a path",
    "sum rule across paths",
    "derivative",
    "parameter update",
    "error of an output",
    "error of a sample",
    "error of an epoch",
    "predicted class",
    "output difference",
    "activation derivative",
    "exponential",
    "sum of exponentials",
    "step taken",
    "effective learning rate",
]

PHASE_TITLES: dict[Phase, str] = {
    "forward": "forward propagation",
    "error": "error",
    "backward": "backward propagation",
    "gradient": "gradients",
    "update": "update",
}


@dataclass(frozen=True, slots=True)
class Op:
    """One operation: ``target = expression``."""

    target: str
    expression: Expr
    phase: Phase
    layer: int
    role: Role
    remark: str = ""
    """What else a reader should know, such as that a derivative has cancelled."""
    parameter: str = ""
    """Of an update: the parameter that it changes, or whose accumulator it computes."""
    meaning: AccumulatorMeaning | None = None
    """What an optimizer's own quantity is."""
    reads: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The ids of the quantities that it reads, each once, in this order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reads", names(self.expression))

    @property
    def source(self) -> str:
        """The NumPy line that is run."""
        return line(self.target, self.expression)

    @property
    def overwrites(self) -> bool:
        """Whether the operation gives a new value to a quantity that already has one."""
        return self.target in self.reads


@dataclass(frozen=True, eq=False)
class Program:
    """The operations of one training step, with what they start from and how they are repeated."""

    name: str
    """The scenario's name."""
    title: str
    """As it can be shown."""
    ops: tuple[Op, ...]
    shapes: Mapping[str, Shape]
    """The shape of every quantity, of a whole batch."""
    last_shapes: Mapping[str, Shape]
    """The same in the last training step of an epoch, whose batch may be smaller."""
    start: Mapping[str, Array]
    """The parameters before the first training step, and the constants."""
    parameters: tuple[str, ...]
    """The ids in `start` that the updates overwrite, the optimizer's own among them: what a training step passes on."""
    scenario: Scenario
    """What it is the program of."""
    objective: str
    """The id of what is minimised: the error, or a graph's result; empty where what is given leaves no need of it."""
    columns: frozenset[str]
    """The quantities of which a sample, or a layer's biases, are one column: an element needs one index."""
    gradients: Mapping[str, str]
    """By parameter: the id of its gradient."""
    kinks: tuple[Expr, ...]
    """What changes its sign where an activation or the error has no derivative."""
    schedule: Schedule
    evaluation: Evaluation | None
    """What the network is evaluated on after each epoch, where there is anything to evaluate."""
    writings: tuple[Writing, ...]
    """How its quantities can be written: first in the scenario's own notation, then in the others."""
    about: tuple[str, ...]
    """What else the scenario says of itself, paragraph by paragraph: source, notes, and its summary."""

    @property
    def trained(self) -> tuple[str, ...]:
        """The weights and biases, frozen ones too, or a graph's parameters: what one saves and loads."""
        if self.scenario.graph is not None:
            return tuple(self.scenario.graph.parameters)
        numbered = range(1, len(self.scenario.layers) + 1)
        return tuple(id for number in numbered for id in (f"W{number}", f"b{number}") if id in self.start)

    @cached_property
    def read_as(self) -> Mapping[str, str]:
        """By parameter: the id of what the forward pass reads in its place, where it looks ahead."""
        return {op.parameter: op.target for op in self.ops if op.role == "look-ahead point"}

    @property
    def descends(self) -> bool:
        """Whether the updates follow the derivative of the objective, and not a rule that takes none."""
        return OPTIMIZERS[self.scenario.optimizer].output_delta == "derivative"

    @property
    def writing(self) -> Writing:
        """How the scenario writes the quantities."""
        return self.writings[0]

    @property
    def sample_axis(self) -> int:
        """Along which axis the samples of a batch lie: 1 where a sample is a column, 0 where it is a row."""
        return 0 if self.schedule.transposed else 1

    @property
    def precision(self) -> RunPrecision:
        """The type of its numbers."""
        return self.scenario.conventions.precision

    @property
    def gradient_sign(self) -> int:
        """Whether the gradients are held as they are, 1, or negated, -1, as texts do that add them in the update."""
        return -1 if self.scenario.conventions.delta == "y-a" else 1

    def shapes_in(self, step: int) -> Mapping[str, Shape]:
        """Return the shape of every quantity in training step `step`, from 0."""
        per_epoch = self.schedule.steps_per_epoch
        return self.last_shapes if step % per_epoch == per_epoch - 1 else self.shapes

    @cached_property
    def last_position(self) -> int:
        """How many operations the whole run has."""
        return self.schedule.steps * len(self.ops)

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """All ids: constants and parameters first, then the computed ones in the order of their operations."""
        return tuple(self.shapes)

    def step_and_op(self, position: int) -> tuple[int, int]:
        """Return the training step that `position` (operations done) lies in, from 0, and the operations done in it.

        The end of a training step belongs to that step, not to the next.
        """
        if position == 0:
            return 0, 0
        step, done = divmod(position - 1, len(self.ops))
        return step, done + 1

    def place(self, position: int) -> RunPlace:
        """Return where the operation that was done last stands, for people: epoch.step.operation."""
        step, done = self.step_and_op(position)
        return self.schedule.place(step, done)
