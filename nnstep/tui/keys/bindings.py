"""The debugger's key bindings and the footer's contents, made from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from textual.binding import Binding, BindingType

from nnstep.session.commands import COMMANDS
from nnstep.session.commands.command import Command, FooterPlace
from nnstep.session.commands.key_names import key_text
from nnstep.session.session import Session
from nnstep.tui.panes import PANES
from nnstep.tui.widgets.key_line import KeyLineItem, ShownKey


def bindings() -> list[BindingType]:
    """Return a binding for each command with keys, whose action names the command, and for each pane."""
    of_panes = [Binding(pane.key, f"perform_line('pane {pane.id}')", pane.title, show=False) for pane in PANES]
    of_commands = [
        Binding(",".join(row.keys), f"perform({row.name!r})", row.name, show=False, tooltip=row.help, id=row.name)
        for row in COMMANDS
        if row.keys
    ]
    return [*of_commands, *of_panes]


def _placed() -> Sequence[tuple[FooterPlace, Sequence[Command]]]:
    """Return the commands that the footer shows, those of one place together, in its order."""
    shown = [(row.footer, row) for row in COMMANDS if row.footer is not None and row.keys]
    shown.sort(key=lambda item: item[0].rank)
    return [(place, [row for _, row in rows]) for place, rows in groupby(shown, key=lambda item: item[0])]


_PLACED = _placed()
_PRESENTED = (
    ("space", "next"),
    ("backspace", "back"),
    ("P", "play"),
    ("v", "other pane"),
    ("V", "all panes"),
    ("question_mark", "help"),
)
"""The keys that a lecture needs."""


def footer_items(session: Session, *, running: bool, presents: bool = False) -> list[KeyLineItem]:
    """Return what the footer shows, the most useful first; keys that can do nothing here are dimmed.

    While a run goes on, any move stops it, wherever it was painted. In the layout that `presents`, it is short.
    """
    if presents:
        return [KeyLineItem((ShownKey(key, key_text(key)),), label) for key, label in _PRESENTED]
    return [
        KeyLineItem(
            tuple(
                ShownKey(row.keys[0], key_text(row.keys[0]), not running and bool(row.obstacle(session)))
                for row in rows
            ),
            place.value(session) or place.label,
        )
        for place, rows in _PLACED
    ]
