"""Texts made to do harm: every one is loaded, or refused with a message that is safe to print."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep import limits
from nnstep.errors import ScenarioError
from nnstep.scenario.load import parse
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE

GOOD = MINIMAL_EXAMPLE + "\nbiases = [0.5]\n[training]\nepochs = 2\n[answers]\nz1 = [0.0]\nE = 1\n"


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "a.toml")
    return caught.value.message


def is_safe(message: str) -> bool:
    return all(line.isprintable() for line in message.split("\n"))


STEERING = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of characters that steer a terminal or end a line; others are shown, or a box where no font has them."""
TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def answer(text: str) -> str:
    """Return the message and hint of the refusal, nothing where there is none; let all else that is raised pass."""
    try:
        title = parse(text, "a.toml").title
        assert not any(category(character) in STEERING or character in TURNING for character in title)
        return ""
    except ScenarioError as error:
        return error.message + error.hint


@pytest.mark.parametrize(
    "text",
    [
        'title = "\\u001b]0;owned\\u0007"',
        '"\\u001b[2J" = 1',
        '"a\\nb: error" = 1',
        "input = '\u202e\u2066'",
        'notation = "\\u009b31m"',
        "[layers.'\x9b']",
        "x = '\x1b'",
        "\x00",
        "\ud800 = 1",
        "title = '\ud800'",
        "[answers]\n'\\\x85' = 1",
    ],
)
def test_no_escape_sequence_of_a_file_reaches_the_terminal(text: str) -> None:
    message = refusal(text)
    assert is_safe(message)
    message.encode()


@pytest.mark.parametrize("depth", [15, 100, 300, 5_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a=", "}")])
def test_deep_nesting_is_refused_and_not_followed(depth: int, opening: str, closing: str) -> None:
    for key in ("input", "target", "layers", "title", "learning_rate", "answers.W1", "unknown"):
        assert is_safe(refusal(f"{key} = {opening * depth}1{closing * depth}"))


@pytest.mark.parametrize("part", ["a", '"a"', "'.'", '"\\""', "1"])
@pytest.mark.parametrize("dot", [".", " . "])
@pytest.mark.parametrize(("before", "after"), [("", " = 1"), ("[", "]"), ("[[", "]]"), ("x = {", " = 1}")])
@pytest.mark.parametrize("count", [9, 40_000])
def test_a_key_of_many_parts_is_refused_before_it_is_read(
    part: str, dot: str, before: str, after: str, count: int
) -> None:
    text = f"{before}{dot.join([part] * count)}{after}"
    assert f"a.toml:1: a key has more than {limits.KEY_PARTS.most} parts" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.b.c.d.e.f.g.h = 1",
        "x = '" + ".a" * 100 + "'",
        "x = 1 # " + "a." * 100,
        'x = """' + "a." * 100 + '"""',
        "x = [" + "1.5, " * 100 + "]",
        "x = [" + "1.5," * 100 + "]",
    ],
)
def test_dots_elsewhere_are_no_parts_of_a_key(text: str) -> None:
    assert "is not a known key" in refusal(text)


def test_a_word_of_a_million_letters_is_read_at_once() -> None:
    assert is_safe(refusal("a" * 1_000_000 + ".b"))


def test_very_many_keys_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.VARIABLE, "keys=100")
    said = "a.toml:1: there are 101 keys and tables, and at most 100 are read"
    assert said in refusal("".join(f"k{number} = 1\n" for number in range(101)))
    assert said in refusal("".join(f" [k{number}]\n" for number in range(101)))
    assert "is not a known key" in refusal("".join(f"k{number} = 1\n" for number in range(100)))


@pytest.mark.parametrize(
    "number",
    ["1e999999", "1e999999999999999999999", "9" * 4000, "9" * 5000, "0x" + "f" * 100_000, "0." + "3" * 100_000],
)
@pytest.mark.parametrize("key", ["title", "input", "target", "learning_rate", "layers", "error", "training.epochs"])
def test_huge_numbers_are_answered_at_once(number: str, key: str) -> None:
    assert is_safe(refusal(f"{key} = {number}"))
    assert is_safe(refusal(f"{key} = [[{number}]]"))


@pytest.mark.parametrize("value", ["[[1, 2], [3]]", "{}", "[]", "[[]]", "[{}]", "'x'", "nan", "1979-05-27", "true"])
def test_no_kind_of_value_is_a_surprise_anywhere(value: str) -> None:
    keys = ["title", "source", "notes", "notation", "input", "target", "learning_rate", "error", "training", "answers"]
    keys += ["layers", "training.epochs", "answers.W1", "answers.z1", "answers.E", "answers.x"]
    for key in keys:
        assert is_safe(refusal(f"{key} = {value}\n"))
        assert is_safe(refusal(f"{key} = {value}\nlayers = [{{weights = [[1]]}}]\n"))
    assert is_safe(refusal(f"layers = [{{weights = {value}, biases = {value}, activation = {value}}}]\n"))


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert is_safe(answer(text))


@given(
    st.integers(0, len(GOOD)), st.integers(0, 6), st.text(max_size=4) | st.sampled_from(["[", "]", '"', ",", "\n", "="])
)
def test_a_good_file_with_any_slip_is_answered(at: int, removed: int, added: str) -> None:
    assert is_safe(answer(GOOD[:at] + added + GOOD[at + removed :]))


def test_the_file_that_the_slips_are_made_in_is_good() -> None:
    assert parse(GOOD, "a.toml").epochs == 2
