"""What plug-ins declare, constants and choices, as keys of a table that are read for the chosen plug-ins only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from nnstep.expr.setting import Declared, FormChoice, Setting, defaults
from nnstep.problems.declared_table import Key
from nnstep.problems.findings import Subject
from nnstep.problems.message_text import listed

Owners: TypeAlias = Mapping[str, Sequence[Declared]]
"""By the name of a plug-in: what it can be told."""


def setting_keys(owners: Owners) -> dict[str, Key]:
    """Return a key for all that any plug-in can be told, constants first; a default depends on which is chosen."""
    every = [one for wanted in (Setting, FormChoice) for own in owners.values() for one in own if type(one) is wanted]
    return {id: _key(one, _users(owners, id)) for id, one in {one.id: one for one in every}.items()}


def _users(owners: Owners, id: str) -> dict[str, Declared]:
    return {name: one for name, declared in owners.items() for one in declared if one.id == id}


def _key(last: Declared, own: Mapping[str, Declared]) -> Key:
    uses: dict[str, list[str]] = {}
    for name, one in own.items():
        uses.setdefault(one.help, []).append(f"`{name}`")
    text = "; ".join(f"for {', '.join(names)}: {what}" for what, names in uses.items())
    shown = ", ".join(f"{one.shown_default} (`{name}`)" for name, one in own.items())
    if len({one.default for one in own.values()}) == 1:
        shown = last.shown_default
    return Key(last.rule, help=text, shown_default=shown)


def check_chosen(subject: Subject, given: Collection[str], chosen: Sequence[str], owners: Owners) -> None:
    """Note those of the `given` keys that some plug-in reads, but none of the `chosen` ones."""
    known = {one.id for name in chosen for one in owners[name]}
    for id in given:
        if (users := _users(owners, id)) and id not in known:
            hint = f"it is for {listed(list(users))}; leave it out"
            subject.key(id).note(f"is not read by {listed(chosen, 'or')}", hint, at_key=True)


def read_chosen(
    subject: Subject, given: Collection[str], taken: Mapping[str, Any], chosen: str, owners: Owners
) -> dict[str, float]:
    """Return the constants of the `chosen` plug-in; note those of the `given` keys that it does not read.

    `taken` is what was read of the table.
    """
    check_chosen(subject, given, [chosen], owners)
    own = defaults(owners[chosen])
    return {id: float(default if taken[id] is None else taken[id]) for id, default in own.items()}
