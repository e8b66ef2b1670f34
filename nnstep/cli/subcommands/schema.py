"""``nnstep schema``: the JSON Schemas of file formats and of what commands print as JSON."""

from __future__ import annotations

import click

from nnstep.cli.output import say, say_document


@click.command("schema")
@click.argument("name", required=False)
@click.option("--table", is_flag=True, help="Print the keys, or the list of schemas, as a Markdown table.")
def command(name: str | None, *, table: bool) -> None:
    """Print the JSON Schema NAME, for editors and programs that check files; without NAME, list all.

    `scenario` is the schema of a scenario file, `trace` that of one line of a trace. The others are those of what
    commands print with --json.
    """
    from nnstep.cli.results.schema_registry import json_schemas, other_name, schema_table
    from nnstep.errors import CommandError
    from nnstep.outputs.json_text import json_text
    from nnstep.problems.did_you_mean import meant
    from nnstep.problems.message_text import listed

    schemas = json_schemas()
    if name is None:
        if table:
            say(schema_table())
            return
        width = max(map(len, schemas))
        for each, schema in schemas.items():
            say(f"{each:<{width}}  {schema.source}: {schema.about}")
        return
    if name not in schemas:
        hint = other_name(name) or meant(name, schemas) or f"there are {listed(schemas)}"
        raise CommandError(f"there is no schema {name!r}", hint)
    say_document(f"{schemas[name].table()}\n" if table else json_text(schemas[name].make()))
