"""Texts that are no TOML: where, and how to mend them."""

from __future__ import annotations

import sys
import time

import pytest

from nnstep.errors import ScenarioError
from nnstep.problems.toml_document import document_of


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        document_of(text, "a.toml")
    assert caught.value.hint == ""
    return caught.value.message


def hint(text: str) -> str:
    """Return what the help line says."""
    _, _, found = refusal(text).rpartition("= help: ")
    return found.split("\n")[0] if "= help: " in refusal(text) else ""


def test_a_text_that_is_no_toml_is_shown_with_its_line_carets_and_hint() -> None:
    assert refusal("title = 'T'\nlearning_rate = .5\n") == (
        "a.toml:2: this is not TOML: invalid value\n"
        "  |\n"
        "2 | learning_rate = .5\n"
        "  |                 ^^\n"
        "  = help: write 0.5\n"
        "\n"
        "1 problem in a.toml"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = -.25e3", "write -0.25e3"),
        ("a = [1, .5]", "write 0.5"),
        ("a = 5.", "write 5.0"),
        ("a = [0.5, 5.]", "write 5.0"),
        ("a = 0,1", "write 0.1"),
        ("a = -1,5e3", "write -1.5e3"),
        ("a = 007", "write 7"),
        ("a = [00.5]", "write 0.5"),
        ("a = .5.5", ""),
        ("a = 1.2.3", "write numbers as 0.5, 12 or 1e-3"),
        ("a = [1e]", "write numbers as 0.5, 12 or 1e-3"),
        ("a = 1, 2", "a list of numbers stands in brackets: [1, 2]"),
        ("a = 1/3", "TOML has no arithmetic: write the number itself, as 0.3333 for 1/3"),
        ("a = [2^3]", "TOML has no arithmetic: write the number itself, as 0.3333 for 1/3"),
        ("a = sqrt(2)", "TOML has no arithmetic: write the number itself, as 0.3333 for 1/3"),
        ("a = 5%", "write it as a decimal fraction, as 0.05 for 5%"),
        ("a = \u22125", "write the minus sign as - on the keyboard"),
        ("a = 1979-13-45", ""),
    ],
)
def test_a_number_written_otherwise_is_put_right(line: str, expected: str) -> None:
    assert hint(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = True", "write true"),
        ("a = FALSE", "write false"),
        ("a = None", "leave the key out where there is no value"),
        ("a =", "write a value after the ="),
        ("a = # nothing", "write a value after the ="),
        ("a = tanh", 'put text in quotes: "tanh"'),
        ("a = Exercise 1 # first", 'put text in quotes: "Exercise 1"'),
        ("a = [relu, tanh]", 'put text in quotes: "relu"'),
        ("a = \u201cT\u201d", 'use straight quotes: "..."'),
        ("a = 'T", "close the text with the quotes it begins with"),
        ('a = "T', "close the text with the quotes it begins with"),
        ('a = "T\nb = 1', "close the text with the quotes it begins with"),
        ("a = '''T", "close the text with the quotes it begins with"),
        ('a = """T', "close the text with the quotes it begins with"),
        ('a = "C:\\pictures"', "write a backslash as \\\\, or put the text in single quotes"),
        ('a = "the "best" one"', 'write a quote within a text as \\"'),
        ("a = '\x1b[2J'", "leave the control character out"),
        ("\x00", "leave the control character out"),
    ],
)
def test_a_value_that_is_none_is_put_right(line: str, expected: str) -> None:
    assert hint(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = [1 2]", "put a comma between the entries"),
        ("a = [[1, 2]\n [3, 4]]", "put a comma between the entries"),
        ("a = [1, , 2]", "leave out one of the commas"),
        ("a = [1, 2]]", "there are more ] than ["),
        ("x = 1\na = [[1, 2], [3, 4]\n\n[[layers]]", "close the list that begins on line 2: it needs as many ] as ["),
        ("a = [1,\n\n[layers]", "close the list that begins on line 1: it needs as many ] as ["),
        ("a = [1, 2\nb = 3", "close the list that begins on line 1: it needs as many ] as ["),
        ("a = [1,\nb = 3", "close the list that begins on line 1: it needs as many ] as ["),
        ("a = [1, '['\n# ]\n", "close the list that begins on line 1: it needs as many ] as ["),
    ],
)
def test_a_list_that_does_not_end_or_go_on_is_put_right(line: str, expected: str) -> None:
    assert hint(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a: 1", "write = in place of :"),
        ("a", "write: key = value"),
        ("learning rate = 0.1", "write learning_rate"),
        ("= 1", "write a key before the ="),
        ("\u03b7 = 0.1", "keys are written with the letters a to z, digits, _ and -"),
        ("// comment", "a comment starts with #"),
        ("a = 1 // comment", "a comment starts with #"),
        ("a = 1;", "leave out the semicolon"),
        ("a = 1 b = 2", "write each key on a line of its own"),
        ("a = 1\rb = 2", "end lines with a line feed, as your editor does on saving with LF or CRLF"),
        ("[layers", "write [name] or, for one of several tables, [[name]]"),
        ("[[layers]", "write [name] or, for one of several tables, [[name]]"),
    ],
)
def test_a_line_of_another_form_is_put_right(line: str, expected: str) -> None:
    assert hint(line) == expected


