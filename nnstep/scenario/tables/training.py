"""The table [training]: epochs, the optimizer, the schedule of the learning rate, and their settings.

What an optimizer or a schedule can be told is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnstep import limits
from nnstep.expr.setting import Declared, FormChoice, Setting, choices, defaults
from nnstep.optimizers import OPTIMIZERS, penalty
from nnstep.problems.declared_table import DeclaredTable, Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed
from nnstep.problems.rules import Count, Flag, OneOf, ReadInContext, Real
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


def declared_for(optimizer: str, schedule: str) -> tuple[Declared, ...]:
    """Return the constants and the choices that these two, and the penalty, can be told."""
    return (*OPTIMIZERS[optimizer].declared, *RATES[schedule].declared, *penalty.DECLARED)


def _users(id: str) -> list[str]:
    return [name for rows in _OWN.values() for name, declared in rows.items() if any(one.id == id for one in declared)]


def _all_declared() -> Iterator[tuple[str, Key]]:
    """Yield all that any optimizer or schedule can be told; a default depends on which of them is chosen."""
    rows = {name: declared for kind in _OWN.values() for name, declared in kind.items()}
    ids = {
        one.id: one for wanted in (Setting, FormChoice) for own in rows.values() for one in own if type(one) is wanted
    }
    for id, first in ids.items():
        own = {name: one for name, declared in rows.items() for one in declared if one.id == id}
        uses: dict[str, list[str]] = {}
        for name, one in own.items():
            uses.setdefault(one.help, []).append(f"`{name}`")
        text = "; ".join(f"for {', '.join(names)}: {what}" for what, names in uses.items())
        shown = ", ".join(f"{one.shown_default} (`{name}`)" for name, one in own.items())
        if len({one.default for one in own.values()}) == 1:
            shown = first.shown_default
        yield id, Key(first.rule, help=text, shown_default=shown)


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
        **dict(_all_declared()),
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
        known = {one.id for one in declared}
        for id in given:
            if (users := _users(id)) and id not in known:
                subject.key(id).note(
                    f"is not read by {listed(names.values(), 'or')}",
                    f"it is for {listed(users)}; leave it out",
                    at_key=True,
                )
    if "penalty" in given and not taken["l1"] and not taken["l2"]:
        subject.key("penalty").note("is not read without l1 or l2", "leave it out", at_key=True)
    settings = {
        id: float(_or(taken[id], default)) for id, default in defaults(declared).items() if id not in _PENALTIES
    }
    return settings, {id: str(_or(taken[id], choice.default)) for id, choice in choices(declared).items()}


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value
