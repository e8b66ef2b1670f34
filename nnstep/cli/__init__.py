"""The command line. Light to import: a command brings in what it needs when it is called."""

from __future__ import annotations

from nnstep.cli.group import main

__all__ = ["main"]
