"""Positions as people type them."""

from __future__ import annotations

import pytest

from nnstep.errors import CommandError
from nnstep.program.positions import parse_position
from nnstep.program.program import Program
from tests.conftest import BuildProgram

LENGTH = 15
"""Operations of a training step."""


@pytest.fixture
def program(program_of: BuildProgram) -> Program:
    """A run of 4 epochs over 3 samples."""
    program = program_of((2, 2, 2), ("sigmoid", "sigmoid"), samples=3, epochs=4)
    assert len(program.ops) == LENGTH
    return program


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("0", 0),
        ("7", 7),
        ("180", 180),
        ("1.1.0", 0),
        ("1.1.4", 4),
        ("1.1.15", 15),
        ("1.2.0", 15),
        ("1.2.1", 16),
        ("2.1.1", 46),
        ("4.3.15", 180),
        ("  2.1.1 ", 46),
        ("02.01.01", 46),
    ],
)
def test_a_position_is_a_number_of_operations_or_epoch_step_and_operation(
    text: str, position: int, program: Program
) -> None:
    assert parse_position(text, program) == position


def test_a_position_that_is_shown_can_be_typed(program: Program) -> None:
    for position in range(program.last_position + 1):
        assert parse_position(str(program.place(position)), program) == position
        assert parse_position(str(position), program) == position


@pytest.mark.parametrize("text", ["181", "-1", "0.1.1", "5.1.1", "1.0.1", "1.4.1", "1.1.16", "1.1.-1", "9" * 30])
def test_a_position_outside_the_run_is_named_with_where_the_run_ends(text: str, program: Program) -> None:
    with pytest.raises(CommandError) as caught:
        parse_position(text, program)
    assert caught.value.message == f"{text} is outside the run"
    assert caught.value.hint == "it ends at 4.3.15, after 180 operations"


@pytest.mark.parametrize("text", ["", "  ", "soon", "1.1.", "1,5", "1.5e3", "½", "1 1 4", "1.1", "1.1.4.2", "9" * 5000])
def test_what_is_no_position_is_answered_with_how_to_write_one(text: str, program: Program) -> None:
    with pytest.raises(CommandError) as caught:
        parse_position(text, program)
    assert "is no position" in caught.value.message
    assert caught.value.hint == "write 1.1.4, or a number of operations such as 4"


def test_control_characters_of_what_was_typed_are_written_out(program: Program) -> None:
    with pytest.raises(CommandError, match="is no position") as caught:
        parse_position("\x1b[31m", program)
    assert "\x1b" not in caught.value.message
