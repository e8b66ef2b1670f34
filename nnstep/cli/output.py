"""Writing results: to standard output, or to a new file. Knows text and JSON, no programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nnstep.errors import CommandError, FileTakenError
from nnstep.visible import visible, visible_json, visible_lines

if TYPE_CHECKING:
    from pathlib import Path


def say(text: str, *, aside: bool = False, end: str = "\n") -> None:
    """Write lines of text, whatever they hold, harmlessly: to standard output or, as an `aside`, to standard error."""
    click.echo(visible_lines(text) + end, err=aside, nl=False)


def echo_json(value: Any) -> None:
    """Write one value as indented JSON."""
    import orjson

    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONEncodeError:  # as of a path that is no UTF-8 text
        import json

        text = json.dumps(value, indent=2)
    click.echo(visible_json(text))


def write_new(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file; raise FileTakenError where it exists and is to stay, CommandError where it can't be written."""
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise FileTakenError(visible(f"{path} exists already"), "choose another name, or --force") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(visible(f"{path} can't be written: {reason.lower()}")) from None
