"""Where keys, values and headers stand in a TOML text."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.problems.text_lines import TextLines, TextPlace
from nnstep.problems.toml_positions import KeyPath, Positions, scan


def written_value(text: str, path: KeyPath) -> str:
    span = scan(text).values[path]
    return text[span.start : span.end]


def written_key(text: str, path: KeyPath) -> str:
    span = scan(text).keys[path]
    return text[span.start : span.end]


def written_header(text: str, path: KeyPath) -> str:
    span = scan(text).headers[path]
    return text[span.start : span.end]


def test_a_row_of_a_nested_list_over_several_lines_has_its_line_and_columns() -> None:
    text = "[[layers]]\nweights = [ # one row a neuron\n  [2, 3],  # ], first\n  [4, 5],\n  [6],\n]\n"
    span = scan(text).values["layers", 0, "weights", 2]
    assert TextLines(text).place(span) == TextPlace(line=5, column=3, end_column=6)


def test_a_span_over_several_lines_ends_with_its_first_line() -> None:
    text = "a = [1,\n2]\n"
    assert TextLines(text).place(scan(text).values[("a",)]) == TextPlace(line=1, column=5, end_column=8)


@pytest.mark.parametrize(
    "value",
    [
        '"basic # no comment"',
        r'"with \" quote and \\"',
        "'literal \\'",
        '"""\nseveral ""lines\\\n """',
        '"""ends with quotes"""""',
        "'''it's\nliteral'''",
        "''''quotes''''",
        "1_000",
        "-0.5e-3",
        "0xff",
        "+inf",
        "true",
        "1979-05-27 07:32:00",
        "1979-05-27T07:32:00.5+01:00",
        "07:32:00",
        "[ ]",
        "[1, [2, 3], [], ]",
        "{ }",
        '{ a = 1, "b".c = [2] }',
    ],
)
def test_every_kind_of_value_is_found_whole(value: str) -> None:
    assert written_value(f"x=1\nkey = {value} # comment\ny=2\n", ("key",)) == value
    assert written_value(f"list = [ {value} , {value}\n]", ("list", 1)) == value
    assert written_value(f"table = {{ key = {value} }}", ("table", "key")) == value


def test_keys_may_be_bare_quoted_and_dotted() -> None:
    text = 'bare-1 = 1\n"quoted\\u0041 key" = 2\n\'literal.key\' = 3\na . "b c" .d = 4\n1.5 = 6\n'
    assert written_key(text, ("bare-1",)) == "bare-1"
    assert written_key(text, ("quotedA key",)) == '"quoted\\u0041 key"'
    assert written_key(text, ("literal.key",)) == "'literal.key'"
    assert written_key(text, ("a",)) == "a"
    assert written_key(text, ("a", "b c")) == '"b c"'
    assert written_value(text, ("a", "b c", "d")) == "4"
    assert written_value(text, ("1", "5")) == "6"


def test_a_table_of_the_last_element_belongs_to_it() -> None:
    text = "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2\n[[a.c]]\n[[ a . c ]]\ny = 3\n"
    assert written_value(text, ("a", 0, "b", "x")) == "1"
    assert written_value(text, ("a", 1, "b", "x")) == "2"
    assert written_value(text, ("a", 1, "c", 1, "y")) == "3"
    assert written_header(text, ("a", 1, "c", 1)) == "[[ a . c ]]"
    assert written_header(text, ("a", 1, "b")) == "[a.b]"


def test_what_is_missing_is_shown_at_the_header_of_its_table() -> None:
    text = "x = 1\n[[layers]]\nactivation = 'relu'\n"
    positions = scan(text)
    assert TextLines(text).place(positions.value(("layers", 0, "weights"))) == TextPlace(2, 1, 11)
    assert TextLines(text).place(positions.value(("title",))) == TextPlace(1, 1, 1)


def test_no_list_is_too_deep() -> None:
    depth = 2_000
    text = "a = " + "[" * depth + "]" * depth
    assert written_value(text, ("a",)) == "[" * depth + "]" * depth
    assert len(scan(text).values) == depth


# Random documents: texts that tomllib accepts, with every value written in some odd way.

names = st.sampled_from(["a", "b-1", "C_2", "3", '"q d"', '"\\u00e9\\""', "'l.t'", '""', "'#'"])
equals = st.sampled_from(["=", " = ", "\t=", "=  "])
gaps = st.sampled_from(["", " ", "\t", "  "])
breaks = st.sampled_from(["", " ", "\n", " # ] } , \" ''' \n", "\n\n\t# x\n  "])
numbers = ["0", "-17", "1_0", "0xBEEF", "0o17", "0b11", "1.50", "-2e+3", "6.0_2e-1", "nan", "-inf"]
others = ["true", "false", "1979-05-27", "1979-05-27 07:32:00.25", "1979-05-27T00:32:00-07:00", "23:59:59"]
strings = ['""', '"#]"', '"\\\\"', '"\\"}"', "''", "'\\'", "'\",'"]
long_strings = ['""""""', '"""\n# "" ]\n"""', '"""\\\n   x\\""""', '"""a""""', "''''''", "'''\n]'''", "''''''''"]
scalars = st.sampled_from([*numbers, *others, *strings, *long_strings])


