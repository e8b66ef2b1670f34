"""``nnstep keys``: the app's keys, as the README shows them."""

from __future__ import annotations

import click


@click.command("keys")
def command() -> None:
    """List the keys of the app, as a Markdown table."""
    from nnstep.tui.commands import key_table

    click.echo(key_table())
