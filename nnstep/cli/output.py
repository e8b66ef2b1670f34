"""The one way out to the terminal: harmless text, and JSON with its format number."""

from __future__ import annotations

from typing import Any

import click

from nnstep.harmless_text import visible_json, visible_lines


def say(text: str, *, aside: bool = False, end: str = "\n") -> None:
    """Write lines of text, whatever they hold, harmlessly: to standard output or, as an `aside`, to standard error."""
    click.echo(visible_lines(text) + end, err=aside, nl=False)


FORMAT = 1
"""The number in every JSON output. It grows where a key changes its meaning or goes; new keys do not change it."""


def echo_json(command: str, result: Any) -> None:
    """Write what `command` found as indented JSON: ``{"format": 1, "command": ..., "result": ...}``."""
    import orjson

    value = {"format": FORMAT, "command": command, "result": result}
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONEncodeError:  # as of a path that is no UTF-8 text
        import json

        text = json.dumps(value, indent=2)
    click.echo(visible_json(text))
