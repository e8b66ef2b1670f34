"""The constants that plug-ins declare, as keys of a table, read for the chosen plug-ins only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from nnstep.expr.setting import Setting, defaults
from nnstep.problems.declared_table import Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed

Owners: TypeAlias = Mapping[str, Sequence[Setting]]
"""By the name of a plug-in: the settings that it reads."""


def setting_keys(owners: Owners) -> dict[str, Key]:
    """Return a key for every setting of any plug-in; its default depends on which of them is chosen."""
    every = {setting.id: setting for settings in owners.values() for setting in settings}
    return {id: _key(setting, _users(owners, id)) for id, setting in every.items()}


def _users(owners: Owners, id: str) -> dict[str, Setting]:
    return {name: one for name, settings in owners.items() for one in settings if one.id == id}


def _key(setting: Setting, own: Mapping[str, Setting]) -> Key:
    uses: dict[str, list[str]] = {}
    for name, one in own.items():
        uses.setdefault(one.help, []).append(f"`{name}`")
    text = "; ".join(f"for {', '.join(names)}: {what}" for what, names in uses.items())
    shown = ", ".join(f"{one.default:g} (`{name}`)" for name, one in own.items())
    if len({one.default for one in own.values()}) == 1:
        shown = f"{setting.default:g}"
    return Key(setting.bounds, help=text, shown_default=shown)


def read_chosen(
    subject: Subject, given: Collection[str], taken: Mapping[str, Any], choices: Sequence[str], owners: Owners
) -> dict[str, float]:
    """Return the settings of the chosen plug-ins; note those of the `given` keys that none of them reads.

    `taken` is what was read of the table.
    """
    own = {id: value for choice in choices for id, value in defaults(owners[choice]).items()}
    for id in given:
        if (users := _users(owners, id)) and id not in own:
            hint = f"it is for {listed(list(users))}; leave it out"
            subject.key(id).note(f"is not read by {listed(choices, 'or')}", hint, at_key=True)
    return {id: float(default if taken[id] is None else taken[id]) for id, default in own.items()}
