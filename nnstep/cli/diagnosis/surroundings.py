"""The terminal and the language settings; of the environment only the variables that decide what is shown."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from typing import TypedDict

_VARIABLES = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8")


class Surroundings(TypedDict):
    """The terminal and the language settings."""

    terminals: dict[str, bool]
    """For standard input, output and error: whether it is a terminal."""
    columns: int
    """The terminal's width."""
    lines: int
    """The terminal's height."""
    colours: str
    """The colours that the app uses here: none, standard, 256 or truecolor."""
    output_encoding: str
    """The encoding of standard output."""
    locale_encoding: str
    """The encoding of the locale."""
    file_name_encoding: str
    """The encoding of file names."""
    variables: dict[str, str]
    """The variables that are set, of those that decide how text is shown."""


def surroundings() -> Surroundings:
    """Return the terminal and the language settings."""
    from rich.console import Console

    size = shutil.get_terminal_size()
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    return {
        "terminals": {name: stream is not None and stream.isatty() for name, stream in streams.items()},
        "columns": size.columns,
        "lines": size.lines,
        "colours": Console(stderr=True).color_system or "none",
        "output_encoding": getattr(sys.stdout, "encoding", None) or "none",
        "locale_encoding": locale.getencoding(),
        "file_name_encoding": sys.getfilesystemencoding(),
        "variables": {name: os.environ[name] for name in _VARIABLES if name in os.environ},
    }
