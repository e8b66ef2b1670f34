"""The table [training]: epochs, the optimizer, the schedule of the learning rate, and their settings.

What an optimizer or a schedule can be told is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnstep import limits
from nnstep.optimizers import OPTIMIZER_SETTINGS, OPTIMIZERS
from nnstep.optimizers.optimizer import L2
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed
from nnstep.problems.rules import Count, Flag, OneOf, Real
from nnstep.schedules import RATES, SCHEDULE_SETTINGS


def settings_of(name: str) -> Mapping[str, float]:
    """Return the settings, with their defaults, of the optimizer or the schedule of this name."""
    return OPTIMIZERS[name].settings if name in OPTIMIZERS else RATES[name].settings


def _users(id: str) -> list[str]:
    return [name for name in (*OPTIMIZERS, *RATES) if id in settings_of(name)]


def _all_settings() -> Iterator[tuple[str, Key]]:
    """Yield every setting of any optimizer or schedule; its default depends on which of them is chosen."""
    declared = {name: row.declared for name, row in OPTIMIZERS.items()}
    declared |= {name: row.declared for name, row in RATES.items()}
    for id, setting in (OPTIMIZER_SETTINGS | SCHEDULE_SETTINGS).items():
        own = {name: one for name, settings in declared.items() for one in settings if one.id == id}
        uses: dict[str, list[str]] = {}
        for name, one in own.items():
            uses.setdefault(one.help, []).append(f"`{name}`")
        text = "; ".join(f"for {', '.join(names)}: {what}" for what, names in uses.items())
        shown = ", ".join(f"{one.default:g} (`{name}`)" for name, one in own.items())
        if len({one.default for one in own.values()}) == 1:
            shown = f"{setting.default:g}"
        yield id, Key(setting.bounds, help=text, shown_default=shown)


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
        **dict(_all_settings()),
    },
)


def read_settings(subject: Subject, table: object, taken: Mapping[str, Any]) -> dict[str, float]:
    """Return the settings of the chosen optimizer and schedule; note those that neither of the two reads.

    `table` is [training] as written, `taken` what was read of it.
    """
    given = table if isinstance(table, dict) else {}
    choices = [str(taken["optimizer"]), str(taken["schedule"])]
    defaults = {id: value for choice in choices for id, value in settings_of(choice).items()}
    # Where a choice is wrong, nobody knows which settings it would read.
    if all(given.get(key, taken[key]) == taken[key] for key in ("optimizer", "schedule")):
        for id in given:
            if (users := _users(id)) and id not in defaults:
                subject.key(id).note(
                    f"is not read by {listed(choices, 'or')}", f"it is for {listed(users)}; leave it out", at_key=True
                )
    return {id: float(default if taken[id] is None else taken[id]) for id, default in defaults.items()}
