"""``nnstep list``: the bundled scenarios."""

from __future__ import annotations

import click

from nnstep.cli.output import echo_json, say


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def command(*, as_json: bool) -> None:
    """List the bundled exercises."""
    from nnstep.scenario.bundled import bundled_paths
    from nnstep.scenario.heading import heading

    rows = [(name, *heading(path), str(path)) for name, path in bundled_paths().items()]
    if as_json:
        echo_json(
            "list", [{"name": n, "title": title, "source": source, "path": path} for n, title, source, path in rows]
        )
        return
    width = max((len(name) for name, *_ in rows), default=0)
    for name, title, *_ in rows:
        say(f"{name:<{width}}  {title}")
