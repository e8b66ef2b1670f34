"""Writing results: to standard output, or to a new file. Knows text and JSON, no programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nnstep.errors import CommandError, FileTakenError

if TYPE_CHECKING:
    from pathlib import Path


def echo_json(value: Any) -> None:
    """Write one value as indented JSON."""
    import orjson

    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def write_new(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file; raise FileTakenError where it exists and is to stay, CommandError where it can't be written."""
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise FileTakenError(f"{path} exists already", "choose another name, or --force") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{path} can't be written: {reason.lower()}") from None
