"""The commands of words: ``break``, ``watch``, ``goto``, ``set`` and the others, by subject, found by this folder."""

from __future__ import annotations

from nnstep.plugins import collected
from nnstep.session.commands.command import WordCommand

WORD_COMMANDS = tuple(collected(__name__, __path__, WordCommand))
"""All of them, in the order the help lists them."""

BY_WORD = {word: command for command in WORD_COMMANDS for word in (command.name, command.short) if word}


def word_table() -> str:
    """Return the commands as a Markdown table, as the README shows them."""
    rows = [
        f"| `{f'{row.name} {row.usage}'.strip()}` |{f' `{row.short}`' if row.short else ''} | {row.help} |"
        for row in WORD_COMMANDS
    ]
    return "\n".join(["| command | short | what it does |", "|---|---|---|", *rows])
