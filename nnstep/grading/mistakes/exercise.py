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
from nnstep.optimizers.optimizer import LR
from nnstep.program.operations.chosen_functions import activation_of
from nnstep.program.operations.given_quantities import without_given
from nnstep.program.operations.network import operations
from nnstep.program.operations.updates import update_ids
from nnstep.program.program import Op, Program
from nnstep.scenario.model import Scenario

FREE = "_free"
"""The name of a constant that can be any number: what it is follows from the answers."""


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
        return self.operations_of(self.scenario)

    @staticmethod
    def operations_of(scenario: Scenario) -> tuple[Op, ...]:
        """Return the operations of a network, stated for columns; what is given is not computed."""
        columns = replace(scenario, conventions=replace(scenario.conventions, orientation="column"))
        return without_given(columns, operations(columns))

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

    def rate_of(self, parameter: str) -> str:
        """Return the id of the learning rate of a parameter: its own, or that of all."""
        own = parameter if parameter in self.scenario.learning_rates else ""
        return update_ids(self.scenario).of_training(f"{LR.id}{own}")

    def gradient_of(self, id: str) -> str:
        """Return the parameter whose gradient `id` is; empty where it is none."""
        return next((parameter for parameter, gradient in self.program.gradients.items() if gradient == id), "")

    def is_constant(self, id: str) -> bool:
        """Return whether a quantity is the same number throughout the run."""
        return id in self.program.start and id not in self.program.parameters

    @cached_property
    def local_derivatives(self) -> Mapping[str, tuple[str, str]]:
        """Of a graph, by the id of a line's derivative: the line's target, and what it is the derivative by."""
        graph = self.scenario.graph
        if graph is None:
            return {}
        lines = {target: graph.reads(expression) for target, expression in graph.lines}
        every = {graph.ids.local_derivative(target, name): (target, name) for target in lines for name in lines[target]}
        of_result = {graph.ids.derivative(name): (graph.result, name) for name in lines[graph.result]}
        return {id: of for id, of in {**of_result, **every}.items() if self._is_local(id)}

    def _is_local(self, id: str) -> bool:
        op = self.op(id)
        return op is not None and op.role == "local derivative"

    def values_beside(self, id: str) -> tuple[str, ...]:
        """Return the values of a graph that belong to one of its derivatives: dy/dx has y and x."""
        if id in self.local_derivatives:
            return self.local_derivatives[id]
        graph = self.scenario.graph
        return () if graph is None else tuple(name for name, _ in graph.lines if graph.ids.derivative(name) == id)
