"""The table [training]: epochs, the optimizer, the schedule of the learning rate, and their settings.

What an optimizer or a schedule can be told is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnstep import limits
from nnstep.optimizers import OPTIMIZERS
from nnstep.optimizers.optimizer import L2
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.rules import Count, Flag, OneOf, Real
from nnstep.scenario.tables.setting_keys import read_chosen, setting_keys
from nnstep.schedules import RATES


def settings_of(name: str) -> Mapping[str, float]:
    """Return the settings, with their defaults, of the optimizer or the schedule of this name."""
    return OPTIMIZERS[name].settings if name in OPTIMIZERS else RATES[name].settings


_OWNERS = {name: row.declared for name, row in OPTIMIZERS.items()} | {name: row.declared for name, row in RATES.items()}


STOP = DeclaredTable(
    "in the table [training.stop]",
    "write [training.stop], and below it error_below = 0.01",
    {
        "error_below": Key(Real(above=0), help="the run ends with the first epoch whose mean error is below it"),
        "gradient_below": Key(Real(above=0), help="the run ends with the first epoch whose gradients are all below it"),
    },
)
TRAINING = DeclaredTable(
    "in the table [training]",
    "write [training], and below it epochs = 1",
    {
        "epochs": Key(Count(limits.EPOCHS), 1, "how often all samples are trained on"),
        "optimizer": Key(OneOf(tuple(OPTIMIZERS)), "gradient-descent", "how an update uses the gradient"),
        "schedule": Key(OneOf(tuple(RATES)), "constant", "of the learning rate, epoch by epoch"),
        "l2": Key(
            L2.bounds,
            0,
            "λ: adds ½ λ Σ W² to the error, over all weights but not the biases (folded ones are among the weights)",
        ),
        "batch_size": Key(Count(limits.BATCH), 1, "samples in a training step; an epoch's last batch may be smaller"),
        "shuffle": Key(Flag(), default=False, help="`true`: each epoch has the samples in an order of its own"),
        "seed": Key(Count(2**63 - 1, least=0), 0, "what orders and weights are drawn from"),
        "stop": Key(STOP),
        **setting_keys(_OWNERS),
    },
)


def read_settings(subject: Subject, table: object, taken: Mapping[str, Any]) -> dict[str, float]:
    """Return the settings of the chosen optimizer and schedule; note those that neither of the two reads.

    `table` is [training] as written, `taken` what was read of it.
    """
    given = table if isinstance(table, dict) else {}
    # Where a choice is wrong, nobody knows which settings it would read.
    known = all(given.get(key, taken[key]) == taken[key] for key in ("optimizer", "schedule"))
    choices = [str(taken["optimizer"]), str(taken["schedule"])]
    return read_chosen(subject, given if known else (), taken, choices, _OWNERS)