@pytest.mark.parametrize(
    ("text", "line", "name", "expected"),
    [
        ("a = 1\n\na = [\n2]\n", 4, "a key", "keep one of the two"),
        ("a = 1\n\na = 2\n", 3, "a", "keep one of the two"),
        ("a = 1\na.b = 2", 2, "a.b", "keep one of the two"),
        ("[training]\n[training]", 2, "[training]", "keep one of the two"),
        ("[layers]\n[layers]", 2, "[layers]", "write [[layers]], in double brackets, above each layer"),
        ("[layers]\n[[layers]]", 2, "[layers]", "write [[layers]], in double brackets, above each layer"),
        ("[[layers]]\n[layers]", 2, "[layers]", "write [[layers]], in double brackets, above each layer"),
    ],
)
def test_what_is_given_twice_is_named(text: str, line: int, name: str, expected: str) -> None:
    assert refusal(text).split("\n")[0] == f"a.toml:{line}: this is not TOML: {name} is given twice"
    assert hint(text) == expected


def test_a_key_given_twice_in_an_inline_table_is_named() -> None:
    assert "duplicate inline table key 'b'" in refusal("a = {b = 1, b = 2}")


@pytest.mark.parametrize("opening", ["[", "{a=", "[{a="])
def test_lists_and_tables_that_are_nested_too_deep_are_refused_at_the_first_that_is(opening: str) -> None:
    first, _, source, carets, *_ = refusal("x = '[[['\na = " + opening * 5000).split("\n")
    assert first == "a.toml:2: lists or tables are nested too deep"
    assert source[carets.index("^")] in "[{"


def test_an_integer_of_thousands_of_digits_is_refused_at_its_place() -> None:
    digits = "9" * (sys.get_int_max_str_digits() + 1)
    text = f"# {digits}\ntitle = '{digits}'\ninput = [1, -{digits}]\n"
    first, _, _, carets, help_line, *_ = refusal(text).split("\n")
    assert first == "a.toml:3: a number has too many digits"
    assert carets.index("^") == len("3 | input = [1, -")
    assert help_line == "  = help: float64 keeps about 17 digits: write fewer"


def test_numbers_with_a_point_keep_their_digits() -> None:
    assert str(document_of("a = 0.50", "a.toml")["a"]) == "0.50"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[{' ' * 16_000}a]\n{' ' * 16_000}[a {' ' * 16_000}]\n", "is given twice"),
        (f"a = 1\n{' ' * 16_000}a {' ' * 16_000}= 2\n", "a is given twice"),
    ],
)
def test_very_many_spaces_take_no_longer_than_they_are_long(text: str, message: str) -> None:
    begun = time.process_time()
    with pytest.raises(ScenarioError, match=message):
        document_of(text, "s.toml")
    assert time.process_time() - begun < 1, "a pattern that goes back over them takes minutes"
