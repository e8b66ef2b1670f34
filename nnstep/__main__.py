"""The program ``nnstep``, also as ``python -m nnstep``: what has to be right before anything else is imported."""

from __future__ import annotations

import io
import os
import signal
import sys


def main() -> None:
    """Run the command line; an interrupt that comes while it is still imported ends the program without a word."""
    _open_closed_streams()
    _escape_unknown_characters()
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from nnstep.cli import main as command_line

    if is_usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command_line()


def _open_closed_streams() -> None:
    """Let a standard stream that was closed before the start lead nowhere.

    Without, it is None, and the next file that is opened gets its number, and with it whatever goes to that number.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            try:
                os.fstat(number)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free, and those below are taken
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - it stays open


def _escape_unknown_characters() -> None:
    r"""Let what the output's encoding does not have be written as ``\u2081``, where it would end the program."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
