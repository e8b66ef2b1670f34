"""``nnstep list``: the bundled scenarios."""

from __future__ import annotations

from typing import TypedDict

import click

from nnstep.cli.output import echo_json, say
from nnstep.cli.results.json_option import json_option


class ListedExercise(TypedDict):
    """One bundled exercise."""

    name: str
    """The name by which commands find it."""
    title: str
    """The title."""
    source: str
    """The text that it comes from; may be empty."""
    path: str
    """Its file."""


@click.command("list")
@json_option("the bundled exercises", lambda: list[ListedExercise])
def command(*, as_json: bool) -> None:
    """List the bundled exercises."""
    from nnstep.scenario.bundled import bundled_paths
    from nnstep.scenario.heading import heading

    rows = [(name, *heading(path), str(path)) for name, path in bundled_paths().items()]
    if as_json:
        exercises: list[ListedExercise] = [
            {"name": name, "title": title, "source": source, "path": path} for name, title, source, path in rows
        ]
        echo_json("list", exercises)
        return
    width = max((len(name) for name, *_ in rows), default=0)
    for name, title, *_ in rows:
        say(f"{name:<{width}}  {title}")
