"""The commands, by subject, found by this folder: the one table of keys, typed names, footer, palette and help."""

from __future__ import annotations

from nnstep.plugins import collected
from nnstep.session.commands.command import GROUPS, Command
from nnstep.session.commands.key_names import key_text

COMMANDS = tuple(sorted(collected(__name__, __path__, Command), key=lambda command: GROUPS.index(command.group)))
"""All of them, in the order of the help: by group, then by file."""

BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}

BY_KEY = {key: command for command in COMMANDS for key in command.keys}


def command_table() -> str:
    """Return the typed commands as a Markdown table, as the README shows them."""
    rows = [f"| `{row.form}` | {' '.join(f'`{alias}`' for alias in row.aliases)} | {row.help} |" for row in COMMANDS]
    return "\n".join(["| command | aliases | what it does |", "|---|---|---|", *rows])


def key_table() -> str:
    """Return the keys as a Markdown table, as the README shows them."""
    rows = [
        f"| {' '.join(f'`{key_text(key)}`' for key in row.keys)} | `{row.name}` | {row.help} |"
        for row in COMMANDS
        if row.keys
    ]
    return "\n".join(["| keys | command | what they do |", "|---|---|---|", *rows])
