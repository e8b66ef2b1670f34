"""What a person types for a breakpoint: where it is evaluated, and what is refused in batches of two sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import CommandError, NNStepError
from nnstep.program.compile import compile_program
from tests.conftest import build_scenario

WHOLE = compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=4))
BATCHES = compile_program(
    replace(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=4), batch_size=2)  # and a last one of 1
)
NUMBERS = {op.target: number for number, op in enumerate(WHOLE.ops)}


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("E < 0.01", {"E"}),
        ("if E < 0.01", {"E"}),
        ("if z1[0] < z2[0]", {"z2"}),  # once both have a value
        ("if z2[0] < z1[0]", {"z2"}),
        ("if E < W1[0,0]", {"E", "W1"}),  # W1 has one from the start
        ("if x[0] > 1", {"z1"}),  # what is given is new at the start of a step
        ("W1 changes", {"W1"}),
        ("layer 1", {"z1", "delta1", "W1"}),
        *((text, {WHOLE.ops[0].target}) for text in ("epoch 1", "epoch 4", "step 1", "step 3")),
    ],
)
def test_a_breakpoint_is_evaluated_where_what_it_reads_gets_a_value(text: str, ops: set[str]) -> None:
    found = {WHOLE.ops[number].target for number in parse_breakpoint(text, WHOLE).ops}
    assert ops <= found
    assert "layer" in text or found == ops


def test_a_place_of_another_kind_stands_for_the_operations_that_it_is_said_to() -> None:
    point = parse_breakpoint("net.py:12", WHOLE, {"net.py:12": frozenset({3, 4})}.get)
    assert (point.ops, point.source) == ({3, 4}, "True")
    with pytest.raises(CommandError):
        parse_breakpoint("net.py:13", WHOLE, {"net.py:12": frozenset({3, 4})}.get)


@pytest.mark.parametrize(
    ("text", "temporary", "ignored"),
    [
        ("E", False, 0),
        ("E once", True, 0),
        ("E after 3", False, 2),
        ("E after 3 once", True, 2),
        ("E after 1", False, 0),
    ],
)
def test_what_stands_behind_it_says_how_often_it_stops(text: str, *, temporary: bool, ignored: int) -> None:
    point = parse_breakpoint(text, WHOLE)
    assert (point.temporary, point.ignore_count, point.text) == (temporary, ignored, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("E after 0", "write after 1, or a larger number"),
        ("epoch 0", "there are epochs 1 to 4"),
        ("epoch 5", "there are epochs 1 to 4"),
        ("step 4", "there are steps 1 to 3"),
        ("layer 3", "there are 1, 2"),
        ("", "if E < 0.01"),
    ],
)
def test_a_refusal_says_what_there_is(text: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_breakpoint(text, WHOLE)
    assert hint in caught.value.hint


def test_without_an_error_the_example_is_of_the_last_operation() -> None:
    with pytest.raises(CommandError) as caught:
        parse_breakpoint("", replace(WHOLE, ops=WHOLE.ops[:2], objective=""))
    assert "if abs(a1).max() < 0.01" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("if a1[0,1] > 0", "the last batch of an epoch has no such element"),
        ("if (a1 - previous(a1)).max() > 0", "this puts together the samples of two batches, which are not as many"),
    ],
)
def test_a_condition_must_have_a_value_in_a_smaller_last_batch_too(text: str, message: str) -> None:
    with pytest.raises(NNStepError) as caught:
        parse_breakpoint(text, BATCHES)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["if a1[0,0] > 0", "if a1.max() > previous(a1).max()", "a1 changes", "W1 exceeds 2"])
def test_what_has_a_value_in_every_batch_is_no_fault(text: str) -> None:
    assert parse_breakpoint(text, BATCHES).ops
