"""The updates of a training step: the learning rate where it changes, and the optimizer's lines for each parameter."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, names, substitute
from nnstep.expr.walks.signs import tidied
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import UpdateIds
from nnstep.program.program import Op, Role
from nnstep.scenario.model import Scenario
from nnstep.schedules import RATES


def learning_rate(scenario: Scenario) -> Iterator[Op]:
    """Yield the operation that gives the learning rate, unless it is constant."""
    rate, ids = RATES[scenario.rate].value, update_ids(scenario)
    if rate is not None:
        renamed = substitute(rate, {id: Name(ids.of_training(id)) for id in names(rate)})
        yield Op(ids.of_training("lr"), renamed, "update", 0, "learning rate")


def update_ids(scenario: Scenario) -> UpdateIds:
    """Return what a program calls the quantities of its updates."""
    return UpdateIds() if scenario.graph is None else scenario.graph.ids


def update(scenario: Scenario, parameter: str, layer: int, role: Role) -> Iterator[Op]:
    """Yield the operations that give a parameter, and what the optimizer has for it, their new values."""
    ids = update_ids(scenario)
    gradient = Name(ids.gradient(parameter))
    sign = {gradient.id: -gradient} if scenario.conventions.delta == "y-a" else {}
    for line in OPTIMIZERS[scenario.optimizer].assignments(parameter, ids):
        signed = tidied(substitute(line.expression, sign))
        own_role: Role = "optimizer state" if line.meaning else role
        yield Op(line.target, signed, "update", layer, own_role, parameter=parameter, meaning=line.meaning)
