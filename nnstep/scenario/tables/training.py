"""Checks of the table [training]: epochs, the optimizer, the schedule of the learning rate, and their settings.

What an optimizer or a schedule can be told is data of its own; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from nnstep import limits
from nnstep.expr.setting import Setting
from nnstep.optimizers import OPTIMIZER_SETTINGS, OPTIMIZERS
from nnstep.optimizers.optimizer import L2
from nnstep.problems.fields import check_choice, check_count, check_epochs, check_flag
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import description, listed
from nnstep.problems.numbers import check_number
from nnstep.scenario.tables.keys import STOP, TRAINING, check_keys
from nnstep.schedules import RATES, SCHEDULE_SETTINGS

MOST_SEED = 2**63 - 1


def check_training(subject: Subject, value: object) -> None:
    """Check the table of the training."""
    if not isinstance(value, dict):
        subject.note(f"must be a table, but it is {description(value)}", "write [training], and below it epochs = 1")
        return
    check_keys(subject, value, TRAINING)
    if "epochs" in value:
        check_epochs(subject.key("epochs"), value["epochs"])
    if "batch_size" in value:
        check_count(subject.key("batch_size"), value["batch_size"], limits.BATCH)
    if "seed" in value:
        check_count(subject.key("seed"), value["seed"], MOST_SEED, least=0)
    if "shuffle" in value:
        check_flag(subject.key("shuffle"), value["shuffle"])
    if "stop" in value:
        _check_stop(subject.key("stop"), value["stop"])
    known = [_chosen(subject, value, key, names) for key, names in (("optimizer", OPTIMIZERS), ("schedule", RATES))]
    if "l2" in value:
        _check_setting(subject.key("l2"), L2, value["l2"])
    _check_settings(subject, value, [choice for choice in known if choice is not None])


def _check_stop(subject: Subject, value: object) -> None:
    if not isinstance(value, dict):
        hint = "write [training.stop], and below it error_below = 0.01"
        subject.note(f"must be a table, but it is {description(value)}", hint)
        return
    check_keys(subject, value, STOP)
    for key in STOP.names:
        if key in value and check_number(subject.key(key), value[key]) and value[key] <= 0:
            subject.key(key).note(f"must be above 0, but it is {description(value[key])}")


def _chosen(subject: Subject, table: Mapping[str, object], key: str, names: Mapping[str, object]) -> str | None:
    """Return the name given for `key`, or the one taken where it is left out; None where it is a wrong one."""
    value = table.get(key, TRAINING.optional[key])
    return str(value) if check_choice(subject.key(key), value, tuple(names)) else None


def _check_settings(subject: Subject, table: Mapping[str, object], choices: list[str]) -> None:
    """Check each setting, and that what was chosen reads it; where a choice is wrong that can't be known."""
    read = {id for choice in choices for id in settings_of(choice)}
    declared = OPTIMIZER_SETTINGS | SCHEDULE_SETTINGS
    for id in table:
        if id not in declared:
            continue
        _check_setting(subject.key(id), declared[id], table[id])
        if id not in read and len(choices) == 2:
            users = [name for name in (*OPTIMIZERS, *RATES) if id in settings_of(name)]
            subject.key(id).note(
                f"is not read by {listed(choices, 'or')}", f"it is for {listed(users)}; leave it out", at_key=True
            )


def _check_setting(subject: Subject, setting: Setting, value: object) -> None:
    if check_number(subject, value) and isinstance(value, int | Decimal) and not setting.bounds.allow(value):
        subject.note(f"must {setting.bounds.text}, but it is {description(value)}")


def settings_of(name: str) -> Mapping[str, float]:
    """Return the settings, with their defaults, of the optimizer or the schedule of this name."""
    return OPTIMIZERS[name].settings if name in OPTIMIZERS else RATES[name].settings
