"""What a mistake can see of an exercise: its operations, stated for columns, its shapes and its scenario.

Knows the program; knows no values of a run and no sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nnstep.activations.activation import Activation
from nnstep.errors import ProgramError
from nnstep.expr.array import Shape
from nnstep.expr.condition import PREVIOUS
from nnstep.expr.tree import Expr
from nnstep.expr.walks.orientation import transposed
from nnstep.expr.walks.shape import shape_of
from nnstep.grading.mistakes.rewriting import FREE
from nnstep.program.operations.chosen_functions import activation_of
from nnstep.program.operations.network import operations
from nnstep.program.program import Op, Program
from nnstep.scenario.model import Scenario


@dataclass(frozen=True, eq=False)
class Exercise:
    """A program, as the rewritings see it."""

    program: Program

    @property
    def scenario(self) -> Scenario:
        """What it is the program of."""
        return self.program.scenario

    @cached_property
    def by_rows(self) -> bool:
        """Whether the program itself has a sample in each row."""
        return self.program.schedule.transposed

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """The operations, stated for columns whatever the orientation of the program."""
        if not self.by_rows:
            return self.program.ops
        scenario = self.scenario
        return operations(replace(scenario, conventions=replace(scenario.conventions, orientation="column")))

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shapes of the quantities, for columns; those of the training step before under ``previous_a1``."""
        turn = -1 if self.by_rows else 1
        own = {id: shape[::turn] for id, shape in self.program.shapes.items()}
        return own | {f"{PREVIOUS}{id}": shape for id, shape in own.items()} | {FREE: ()}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """By target: the number of its operation, from 0."""
        return {op.target: number for number, op in enumerate(self.ops)}

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """The weight matrices; none for a graph."""
        updated = {op.target for op in self.ops if op.role == "weight update"}
        return tuple(id for id in self.program.parameters if id in updated)

    @property
    def is_graph(self) -> bool:
        """Whether it is a graph of numbers in place of a network."""
        return self.scenario.graph is not None

    @property
    def last_layer(self) -> int:
        """The number of the output layer."""
        return len(self.scenario.layers)

    @property
    def batch(self) -> int:
        """How many samples a training step has."""
        return self.program.schedule.batch_at(0)

    def activation(self, layer: int) -> Activation:
        """Return the activation of a layer."""
        return activation_of(self.scenario, layer)

    def neurons(self, layer: int) -> int:
        """Return how many neurons a layer has; layer 0 is the input."""
        return self.scenario.sizes[layer]

    def op(self, target: str) -> Op | None:
        """Return the operation that gives `target`, if there is one."""
        number = self.positions.get(target)
        return None if number is None else self.ops[number]

    def fits(self, target: str, expr: Expr) -> bool:
        """Return whether `expr`, for columns, has the shape of `target`."""
        try:
            return shape_of(expr, self.shapes) == self.shapes[target]
        except ProgramError:
            return False

    def oriented(self, expr: Expr) -> Expr:
        """Return an expression for columns as the program has it."""
        return transposed(expr) if self.by_rows else expr