@st.composite
def lists(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    entries = [draw(breaks) + entry + draw(breaks) for entry in draw(st.lists(values, max_size=4))]
    comma = draw(st.sampled_from(["", ","])) + draw(breaks) if entries else draw(breaks)
    return "[" + ",".join(entries) + comma + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    keys = draw(st.lists(names, unique=True, max_size=3))
    pairs = [f"{draw(dotted(key))}{draw(equals)}{draw(values)}" for key in keys]
    return "{" + draw(gaps) + draw(st.sampled_from([",", " , "])).join(pairs) + draw(gaps) + "}"


@st.composite
def dotted(draw: st.DrawFn, first: str) -> str:
    others = draw(st.lists(names, max_size=2))
    return draw(st.sampled_from([".", " . ", "\t."])).join([first, *others])


values = st.recursive(scalars, lambda inner: lists(inner) | inline_tables(inner), max_leaves=8)


@st.composite
def pairs(draw: st.DrawFn) -> str:
    keys = draw(st.lists(names, unique=True, max_size=4))
    ends = st.sampled_from(["\n", ' # [comment] = "\n', "\n\n", "\n# x\n"])
    return "".join(f"{draw(gaps)}{draw(dotted(key))}{draw(equals)}{draw(values)}{draw(ends)}" for key in keys)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return a document whose tables are called t0, t1, ..., so that no name is given twice."""
    text = draw(pairs())
    for number in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            text += f"[{draw(gaps)}{draw(dotted(f't{number}'))} ]\n{draw(pairs())}"
            continue
        for _ in range(draw(st.integers(1, 3))):
            text += f"[[{draw(gaps)}t{number} ]] # x\n{draw(pairs())}"
            text += f"[t{number} .sub]\n{draw(pairs())}" * draw(st.integers(0, 1))
            text += f"[[t{number}.inner]]\n{draw(pairs())}" * draw(st.integers(0, 2))
    return text


def value_at(document: dict[str, Any], path: KeyPath) -> Any:
    value: Any = document
    for step in path:
        value = value[step]
    return value


def paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for step, part in steps for inner in paths(part, (*path, step)))]


def check_values(text: str, document: dict[str, Any], positions: Positions) -> None:
    for path, span in positions.values.items():
        value = tomllib.loads(f"v = {text[span.start : span.end]}")["v"]
        assert repr(value) == repr(value_at(document, path))


def check_keys(text: str, positions: Positions) -> None:
    for path, span in positions.keys.items():
        assert list(tomllib.loads(f"{text[span.start : span.end]} = 1")) == [path[-1]]


def check_headers(text: str, document: dict[str, Any], positions: Positions) -> None:
    for path, span in positions.headers.items():
        assert isinstance(value_at(document, path), dict)
        opened = paths(tomllib.loads(text[span.start : span.end]))[-1]
        assert [step for step in opened if step != 0] == [step for step in path if isinstance(step, str)]


def check_nothing_is_left_out(document: dict[str, Any], positions: Positions) -> None:
    for path in paths(document)[1:]:
        assert isinstance(path[-1], int) or path in positions.keys
        assert isinstance(value_at(document, path), dict | list) or path in positions.values


@pytest.mark.thorough
@given(documents())
def test_everything_in_a_document_is_found_and_stands_where_it_is_found(text: str) -> None:
    document, positions = tomllib.loads(text), scan(text)
    check_values(text, document, positions)
    check_keys(text, positions)
    check_headers(text, document, positions)
    check_nothing_is_left_out(document, positions)
