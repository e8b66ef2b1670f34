"""Options that several subcommands have. Imports nothing heavy: help texts come at once."""

from __future__ import annotations

import click

from nnstep.engine import history

history_option = click.option(
    "--history-mb",
    type=click.IntRange(1),
    default=history.MEGABYTES,
    show_default=True,
    help="Memory for stepping back, in MB.",
)
