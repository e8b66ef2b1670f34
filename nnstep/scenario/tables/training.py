"""The table [training]: epochs, the optimizer, the schedule of the learning rate, and their settings.

What an optimizer or a schedule can be told is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnstep import limits
from nnstep.expr.setting import Declared, choices, defaults
from nnstep.optimizers import OPTIMIZERS, penalty
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.rules import Count, Flag, OneOf, ReadInContext, Real
from nnstep.scenario.tables.setting_keys import check_chosen, setting_keys
from nnstep.schedules import RATES

_NUMBERS = {"type": "array", "items": {"type": "number"}}
_RATES = {"anyOf": [_NUMBERS, {"type": "object", "additionalProperties": {"type": "number"}}]}
_ENTRY = {"anyOf": [{"type": "number"}, _NUMBERS, {"type": "array", "items": _NUMBERS}]}
_STATE = {"anyOf": [{"type": "number"}, {"type": "object", "additionalProperties": _ENTRY}]}
_PENALTIES = (penalty.L2.id, penalty.L1.id)
_OWN = {
    "optimizer": {name: row.declared for name, row in OPTIMIZERS.items()},
    "schedule": {name: row.declared for name, row in RATES.items()},
}
"""What the rows of each kind declare, by name."""
_OWNERS = {**_OWN["optimizer"], **_OWN["schedule"]}


def declared_for(optimizer: str, schedule: str) -> tuple[Declared, ...]:
    """Return the constants and the choices that these two, and the penalty, can be told."""
    return (*OPTIMIZERS[optimizer].declared, *RATES[schedule].declared, *penalty.DECLARED)


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
            penalty.L2.bounds,
            0,
            "λ: adds ½ λ Σ W² to the error, over all weights but not the biases (folded ones are among the weights)",
        ),
        "l1": Key(
            penalty.L1.bounds,
            0,
            "λ₁: adds λ₁ times the sum of the absolute weights to the error; together with `l2` the elastic net",
        ),
        "penalty": Key(penalty.PENALTY.rule, penalty.PENALTY.default, penalty.PENALTY.help),
        "learning_rates": Key(
            ReadInContext("one number a layer, or numbers by parameter such as `{ W1 = 0.1, b1 = 0.2 }`", _RATES),
            help="in place of `learning_rate`",
        ),
        "state": Key(
            ReadInContext(
                "a number, or a table with numbers and arrays by id such as `{ s = 0.1, vW1 = [[1, 0]] }`", _STATE
            ),
            help="what the optimizer's own quantities start from",
            shown_default="0",
        ),
        "batch_size": Key(Count(limits.BATCH), 1, "samples in a training step; an epoch's last batch may be smaller"),
        "shuffle": Key(Flag(), default=False, help="`true`: each epoch has the samples in an order of its own"),
        "seed": Key(Count(2**63 - 1, least=0), 0, "what orders and weights are drawn from"),
        "stop": Key(STOP),
        **setting_keys(_OWNERS),
    },
)


def read_settings(subject: Subject, table: object, taken: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, str]]:
    """Return the constants, and the choices, of the chosen optimizer and schedule; note what neither of the two reads.

    `table` is [training] as written, `taken` what was read of it.
    """
    given = table if isinstance(table, dict) else {}
    names = {kind: str(taken[kind]) for kind in _OWN}
    declared = declared_for(**names)
    # Where a choice is wrong, nobody knows which settings it would read.
    if all(given.get(key, taken[key]) == taken[key] for key in _OWN):
        check_chosen(subject, given, list(names.values()), _OWNERS)
    if "penalty" in given and not taken["l1"] and not taken["l2"]:
        subject.key("penalty").note("is not read without l1 or l2", "leave it out", at_key=True)
    settings = {
        id: float(_or(taken[id], default)) for id, default in defaults(declared).items() if id not in _PENALTIES
    }
    return settings, {id: str(_or(taken[id], choice.default)) for id, choice in choices(declared).items()}


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value
