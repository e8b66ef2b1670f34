"""The updates of a training step: the learning rate where it changes, and the optimizer's lines for each parameter."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, substitute
from nnstep.expr.walks.paper import tidied
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.program import Op, Role
from nnstep.scenario.model import Scenario
from nnstep.schedules import RATES


def learning_rate(scenario: Scenario) -> Iterator[Op]:
    """Yield the operation that gives the learning rate, unless it is constant."""
    rate = RATES[scenario.rate].value
    if rate is not None:
        yield Op("lr", rate, "update", 0, "learning rate")


def update(scenario: Scenario, parameter: str, layer: int, role: Role) -> Iterator[Op]:
    """Yield the operations that give a parameter, and what the optimizer has for it, their new values."""
    gradient = Name(f"d{parameter}")
    sign = {gradient.id: -gradient} if scenario.conventions.delta == "y-a" else {}
    for line in OPTIMIZERS[scenario.optimizer].assignments(parameter):
        signed = tidied(substitute(line.expression, sign))
        own_role: Role = "optimizer state" if line.meaning else role
        yield Op(line.target, signed, "update", layer, own_role, parameter=parameter, meaning=line.meaning)
