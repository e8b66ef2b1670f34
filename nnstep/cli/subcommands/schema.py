"""``nnstep schema``: the JSON Schema of a file format."""

from __future__ import annotations

import click

from nnstep.cli.output import say


@click.command("schema")
@click.argument("format", type=click.Choice(["scenario", "trace"]))
@click.option("--table", is_flag=True, help="Print the keys as a Markdown table.")
def command(format: str, *, table: bool) -> None:  # noqa: A002 - click's own name for the argument
    """Print the JSON Schema of FORMAT, for editors that check and complete files.

    That of a trace is the schema of one line.
    """
    import json

    if format == "trace":
        from nnstep.traces.contents.trace_schema import trace_key_table, trace_schema

        say(trace_key_table() if table else json.dumps(trace_schema(), indent=2, ensure_ascii=False))
        return
    from nnstep.scenario.json_schema import key_table, scenario_schema

    say(key_table() if table else json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
