"""The one way out to the terminal: harmless text, and JSON with its format number."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from textwrap import indent
from typing import Any

import click

from nnstep.harmless_text import visible, visible_lines
from nnstep.process_exit import told_if_possible


def say(text: str, *, aside: bool = False, end: str = "\n") -> None:
    """Write lines of text, whatever they hold, harmlessly: to standard output or, as an `aside`, to standard error."""
    with told_if_possible() if aside else nullcontext():
        click.echo(visible_lines(text) + end, err=aside, nl=False)


def say_document(text: str) -> None:
    """Write a whole text file to standard output, harmlessly, with its lines and tabs."""
    click.echo("\t".join(map(visible_lines, text.split("\t"))), nl=False)


_COLOURS = {"right": "green", "follows": "cyan", "doubt": "yellow", "off": "bold red", "faint": "dim", "strong": "bold"}
"""By the name of a style, how a terminal shows it."""


def width_to_fill() -> int | None:
    """Return how many columns the terminal has; None where standard output is none, so that nothing is wrapped."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def say_styled(lines: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Write lines of texts with the names of their styles: in colours on a terminal that may show them."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        for line in lines:
            say("".join(text for text, _ in line).rstrip())
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((visible(text), _COLOURS.get(style, "")) for text, style in line)))


FORMAT = 1
"""The number in every JSON output. It grows where a key changes its meaning or goes; new keys do not change it."""


def echo_json(command: str, result: Any) -> None:
    """Write what `command` found as indented JSON: ``{"format": 1, "command": ..., "result": ...}``."""
    from nnstep.outputs.json_text import json_text

    click.echo(json_text({"format": FORMAT, "command": command, "result": result}), nl=False)


def echo_json_rows(command: str, rows: Iterable[Any]) -> None:
    """Write the same for a list of results, one after the other: there may be thousands of large ones."""
    from nnstep.outputs.json_text import json_text

    begin, end = json_text({"format": FORMAT, "command": command, "result": []}).rsplit("[]", 1)
    click.echo(f"{begin}[", nl=False)
    between = "\n"
    for row in rows:
        click.echo(between + indent(json_text(row).rstrip("\n"), "    "), nl=False)
        between = ",\n"
    click.echo(f"]{end}" if between == "\n" else f"\n  ]{end}", nl=False)
