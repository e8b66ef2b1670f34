"""The table [symbols]: each thing that can be wrong with it, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse

if TYPE_CHECKING:
    from collections.abc import Callable

HOLES = "known are {n}, {sub}, {sup}, {in_brackets} and {letter}"
TWO_LAYERS = "[[layers]]\nweights = [[1, 2]]\nbiases = [1]\n[[layers]]\nweights = [[1]]\n"
KINDS = "x, y, W, b, z, a, E, delta, dW, db and lr"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("E = 1", 'E must be a string, but it is the number 1 (put it in quotes: E = "...")'),
        ("E = ''", "E is empty (write a symbol, or leave E out for the notation's own)"),
        ("E = '  '", "E is empty (write a symbol, or leave E out for the notation's own)"),
        ("E = 'abcdefghijklmnopqrstu'", "E is 21 characters long, but a symbol can have at most 20"),
        ('E = "a\\nb"', "E has the character \\x0a, which can't be seen (leave it out)"),
        ('E = "\\u001b[2J"', "E has the character \\x1b, which can't be seen (leave it out)"),
        ('E = "\\u200b"', "E has the character \\u200b, which can't be seen (leave it out)"),
        ('E = "\\u202eL"', "E has the character \\u202e, which can't be seen (leave it out)"),
        ("E = '数'", "E has the wide character 数 (formulas line up with characters one column wide only)"),
        ("W = 'Q{sub'", "W has a brace without its partner (braces are for the layer's number, as in {sub})"),
        ("W = 'Qsub}'", "W has a brace without its partner (braces are for the layer's number, as in {sub})"),
        ("W = '{{sub}}'", "W has a brace without its partner (braces are for the layer's number, as in {sub})"),
        ("W = 'Q{subb}'", 'W has the unknown "{subb}" (did you mean {sub}?)'),
        ("W = 'Q{in brackets}'", 'W has the unknown "{in brackets}" (did you mean {in_brackets}?)'),
        ("W = 'Q{}'", f'W has the unknown "{{}}" ({HOLES})'),
        ("W = 'Q{0}'", f'W has the unknown "{{0}}" ({HOLES})'),
        ("W = 'Q{n!r}'", f'W has the unknown "{{n!r}}" ({HOLES})'),
        ("W = 'Q{n:>9999}'", f'W has the unknown "{{n:>9999}}" ({HOLES})'),
        ("W = 'Q{n.__class__}'", f'W has the unknown "{{n.__class__}}" ({HOLES})'),
        ("W = 'Q{W}'", f'W has the unknown "{{W}}" ({HOLES})'),
        ("E = 'L{sub}'", "E has {sub}, but the error has no layer (leave {sub} out)"),
        ("y = 't{n}'", "y has {n}, but the target has no layer (leave {n} out)"),
        ("lr = 'r{sup}'", "lr has {sup}, but the learning rate has no layer (leave {sup} out)"),
        (
            "W = 'Q{letter}'",
            'W has {letter}, but plain has no letters for layers (write {sub}, or notation = "kapur")',
        ),
        ("e = 'L'", "e is not a known key (did you mean E?)"),
        ("w = 'L'", "w is not a known key (did you mean W?)"),
        ("loss = 'L'", "loss is not a known key (did you mean E?)"),
        ("error = 'L'", "error is not a known key (did you mean E?)"),
        ("learning_rate = 'L'", "learning_rate is not a known key (did you mean lr?)"),
        ("detla = 'L'", "detla is not a known key (did you mean delta?)"),
        ("W1 = 'L'", 'W1 is not a known key (a symbol is for all layers, as in W = "W{sub}")'),
        ("qqq = 'L'", f"qqq is not a known key (known here: {KINDS})"),
        ("epochs = 3", "epochs is not a known key (epochs belongs in the table [training])"),
    ],
)
def test_what_can_be_no_symbol_is_refused(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], line: str, message: str
) -> None:
    assert wrong(exercise(more=f"[symbols]\n{line}\n")) == [f"10: symbols.{message}"]


def test_every_problem_is_reported(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    assert wrong(exercise(more="[symbols]\nE = ''\nW = 'Q{'\nQ = ''\ny = '{sub} {x}'\n")) == [
        "10: symbols.E is empty (write a symbol, or leave E out for the notation's own)",
        "11: symbols.W has a brace without its partner (braces are for the layer's number, as in {sub})",
        f"12: symbols.Q is not a known key (known here: {KINDS})",
        "13: symbols.y has {sub}, but the target has no layer (leave {sub} out)",
        f'13: symbols.y has the unknown "{{x}}" ({HOLES})',
    ]


def test_the_symbols_must_be_a_table(exercise: Callable[..., str], wrong: Callable[[str], list[str]]) -> None:
    hint = 'write [symbols], and below it lines such as: E = "L"'
    assert wrong(exercise(symbols="'E'")) == [f'5: symbols must be a table, but it is the string "E" ({hint})']


def test_a_key_of_the_file_that_slipped_into_the_table_is_sent_home(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    text = exercise("", target=None, more="[symbols]\ntarget = [1]\n[[layers]]\nweights = [[1, 2]]\n")
    home = "target belongs at the top of the file, above the first line in [brackets]"
    assert wrong(text) == [f"5: symbols.target is not a known key ({home})"]


@pytest.mark.parametrize(
    ("notation", "line", "message"),
    [
        ("zheng", "W = 'Θ'", 'W makes W1 and W2 look the same: "Θ" (put the layer\'s number into it: Θ{sub})'),
        ("zheng", "E = 'α'", 'E makes lr and E look the same: "α" (write one of them otherwise)'),
        ("zheng", "E = 'y '", 'E makes y and E look the same: "y " (write one of them otherwise)'),
        ("zheng", "z = 'x{sub}'", 'z makes z1 and a1 look the same: "x₁" (write one of them otherwise)'),
        ("tashfeen", "a = 'W{in_brackets}'", 'a makes a1 and W1 look the same: "W⁽²⁾" (write one of them otherwise)'),
        ("nielsen", "delta = 'b³'", 'delta makes delta1 and delta2 look the same: "b³" (put the layer\'s number into'),
        ("zheng", "lr = 'é'\nE = 'e\u0301'", 'E makes lr and E look the same: "é" (write one of them otherwise)'),
        ("zheng", "lr = 'λ'", 'lr makes lr and l2 look the same: "λ" (write one of them otherwise)'),
        ("zheng", "E = 'β₁'", 'E makes E and beta1 look the same: "β₁" (write one of them otherwise)'),
        ("zheng", "y = 'mW₁'", 'y makes y and mW1 look the same: "mW₁" (write one of them otherwise)'),
    ],
)
def test_two_quantities_may_not_look_the_same(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], notation: str, line: str, message: str
) -> None:
    training = "[training]\nl2 = 0.5\noptimizer = 'adam'\n"
    found = wrong(exercise(TWO_LAYERS, notation=f"'{notation}'", more=f"{training}[symbols]\n{line}\n"))
    assert len(found) == 1
    assert f"symbols.{message}" in found[0].replace("e\u0301", "é")


@pytest.mark.parametrize("line", ["W = 'Θ'", "lr = 'λ'", "b = 'β'", "E = 'vW1'"])
def test_what_looks_the_same_only_in_other_networks_is_allowed(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], line: str
) -> None:
    assert wrong(exercise(more=f"[symbols]\n{line}\n")) == []


def test_symbols_are_not_compared_where_the_network_or_the_notation_is_not_known(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]]
) -> None:
    more = "[symbols]\nE = 'y'\n"
    assert len(wrong(exercise("", more=more))) == 1
    assert len(wrong(exercise(notation="'zhang'", more=more))) == 1
    assert len(wrong(exercise(notation="3", more=more))) == 1


def test_the_symbols_of_a_scenario_are_those_of_its_own_notation(exercise: Callable[..., str]) -> None:
    more = "[symbols]\nE = 'L'\nW = 'Θ{sub}'\nlr = 'η'\n"
    program = compile_program(parse(exercise(notation="'zheng'", more=more), "a.toml"))
    own, *others = program.writings
    assert own is program.writing
    assert own.notation == "zheng"
    assert [own.symbols(id) for id in ("E", "W1", "dW1", "lr")] == ["L", "Θ₁", "∂L/∂Θ₁", "η"]
    assert all(writing.symbols("W1") != "Θ₁" for writing in others)
