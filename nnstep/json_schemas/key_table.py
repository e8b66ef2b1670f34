"""The keys of a JSON Schema as a table in Markdown: each key with its path, its type and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = "#/$defs/"
_NESTED = {"array": "nested lists of numbers", "mask": "nested lists of true or false"}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
}


def table_of_keys(schema: Mapping[str, Any]) -> str:
    """Return the table; a part that occurs again is listed where it occurs first."""
    rows = _Rows(schema.get("$defs", {})).of("", schema)
    lines = (f"| {name} | {kind} | {meaning} |" for name, kind, meaning in rows)
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *lines])


class _Rows:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._told: set[str] = set()

    def of(self, path: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Yield the row of each key of an object, those of the objects in it below its own."""
        for key, rule in schema.get("properties", {}).items():
            name = f"{path}{key}"
            yield f"`{name}`", self._kind(rule), str(rule.get("description", "")).replace("|", "\\|")
            for ending, part in self._objects(rule):
                yield from self.of(f"{name}{ending}.", part)

    def _objects(self, rule: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the objects that a rule has in it, with what follows the key on the way to each."""
        if "$ref" in rule:
            name = rule["$ref"].removeprefix(_HEAD)
            definition = self._definitions[name]
            if name not in self._told and "properties" in definition:
                self._told.add(name)
                yield "", definition
        for part in rule.get("anyOf", ()):
            yield from self._objects(part)
        for key, ending in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(part := rule.get(key), Mapping):
                yield from ((f"{ending}{rest}", found) for rest, found in self._objects(part))

    def _kind(self, rule: Mapping[str, Any]) -> str:
        """Return what stands at a key, in words."""
        match rule:
            case {"$ref": str(reference)}:
                name = reference.removeprefix(_HEAD)
                return _NESTED.get(name) or self._kind(self._definitions[name])
            case {"const": value}:
                return f"`{value}`"
            case {"enum": values}:
                return " ".join(f"`{value}`" for value in values)
            case {"anyOf": parts}:
                return " or ".join(dict.fromkeys(map(self._kind, parts)))
            case {"type": ["array", "null"]}:
                return f"{self._list(rule)} or null"
            case {"type": "array"}:
                return self._list(rule)
            case {"type": [*names]}:
                return " or ".join(_WORDS[name] for name in names)
            case {"type": "object", "additionalProperties": Mapping() as values}:
                return f"object: {self._kind(values)} by name"
            case _:
                return _WORDS[rule["type"]]

    def _list(self, rule: Mapping[str, Any]) -> str:
        items = rule.get("items")
        return f"list of: {self._kind(items)}" if isinstance(items, Mapping) else "list"
