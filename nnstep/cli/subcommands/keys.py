"""``nnstep keys``: the app's keys, or its typed commands, as the README shows them."""

from __future__ import annotations

import click

from nnstep.cli.output import say


@click.command("keys")
@click.option("--commands", is_flag=True, help="List the typed commands (after :) instead.")
def command(*, commands: bool) -> None:
    """List the app's keys as a Markdown table."""
    from nnstep.session.commands import command_table, key_table

    say(command_table() if commands else key_table())
