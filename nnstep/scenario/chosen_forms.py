"""Which forms of its optimizer, schedule and penalty a scenario takes, stated or by default."""

from __future__ import annotations

from nnstep.expr.setting import choices
from nnstep.optimizers import penalty
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.training import declared_for


def chosen_forms(scenario: Scenario) -> dict[str, str]:
    """Return the value of each choice that makes a difference, by id."""
    every = choices(declared_for(scenario.optimizer, scenario.rate))
    if not scenario.l1 and not scenario.l2:
        del every[penalty.PENALTY.id]
    return {id: scenario.choices.get(id, choice.default) for id, choice in every.items()}
