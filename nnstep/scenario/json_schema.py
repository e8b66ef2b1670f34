"""The JSON Schema of a scenario file and the table of its keys, both made from the declarations of its tables."""

from __future__ import annotations

from typing import Any

from nnstep.json_schemas.type_schema import schema_head
from nnstep.scenario.tables.keys import SCENARIO
from nnstep.scenario.tables.layers import LAYER

_VERSION = 1
"""It grows where a key changes its meaning or goes; new keys do not change it."""


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, by which editors check and complete one."""
    graph, data, given = _has("graph"), _has("data"), _has("input")
    no_target = {"properties": {"error": {"const": "none"}}, "required": ["error"]}
    own_rates = {"properties": {"training": _has("learning_rates")}, "required": ["training"]}
    only_data = {**data, "not": given}
    replaced = ("input", "target", "layers", "data", "error", "conventions", "given")
    return {
        **schema_head("scenario", "An nnstep scenario", _VERSION),
        **SCENARIO.schema(),
        "required": ["title"],
        "allOf": [
            {"if": graph, "then": {"not": {"anyOf": [_has(key) for key in replaced]}}},
            {"if": graph, "else": _has("layers")},
            {"if": {"anyOf": [graph, own_rates]}, "else": _has("learning_rate")},
            {"if": {"anyOf": [graph, data]}, "else": given},
            {"if": {"anyOf": [graph, only_data, no_target, _has("given")]}, "else": _has("target")},
        ],
    }


def _has(key: str) -> dict[str, Any]:
    return {"required": [key]}


def key_table() -> str:
    """Return the keys of a scenario file as a table in Markdown."""
    rows = [*SCENARIO.rows(), *LAYER.rows("layers[].")]
    lines = (f"| {key} | {meaning} | {default} |" for key, meaning, default in rows)
    return "\n".join(["| key | values | default |", "|---|---|---|", *lines])
