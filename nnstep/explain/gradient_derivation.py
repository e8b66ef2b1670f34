"""The chain rule for one element at any position of a run, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnstep.engine.frame import Frame
from nnstep.engine.recorded_values import check_recorded
from nnstep.errors import CommandError
from nnstep.explain.chain_rule import chain
from nnstep.explain.chain_rule_text import chain_lines
from nnstep.explain.gradcheck import error_position
from nnstep.explain.graph_paths import graph_chain
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.program.in_double import doubled
from nnstep.program.operations.given_quantities import check_all_computed
from nnstep.program.program import Program


def derivation(
    seek: Callable[[int], Frame],
    position: int,
    element: tuple[str, tuple[int, ...]],
    digits: Digits,
    writing: Writing,
) -> list[str]:
    """Return the lines of the derivation in the training step that `position` lies in; `seek` gives its frames."""
    parameter, index = element
    program = seek(position).program
    check_derivable(program)
    start = program.step_and_op(position)[0] * len(program.ops)
    end = seek(start + len(program.ops))
    forward = seek(start + error_position(program))
    if forward.position > start + error_position(program):  # only a recording begins later than it is asked for
        seek(position)
        raise CommandError("the recording begins after the forward pass of this training step", "choose a later one")
    check_recorded(forward)
    forward = replace(forward, values=doubled(forward.values))
    graph = program.scenario.graph
    found = chain(forward, parameter, index) if graph is None else graph_chain(forward, graph, parameter)
    gradient = end.values.get(program.gradients.get(parameter, ""))
    seek(position)  # back to the current position
    backpropagated = None if gradient is None else float(gradient[index])
    return list(chain_lines(found, forward, backpropagated, digits, writing))


def check_derivable(program: Program) -> None:
    """Raise CommandError where no path leads from the weights to the error, since something between them is given."""
    check_all_computed(program, "the chain rule can't be followed")


def choosable(frame: Frame) -> tuple[str, ...]:
    """Return the parameters whose elements can be derived."""
    graph = frame.program.scenario.graph
    return frame.program.trained if graph is None else (*graph.parameters, *graph.given)
