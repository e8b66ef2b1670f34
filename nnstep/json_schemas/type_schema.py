"""The JSON Schema of a Python type: of dataclasses, typed dictionaries, and what JSON has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

Schema: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A schema of its own for a type: ``Annotated[Any, Definition("array", {...})]``."""

    name: str
    schema: Mapping[str, Any]


_NONFINITE = {"enum": ["nan", "inf", "-inf"], "description": "A number that JSON can't hold."}
JsonNumber: TypeAlias = Annotated[
    float | str,
    Definition("number", {"anyOf": [{"type": "number"}, _NONFINITE], "description": "A number, or its name."}),
]
"""A number; one that is not finite is the text ``nan``, ``inf`` or ``-inf``."""
JsonArray: TypeAlias = Annotated[
    Any,
    Definition(
        "array",
        {
            "anyOf": [
                {"type": "number"},
                _NONFINITE,
                {"type": "array", "items": {"$ref": "#/$defs/array"}},
            ],
            "description": "A number, or lists of numbers, nested as deep as the array has axes.",
        },
    ),
]
"""An array as nested lists, or a number alone."""
JsonMask: TypeAlias = Annotated[
    Any,
    Definition(
        "mask",
        {
            "anyOf": [{"type": "boolean"}, {"type": "array", "items": {"$ref": "#/$defs/mask"}}],
            "description": "True or false, or lists of them, nested as deep as the array has axes.",
        },
    ),
]
"""An array of true and false as nested lists, or one alone."""
SignedInteger: TypeAlias = Annotated[int, Definition("integer", {"type": "integer"})]
"""A whole number that may be negative; a plain `int` counts something."""


def schema_head(name: str, title: str, version: int) -> Schema:
    """Return what a schema begins with. Its id is a name and not an address: nothing tries to load it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:nnstep:schema:{name}:{version}",
        "title": title,
        "version": version,
    }


def type_schema(kind: Any, definitions: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of a type: of dataclasses, typed dictionaries, and what JSON has.

    Where `definitions` are given, each class is put there by its name, and referred to; all its fields must be there
    then. Otherwise those that have a default may be missing. Raise TypeError for a type that has no place in JSON.
    """
    origin = get_origin(kind) or kind
    if origin is Annotated:
        return _annotated(kind, definitions)
    if is_dataclass(origin) or is_typeddict(origin):
        return _of_class(origin, definitions)
    if origin in (tuple, list, Sequence):
        return _items(get_args(kind), definitions)
    if origin in (Mapping, dict):
        return {"type": "object", "additionalProperties": type_schema(get_args(kind)[1], definitions)}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin in (UnionType, Union):
        return _union([type_schema(part, definitions) for part in get_args(kind)])
    if isinstance(origin, type) and issubclass(origin, Enum):
        return {"enum": [member.value for member in origin]}
    if origin in _PLAIN:
        return dict(_PLAIN[origin])
    raise TypeError(f"{kind!r} has no place in JSON")


_PLAIN: dict[Any, Schema] = {
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    float: {"type": "number"},
    str: {"type": "string"},
}


def object_schema(kind: Any, definitions: dict[str, Schema] | None = None, *, skipping: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a dataclass or a typed dictionary itself, without the fields to be skipped."""
    hints = {name: hint for name, hint in get_type_hints(kind, include_extras=True).items() if name not in skipping}
    told = _told_by_declarations(kind) | _descriptions(kind)
    required = _required(kind, hints)
    return {
        "type": "object",
        "properties": {
            name: type_schema(_bare(hint), definitions) | ({"description": told[name]} if name in told else {})
            for name, hint in hints.items()
        },
        "required": [name for name in hints if name in required],
        "additionalProperties": False,
    }


def _of_class(kind: type, definitions: dict[str, Schema] | None) -> Schema:
    if definitions is None:
        return object_schema(kind)
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # it may hold others of its own kind
        about = (kind.__doc__ or "").partition("\n")[0]
        schema = object_schema(kind, definitions)
        if is_dataclass(kind):
            schema["required"] = list(schema["properties"])
        definitions[kind.__name__] = {"description": about, **schema}
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _annotated(kind: Any, definitions: dict[str, Schema] | None) -> Schema:
    for part in kind.__metadata__:
        if isinstance(part, Definition):
            if definitions is None:
                return dict(part.schema)
            definitions[part.name] = dict(part.schema)
            return {"$ref": f"#/$defs/{part.name}"}
    return type_schema(get_args(kind)[0], definitions)


def _items(parts: tuple[Any, ...], definitions: dict[str, Schema] | None) -> Schema:
    """Return the schema of a list, or of a tuple of as many parts as it names."""
    if len(parts) == 1 or parts[1] is Ellipsis:
        return {"type": "array", "items": type_schema(parts[0], definitions)}
    each = [type_schema(part, definitions) for part in parts]
    return {"type": "array", "prefixItems": each, "items": False, "minItems": len(parts)}


def _union(parts: list[Schema]) -> Schema:
    """Return the schema of one or another; of a plain type or null both names, which says the same in fewer words."""
    kept = [part for part in parts if part != {"type": "null"}]
    if len(parts) == 2 and len(kept) == 1 and isinstance(kept[0].get("type"), str):
        return {**kept[0], "type": [kept[0]["type"], "null"]}
    return {"anyOf": parts}


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _required(kind: Any, hints: Mapping[str, Any]) -> set[str]:
    if is_typeddict(kind):
        return {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    return {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}


def _told_by_declarations(kind: Any) -> dict[str, str]:
    """Return what the fields of a dataclass have as their help."""
    declared = fields(kind) if is_dataclass(kind) else ()
    return {field.name: field.metadata["help"] for field in declared if "help" in field.metadata}


def _descriptions(kind: type) -> dict[str, str]:
    """Return what the source says below each field of a class, and of the classes of the same module it is made of."""
    import ast
    import inspect
    import sys
    from textwrap import dedent

    (tree,) = ast.parse(dedent(inspect.getsource(kind))).body
    if not isinstance(tree, ast.ClassDef):
        return {}
    known = vars(sys.modules[kind.__module__])
    bases = (known[base.id] for base in tree.bases if isinstance(base, ast.Name) and base.id in known)
    found: dict[str, str] = {}
    for base in bases:
        if is_typeddict(base):  # which does not know its bases itself
            found |= _descriptions(base)
    name = ""
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                continue
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = " ".join(text.split())
        name = ""
    return found
