"""Quantities named as the notation writes them, wherever a person types one."""

from __future__ import annotations

import pytest

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import CommandError
from nnstep.notations import NOTATIONS
from nnstep.program.addresses import parse_address
from nnstep.program.program import Program
from nnstep.program.spellings import Spellings, plain_spelling
from nnstep.session.opening import open_program
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform


@pytest.fixture(scope="module")
def zheng() -> Program:
    return open_program("zheng-exercise-1")


@pytest.mark.parametrize("notation", list(NOTATIONS))
def test_every_symbol_of_a_notation_stands_for_its_quantity(notation: str) -> None:
    program = open_program("zheng-exercise-1", notation=notation)
    spellings = Spellings(program, notation)
    for id in program.shapes:
        meant = spellings.id_of(program.writing.symbols(id), program.shapes)
        assert meant is not None
        assert program.writing.symbols(meant) == program.writing.symbols(id)


@pytest.mark.parametrize(
    ("symbol", "plain"),
    [("W⁽²⁾", "W2"), ("W_2", "W2"), ("δ₁", "delta1"), ("∂E/∂W₁", "dE/dW1"), ("w_{13}", "w13"), ("z^(1)", "z1")],
)
def test_a_symbol_has_one_plain_spelling(symbol: str, plain: str) -> None:
    assert plain_spelling(symbol) == plain


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x1", "a1"),
        ("x₁[0] > 3", "a1[0] > 3"),
        ("abs(δ2).max() < 1e-4", "abs(delta2).max() < 1e-4"),
        ("∂E/∂W₁[0,2]", "dW1[0,2]"),
        ("dE/dW1", "dW1"),
        ("previous(x1).max() and not E < 1", "previous(a1).max() and not E < 1"),
        ("a1 / z1", "a1 / z1"),
        ("nonsense + 1", "nonsense + 1"),
    ],
)
def test_symbols_in_an_expression_become_ids(zheng: Program, text: str, meant: str) -> None:
    assert Spellings(zheng).with_ids(text) == meant


def test_elements_have_their_own_names_in_a_notation_that_numbers_the_nodes() -> None:
    program = open_program("zheng-exercise-1", notation="zheng-nodes")
    assert parse_address("w₁₄", program, list(program.shapes)) == ("W1", (0, 0))
    assert Spellings(program).with_ids("w35 > 0") == "W1[1,2] > 0"


def test_symbols_are_taken_by_addresses_and_breakpoints(zheng: Program) -> None:
    assert parse_address("x1[2]", zheng, list(zheng.shapes)) == ("a1", (2, 0))
    assert parse_breakpoint("x1", zheng).ops == parse_breakpoint("a1", zheng).ops
    assert parse_breakpoint("if x1[0] > 3", zheng).source == parse_breakpoint("if a1[0] > 3", zheng).source
    with pytest.raises(CommandError, match="there is no q9"):
        parse_address("q9", zheng, list(zheng.shapes))


def test_typed_commands_take_symbols(zheng: Program) -> None:
    session = Session(zheng)
    told = [
        perform(session, line)
        for line in ("continue", "print x1[0]", "print α", "watch δ2[1]", "break x1", "set W₁[0,2] = 5")
    ]
    assert told[1] == perform(session, "print a1[0]")
    assert told[2] == perform(session, "print lr")
    assert told[3] == ["watch 1: δ2[1]"]
    assert "W₁[0,2] = 5" in str(told[5])
