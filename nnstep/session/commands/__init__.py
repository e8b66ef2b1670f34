"""The typed commands, by subject, found by this folder."""

from __future__ import annotations

from nnstep.plugins import collected
from nnstep.session.commands.command import TypedCommand

TYPED_COMMANDS = tuple(collected(__name__, __path__, TypedCommand))
"""All of them, in the order of the help."""

BY_NAME = {name: command for command in TYPED_COMMANDS for name in (command.name, *command.aliases)}


def command_table() -> str:
    """Return the commands as a Markdown table, as the README shows them."""
    rows = [
        f"| `{row.form}` | {' '.join(f'`{alias}`' for alias in row.aliases)} | {row.help} |" for row in TYPED_COMMANDS
    ]
    return "\n".join(["| command | aliases | what it does |", "|---|---|---|", *rows])
