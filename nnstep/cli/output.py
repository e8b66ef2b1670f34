"""Writing results to standard output. Knows JSON, no programs."""

from __future__ import annotations

from typing import Any

import click


def echo_json(value: Any) -> None:
    """Write one value as indented JSON."""
    import orjson

    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
