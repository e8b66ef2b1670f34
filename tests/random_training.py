"""A scenario with an optimizer, a schedule and a penalty of any form, and rates and a state of its own, drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstep.expr.array import frozen
from nnstep.expr.setting import choices
from nnstep.optimizers import OPTIMIZERS
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.training import declared_for
from nnstep.scenario.trained import trained_of
from nnstep.schedules import RATES


def with_random_training(scenario: Scenario, random: np.random.Generator) -> Scenario:
    """Return the scenario trained in one of all ways that a file can state."""
    optimizer, rate = str(random.choice(sorted(OPTIMIZERS))), str(random.choice(sorted(RATES)))
    forms = choices(declared_for(optimizer, rate))
    shapes = trained_of(scenario.layers, scenario.graph, scenario.conventions).shapes
    own = [(own.of(id), shape) for id, shape in shapes.items() for own in OPTIMIZERS[optimizer].state]
    rates = {id: float(random.uniform(0.05, 1)) for id in shapes if random.random() < 0.2}
    only_own = random.random() < 0.2
    return replace(
        scenario,
        learning_rate=None if only_own else scenario.learning_rate,
        optimizer=optimizer,
        rate=rate,
        settings={**OPTIMIZERS[optimizer].settings, **RATES[rate].settings},
        choices={id: str(random.choice(list(choice.forms))) for id, choice in forms.items()},
        l2=float(random.choice([0, 0.1])),
        l1=float(random.choice([0, 0, 0.05])),
        learning_rates=dict.fromkeys(shapes, 0.1) | rates if only_own else rates,
        state={id: frozen(random.uniform(0, 1, shape)) for id, shape in own if random.random() < 0.3},
    )
