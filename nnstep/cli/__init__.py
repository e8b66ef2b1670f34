"""The command line; each subcommand imports what it needs when it is called."""

from __future__ import annotations

from nnstep.cli.group import main

__all__ = ["main"]
