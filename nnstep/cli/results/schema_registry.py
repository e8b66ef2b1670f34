"""All JSON Schemas by name: those of file formats, and those of what commands print with ``--json``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from nnstep.cli import subcommands
from nnstep.cli.output import FORMAT
from nnstep.cli.results.json_option import JsonOption
from nnstep.json_schemas.type_schema import Schema, schema_head, type_schema
from nnstep.plugins import defined, module_names


@dataclass(frozen=True, slots=True)
class NamedSchema:
    """One schema."""

    name: str
    source: str
    """What has this form: a kind of file, or a command."""
    about: str
    """What it holds, in a clause."""
    make: Callable[[], Schema]
    table: Callable[[], str]
    """The keys as a table in Markdown."""


def json_schemas() -> dict[str, NamedSchema]:
    """Return every schema by its name: file formats first, then commands in the order of the alphabet."""
    found = [_scenario(), _trace(), *_outputs()]
    return {schema.name: schema for schema in found}


def other_name(command: str) -> str:
    """Return which schema the output of a command has, where that is not called like the command; else nothing."""
    option = dict(json_options()).get(command)
    found = option.schema if isinstance(option, JsonOption) else ""
    return f"nnstep {command} --json has the schema {found}" if found else ""


def schema_table() -> str:
    """Return all schemas as a table in Markdown."""
    rows = (f"| `{each.name}` | {each.source} | {each.about} |" for each in json_schemas().values())
    return "\n".join(["| schema | what has this form | what it holds |", "|---|---|---|", *rows])


def _scenario() -> NamedSchema:
    def make() -> Schema:
        from nnstep.scenario.json_schema import scenario_schema

        return scenario_schema()

    def table() -> str:
        from nnstep.scenario.json_schema import key_table

        return key_table()

    return NamedSchema("scenario", "a scenario file", "an exercise in TOML", make, table)


def _trace() -> NamedSchema:
    def make() -> Schema:
        from nnstep.traces.contents.trace_schema import trace_schema

        return trace_schema()

    def table() -> str:
        from nnstep.traces.contents.trace_schema import trace_key_table

        return trace_key_table()

    return NamedSchema("trace", "a trace, nnstep run --json", "one record, in a line of its own", make, table)


def json_options() -> Iterator[tuple[str, click.Parameter]]:
    """Yield every option ``--json``, with the name of its command."""
    for name in module_names(subcommands.__path__):
        for command in defined(subcommands.__name__, name, click.Command):
            if command.name == name:
                yield from ((name, option) for option in command.params if "--json" in option.opts)


def _outputs() -> Iterator[NamedSchema]:
    for command, option in json_options():
        if isinstance(option, JsonOption) and option.schema != "trace":
            yield _output(option.schema or command, command, option)


def _output(name: str, command: str, option: JsonOption) -> NamedSchema:
    def make() -> Schema:
        definitions: dict[str, Schema] = {}
        shape = type_schema(option.result(), definitions)
        return {
            **schema_head(name, f"nnstep {command} --json", FORMAT),
            **_envelope(command, option.about, shape),
            "$defs": definitions,
        }

    def table() -> str:
        from nnstep.json_schemas.key_table import table_of_keys

        return table_of_keys(make())

    return NamedSchema(name, f"nnstep {command} --json", option.about, make, table)


def _envelope(command: str, about: str, result: Mapping[str, Any]) -> Schema:
    """Return the schema of what `echo_json` writes around a result."""
    about_format = "The version of this form. It grows where a key changes its meaning or goes; a new key keeps it."
    properties = {
        "format": {"const": FORMAT, "description": about_format},
        "command": {"const": command, "description": "The command that printed this."},
        "result": {**result, "description": f"{about[0].upper()}{about[1:]}."},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
