"""Where a network has no derivative: expressions over its quantities that change their sign there."""

from __future__ import annotations

from nnstep.expr.tree import Expr, Name, substitute
from nnstep.program.operations.chosen_functions import activation_of, loss_of
from nnstep.program.operations.output_delta import loss_names
from nnstep.scenario.model import Scenario


def kinks(scenario: Scenario) -> tuple[Expr, ...]:
    """Return what changes its sign at a kink of an activation or of the error; none for a graph of numbers."""
    if scenario.graph is not None:
        return ()
    inner = (
        substitute(kink, {"z": Name(f"z{layer}")})
        for layer in range(1, len(scenario.layers) + 1)
        for kink in activation_of(scenario, layer).kinks
    )
    outer = (substitute(kink, loss_names(scenario)) for kink in loss_of(scenario).kinks)
    return (*inner, *outer)
