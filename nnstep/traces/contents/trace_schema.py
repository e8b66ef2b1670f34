"""The JSON Schema of a line of a trace, and the table of its keys, both made from the declaration of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from nnstep.json_schemas.type_schema import object_schema, schema_head
from nnstep.program.program import PHASE_TITLES
from nnstep.traces.header import FORMAT_VERSION, Header
from nnstep.traces.record import RecordKind, RecordPlace, TraceRecord
from nnstep.traces.writing.trace_lines import HASH_DIGITS

_NAME = "(nan|inf|-inf)"
_HASH = f"^[0-9a-f]{{{HASH_DIGITS}}}$"
_VALUE: Mapping[str, Any] = {
    "shape": {
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "description": "How many rows and columns the value has; empty for a number, one length for a plain list.",
    },
    "value": {
        "type": "array",
        "items": {"type": ["number", "null"]},
        "description": "The numbers, row after row; null for one that is not finite.",
    },
    "nonfinite": {
        "type": "string",
        "pattern": rf"^(\d+:{_NAME}( \d+:{_NAME})*)?$",
        "description": 'Each null of the value, counted from 0, with its name: "3:nan 5:-inf".',
    },
}
"""What a line has in place of a record's value."""
_MAY_BE_MISSING = ("quantities", "arrays", "computed_by", "kernel", "largest_gradient")
_SOME, _NONE = {"minLength": 1}, {"const": ""}
_NUMBERS = {"minItems": 1}


def trace_schema() -> dict[str, Any]:
    """Return the JSON Schema of one line, with those of the JSON in a header's and in an end's text as `$defs`."""
    return {
        **schema_head("trace", "A line of an nnstep trace", FORMAT_VERSION),
        "type": "object",
        "properties": _properties(),
        "required": list(_properties()),
        "additionalProperties": False,
        "allOf": [
            *(
                {"if": _has("kind", {"const": kind}), "then": {"properties": rules}}
                for kind, rules in _rules_of_kinds().items()
            ),
            {"if": _has("n", {"const": 0}), "then": _has("kind", {"const": "header"})},
        ],
        "$defs": {
            "header": {
                **object_schema(Header),
                "title": "The text of a header",
                "required": [field.name for field in fields(Header) if field.name not in _MAY_BE_MISSING],
                "additionalProperties": True,
            },
            "end": {
                "title": "The text of an end",
                "type": "object",
                "properties": {
                    "reason": {"type": "string", **_SOME},
                    "accuracies": {"type": "array", "items": {"type": ["number", "null"]}},
                    "edits": {"type": ["integer", "null"], "minimum": 0},
                },
                "required": ["reason", "accuracies"],
            },
        },
    }


def trace_key_table() -> str:
    """Return the keys of a line as a table in Markdown."""
    rows = [f"| `{key}` | {_type_text(rule)} | {rule['description']} |" for key, rule in _properties().items()]
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows])


def _properties() -> dict[str, dict[str, Any]]:
    """Return the schema of each key of a line, in its order."""
    found: dict[str, dict[str, Any]] = {}
    for name, rule in object_schema(TraceRecord, skipping=("place", "value"))["properties"].items():
        found[name] = rule
        if name == "kind":
            found |= object_schema(RecordPlace)["properties"]
        elif name == "target":
            found |= {key: dict(rule) for key, rule in _VALUE.items()}
    found["phase"]["enum"] = ["", *PHASE_TITLES]
    found["hash"]["pattern"] = f"{_HASH}|^$"
    return found


def _rules_of_kinds() -> dict[RecordKind, dict[str, Any]]:
    """Return what each kind of line demands of its keys."""
    from_1 = {"minimum": 1}
    json_text = {"contentMediaType": "application/json"}
    nobodys = {"phase": _NONE, "layer": {"const": 0}}
    return {
        "header": {
            "n": {"const": 0},
            "value": {"const": [FORMAT_VERSION]},
            "text": {**json_text, "contentSchema": {"$ref": "#/$defs/header"}},
            **nobodys,
        },
        "start": {"value": _NUMBERS, **nobodys},
        "batch": {"target": _SOME, "value": _NUMBERS, "op": {"const": 0}, **nobodys},
        "op": {
            **dict.fromkeys(("epoch", "step", "op", "position"), from_1),
            "phase": _SOME,
            "target": _SOME,
            "value": _NUMBERS,
        },
        "epoch": {"target": _NONE, "epoch": from_1, **nobodys},
        "edit": {"target": _SOME, "value": _NUMBERS, **nobodys},
        "move": nobodys,
        "answer": nobodys,
        "note": nobodys,
        "end": {
            "target": _NONE,
            "text": {**json_text, "contentSchema": {"$ref": "#/$defs/end"}},
            "hash": {"pattern": _HASH},
            **nobodys,
        },
    }


def _has(key: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"properties": {key: rule}, "required": [key]}


def _type_text(rule: Mapping[str, Any]) -> str:
    if "enum" in rule:
        return " ".join(f"`{choice}`" for choice in rule["enum"] if choice)
    return {"integer": "whole number", "string": "text", "array": "list of numbers"}[rule["type"]]
