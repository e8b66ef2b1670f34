"""The schema of each kind of type, held against what JSON makes of such values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nnstep.json_schemas.key_table import table_of_keys
from nnstep.json_schemas.type_schema import Definition, JsonArray, JsonMask, JsonNumber, SignedInteger, type_schema


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Base(TypedDict):
    """What others have, too."""

    name: str
    """The name."""


class Leaf(Base):
    """A leaf."""

    colour: Colour
    """Its colour."""
    size: NotRequired[float | None]
    """Its size,
    in metres."""


@dataclass(frozen=True)
class Tree:
    """A tree."""

    leaves: list[Leaf]
    """All leaves."""
    age: int = field(default=0, metadata={"help": "Years."})
    inside: Mapping[str, Tree] = field(default_factory=dict)
    """Trees within it | by name."""


@dataclass
class Shrub:
    """No other holds one."""

    height: float
    age: int = 0


def is_valid(kind: Any, value: Any) -> bool:
    definitions: dict[str, Any] = {}
    schema = {**type_schema(kind, definitions), "$defs": definitions}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(json.loads(json.dumps(value)))


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (bool, [True], [1, "true", None]),
        (int, [0, 7], [-1, 1.5, True, "1", None]),
        (SignedInteger, [0, -9], [1.5, "1", None]),
        (float, [0, -1.5], ["nan", True, None]),
        (str, ["", "a"], [1, None]),
        (float | None, [None, 1], ["nan"]),
        (Literal["a", "b"], ["a"], ["c", None]),
        (Literal["a"] | None, ["a", None], ["c"]),
        (Colour, ["red"], ["green", "RED"]),
        (list[int], [[], [1]], [[-1], [None], 1, {}]),
        (tuple[int, ...], [[], [1, 2]], [["a"], 1]),
        (tuple[int, str], [[1, "a"]], [[1], [1, "a", 2], ["a", 1]]),
        (Sequence[str], [["a"]], ["a", [1]]),
        (dict[str, int], [{}, {"a": 1}], [{"a": "b"}, []]),
        (JsonNumber, [1, -0.5, "nan", "-inf"], ["NaN", None, True, [1]]),
        (JsonNumber | None, [1, "inf", None], ["infinity"]),
        (JsonArray, [1, [1, 2], [[1, "nan"], [3, 4]], [[[1]]]], ["a", [["b"]], True, None, {}]),
        (JsonMask, [True, [[False]]], [1, [[0]], "true"]),
        (Annotated[int, "only said"], [1], ["a"]),
        (Annotated[Any, Definition("pair", {"maxItems": 2})], [[1, 2]], [[1, 2, 3]]),
        (Leaf, [{"name": "a", "colour": "red"}], [{"name": "a"}, {"colour": "red"}]),
        (Leaf, [{"name": "a", "colour": "red", "size": None}], [{"name": "a", "colour": "red", "sizes": 1}]),
        (list[Tree], [[]], [[{}], [{"leaves": [], "age": 1}]]),
    ],
)
def test_a_type_takes_its_values_and_no_others(kind: Any, right: list[Any], wrong: list[Any]) -> None:
    assert [value for value in right if not is_valid(kind, value)] == []
    assert [value for value in wrong if is_valid(kind, value)] == []


LEAVES = st.fixed_dictionaries(
    {"name": st.text(), "colour": st.sampled_from(Colour)},
    optional={"size": st.none() | st.floats(allow_nan=False, allow_infinity=False)},
)
TREES = st.recursive(
    st.builds(Tree, st.lists(LEAVES, max_size=2), st.integers(0)),
    lambda trees: st.builds(Tree, st.just([]), st.integers(0), st.dictionaries(st.text(), trees, max_size=2)),
)


@pytest.mark.thorough
@given(TREES)
def test_whatever_the_values_are_they_fit(tree: Tree) -> None:
    assert is_valid(Tree, asdict(tree))


@pytest.mark.thorough
@given(TREES, st.sampled_from(["leaves", "age", "inside"]))
def test_of_what_is_written_whole_no_field_may_be_missing(tree: Tree, name: str) -> None:
    facts = asdict(tree)
    del facts[name]
    assert not is_valid(Tree, facts)


def test_what_is_read_may_lack_fields_with_a_default() -> None:
    assert type_schema(Shrub)["required"] == ["height"]
    assert type_schema(Leaf)["required"] == ["name", "colour"]


def test_texts_below_fields_are_their_descriptions_those_of_bases_too() -> None:
    told = {name: rule.get("description") for name, rule in type_schema(Leaf)["properties"].items()}
    assert told == {"name": "The name.", "colour": "Its colour.", "size": "Its size, in metres."}
    definitions: dict[str, Any] = {}
    assert type_schema(Tree, definitions) == {"$ref": "#/$defs/Tree"}
    assert definitions["Tree"]["description"] == "A tree."
    assert definitions["Tree"]["properties"]["age"]["description"] == "Years."


@pytest.mark.parametrize("kind", [set[int], complex, object, bytes, Any])
def test_a_type_that_json_does_not_have_is_refused(kind: Any) -> None:
    with pytest.raises(TypeError, match="no place in JSON"):
        type_schema(kind)


def test_the_table_lists_a_class_that_holds_itself_once() -> None:
    definitions: dict[str, Any] = {}
    schema = {"properties": {"tree": type_schema(Tree, definitions)}, "$defs": definitions}
    assert table_of_keys(schema).splitlines()[2:] == [
        "| `tree` | object |  |",
        "| `tree.leaves` | list of: object | All leaves. |",
        "| `tree.leaves[].name` | text | The name. |",
        "| `tree.leaves[].colour` | `red` `blue` | Its colour. |",
        "| `tree.leaves[].size` | number or null | Its size, in metres. |",
        "| `tree.age` | whole number | Years. |",
        "| `tree.inside` | object: object by name | Trees within it \\| by name. |",
    ]
