"""Sets of numbers as text, and the table [variants] that holds them."""

from __future__ import annotations

import pytest

from nnstep.errors import ScenarioError
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load, parse
from nnstep.scenario.sources.number_sets import number_set
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE
from nnstep.scenario.tables.variants import VARIANTS
from nnstep.scenario.write import scenario_text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("-3..3 step 1", [-3, -2, -1, 0, 1, 2, 3]),
        ("−1..1", [-1, 0, 1]),
        ("0.1, 0.5", [0.1, 0.5]),
        ("0.1..0.5", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ("0..1 step 0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("1..9 step 3", [1, 4, 7]),
        ("-2..2 nonzero", [-2, -1, 1, 2]),
        ("1..5 without 2, 4", [1, 3, 5]),
        ("5, 1..3, 2", [1, 2, 3, 5]),
        ("fixed", []),
    ],
)
def test_a_set_holds_each_of_its_numbers_once_in_order(text: str, numbers: list[float]) -> None:
    assert number_set(text).floats == tuple(numbers)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has '', which is neither a number nor a range"),
        ("three", "has 'three', which is neither"),
        ("3..1", "ends below its beginning"),
        ("1..3 step 0", "a step that is not above 0"),
        ("0 nonzero", "without a number"),
        ("0..1 step 0.0000001", "more than 100,000 numbers"),
        ("9999999999", "numbers go up to"),
        ("1..3 step 1 step 2", "neither a number nor a range"),
    ],
)
def test_what_is_no_set_is_said_to_be_none(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        number_set(text)


def variants(lines: str) -> str:
    return f"{MINIMAL_EXAMPLE}\n\n[variants]\n{lines}\n"


def test_the_table_says_from_which_sets_and_what_is_asked() -> None:
    text = variants(
        'weights = "1..9"\nW1 = "0.5, 1.5"\ninputs = [1, 2.5]\ndigits = 5\nidle = true\nmistakes = ["bias-*"]'
    )
    rules = parse(text, "a.toml").variants
    assert rules.set_for("W1", "weights").floats == (0.5, 1.5)
    assert rules.set_for("W2", "weights").floats == tuple(range(1, 10))
    assert rules.set_for("x", "inputs").floats == (1, 2.5)
    assert rules.set_for("b1", "biases") is None
    assert (rules.digits, rules.idle, rules.mistakes, rules.work) == (5, True, ("bias-*",), 0.3)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('weigths = "1..3"', "variants.weigths is not a known key"),
        ('W2 = "1..3"', "variants.W2 is not a known key"),
        ("weights = true", "must be a set of numbers in quotes"),
        ('weights = "1..x"', "variants.weights has"),
        ("digits = 4\ndecimals = 2", "can't be given beside digits"),
        ("work = -1", "must not be negative"),
    ],
)
def test_what_is_wrong_in_the_table_is_said_with_its_line(line: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        parse(variants(line), "a.toml")
    assert message in error.value.message


def test_the_table_is_written_with_the_scenario() -> None:
    text = variants(
        'weights = "-3..3 nonzero"\nW1 = "1, 2"\ndecimals = 3\nwork = 0.5\nsteps = 2\nmistakes = ["factor-two"]'
    )
    one = parse(text, "a.toml")
    assert parse(scenario_text(one), "a.toml").variants == one.variants
    assert "[variants]" not in scenario_text(load(find("xor")))


def test_the_docs_have_every_key_of_the_table() -> None:
    from tests.scenario.test_json_schema import FOLDER

    text = (FOLDER.parent / "docs" / "variants.md").read_text(encoding="utf-8")
    rows = "\n".join(f"| {key} | {meaning} | {default} |" for key, meaning, default in VARIANTS.rows())
    assert rows in text
