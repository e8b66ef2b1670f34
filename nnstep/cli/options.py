"""Options that several subcommands have. Imports nothing heavy: help texts come at once."""

from __future__ import annotations

import click

from nnstep.engine import history

history_option = click.option(
    "--history-mb",
    type=click.IntRange(1),
    default=history.MEGABYTES,
    show_default=True,
    help="Keep about so many megabytes of a run for going back.",
)
