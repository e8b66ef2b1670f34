"""The updates of a training step: the learning rate where it changes, and the optimizer's lines for each parameter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from nnstep.errors import ProgramError
from nnstep.expr.tree import Expr, Name, names, substitute
from nnstep.expr.walks.paper import tidied
from nnstep.losses import LOSSES
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import LR, UpdateIds, W
from nnstep.program.program import Op, Role
from nnstep.scenario.model import Scenario
from nnstep.schedules import RATES
from nnstep.schedules.schedule import FIRST


def check_optimizer(scenario: Scenario) -> None:
    """Raise ProgramError where the optimizer can't be used with the rest of the scenario."""
    optimizer = OPTIMIZERS[scenario.optimizer]
    if optimizer.output_delta == "difference" and (scenario.graph or not LOSSES[scenario.error].takes_target):
        message = f"{optimizer.id} takes the difference of output and target, but there is no target"
        raise ProgramError(message, "choose another optimizer")
    ahead = optimizer.look_ahead(W.id, scenario.choices, update_ids(scenario)) is not None
    if ahead and scenario.graph is None and scenario.conventions.update == "output-first":
        message = "an update that is output-first has no meaning where the gradient is taken at the look-ahead point"
        raise ProgramError(message, "leave one of the two out")


def rate_constants(scenario: Scenario) -> Mapping[str, float]:
    """Return the learning rate that is stated, and those of single parameters, by the ids that they start with."""
    id = LR.id if RATES[scenario.rate].value is None else FIRST.id
    own = {f"{id}{parameter}": rate for parameter, rate in scenario.learning_rates.items()}
    return own if scenario.learning_rate is None else {id: scenario.learning_rate, **own}


def learning_rate(scenario: Scenario) -> Iterator[Op]:
    """Yield the operation that gives the learning rate, and those of single parameters, unless they are constant."""
    rate, ids = RATES[scenario.rate].formula(scenario.choices), update_ids(scenario)
    if rate is None:
        return
    rate = substitute(rate, {id: Name(ids.of_training(id)) for id in names(rate)})
    for parameter in (*([] if scenario.learning_rate is None else [""]), *scenario.learning_rates):
        first = Name(ids.of_training(f"{FIRST.id}{parameter}"))
        own = substitute(rate, {ids.of_training(FIRST.id): first})
        yield Op(ids.of_training(f"{LR.id}{parameter}"), own, "update", 0, "learning rate")


def update_ids(scenario: Scenario) -> UpdateIds:
    """Return what a program calls the quantities of its updates."""
    return UpdateIds() if scenario.graph is None else scenario.graph.ids


def update(scenario: Scenario, parameter: str, layer: int, role: Role) -> Iterator[Op]:
    """Yield the operations that give a parameter, and what the optimizer has for it, their new values."""
    ids = update_ids(scenario)
    gradient, rate = Name(ids.gradient(parameter)), ids.of_training(LR.id)
    changed: dict[str, Expr] = {gradient.id: -gradient} if scenario.conventions.delta == "y-a" else {}
    if parameter in scenario.learning_rates:
        changed[rate] = Name(ids.of_training(f"{LR.id}{parameter}"))
    for line in OPTIMIZERS[scenario.optimizer].assignments(parameter, scenario.choices, ids):
        signed = tidied(substitute(line.expression, changed))
        own_role: Role = "optimizer state" if line.meaning else role
        yield Op(line.target, signed, "update", layer, own_role, parameter=parameter, meaning=line.meaning)


def at_look_ahead(scenario: Scenario, ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """Return the operations with the gradient taken where the optimizer wants it: at the parameters, or ahead of them.

    Where it is ahead, the first operations give that point, and all but the updates read it.
    """
    points = tuple(_points(scenario, ops))
    ahead: dict[str, Expr] = {point.parameter: Name(point.target) for point in points}
    moved = (op if op.phase == "update" else replace(op, expression=substitute(op.expression, ahead)) for op in ops)
    return (*points, *moved) if points else ops


def _points(scenario: Scenario, ops: Iterable[Op]) -> Iterator[Op]:
    optimizer = OPTIMIZERS[scenario.optimizer]
    for op in ops:
        if op.parameter and op.parameter == op.target:
            line = optimizer.look_ahead(op.parameter, scenario.choices, update_ids(scenario))
            if line is not None:
                role: Role = "look-ahead point"
                yield Op(line.target, line.expression, "forward", op.layer, role, "", op.parameter, line.meaning)
