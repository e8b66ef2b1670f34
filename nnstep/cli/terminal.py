"""Whether somebody sits at the other end: a terminal that shows the app and takes its keys."""

from __future__ import annotations

import os
import sys

from nnstep.errors import CommandError

_DRIVER = "TEXTUAL_DRIVER"
"""Names the driver that shows a Textual app elsewhere than in a terminal, as textual-serve does in a browser."""


def check_terminal() -> None:
    """Raise CommandError where the app can't be shown, or nobody can press its keys."""
    if is_terminal():
        return
    if in_notebook():
        raise CommandError(
            "the app can't run in a notebook cell: a cell receives no keys",
            "run the command in a terminal; here, nnstep run SCENARIO prints every operation",
        )
    raise CommandError("the app needs a terminal", "nnstep run SCENARIO prints every operation without one")


def is_terminal() -> bool:
    """Return whether the app can be shown, and somebody can press its keys."""
    if os.environ.get(_DRIVER):
        return True
    # The screen is drawn on standard error.
    return not in_notebook() and all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def check_typing() -> None:
    """Raise CommandError where standard input would be waited for, and nobody can type."""
    if in_notebook() and sys.stdin.isatty():
        raise CommandError(
            "a notebook cell receives no typed commands", "write the commands to a file and pass its name"
        )


def in_notebook() -> bool:
    """Return whether a notebook's cell started this, as ``!nnstep ...``.

    Jupyter gives such a command a pseudo-terminal, so that all streams look like one. What tells it apart is the
    environment: the process id that Jupyter hands its kernels, or the pagers that a kernel turns off together with its
    kind of terminal.
    """
    environ = os.environ
    kernel = environ.get("TERM") == "xterm-color" and environ.get("PAGER") == environ.get("GIT_PAGER") == "cat"
    return kernel or "JPY_PARENT_PID" in environ
