"""The tables [[breakpoints]] of a file: what they say as one would type it, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.errors import NNStepError
from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.session.session import Session

HOME = "known here: at, if, once and after"


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ('at = "delta1"', "delta1"),
        ('if = "E < 0.01"', "if E < 0.01"),
        ('at = "delta1"\nif = "E < 0.01"', "delta1 if E < 0.01"),
        ('at = "W1[0,1] changes sign"', "W1[0,1] changes sign"),
        ('at = "E"\nonce = true', "E once"),
        ('at = "E"\nonce = false\nafter = 3', "E after 3"),
        ('if = "E > previous(E)"\nonce = true\nafter = 12', "if E > previous(E) once after 12"),
    ],
)
def test_a_table_is_what_one_would_type(exercise: Callable[..., str], table: str, text: str) -> None:
    scenario = parse(exercise(more=f"[[breakpoints]]\n{table}\n"), "a.toml")
    assert scenario.breakpoints == (text,)
    program = compile_program(scenario)
    (point,) = Session(program).debugger.breakpoints
    expected = parse_breakpoint(text, program)
    assert (point.text, point.ops, point.source) == (text, expected.ops, expected.source)
    assert (point.temporary, point.ignore_count) == (expected.temporary, expected.ignore_count)


def test_several_are_numbered_in_the_order_of_the_file(exercise: Callable[..., str]) -> None:
    more = "".join(f'[[breakpoints]]\nat = "{id}"\n' for id in ("delta1", "E", "z1"))
    session = Session(compile_program(parse(exercise(more=more), "a.toml")))
    assert [(point.number, point.text) for point in session.debugger.breakpoints] == [
        (1, "delta1"),
        (2, "E"),
        (3, "z1"),
    ]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (
            "",
            '9: breakpoints[0] says neither where nor when to stop (add a line such as at = "delta2" or if = "',
        ),
        ('where = "E"', f"10: breakpoints[0].where is not a known key ({HOME})"),
        ('at = "E"\nafterr = 3', "11: breakpoints[0].afterr is not a known key (did you mean after?)"),
        ("at = 3", "10: breakpoints[0].at must be a string, but it is the number 3 (put it in quotes"),
        ('at = ""', "10: breakpoints[0].at is empty"),
        ('if = "a\\nb"', "10: breakpoints[0].if must be one line"),
        ('at = "\\u001b[31m"', "10: breakpoints[0].at has the control character \\x1b"),
        ('at = "E"\nonce = 1', "11: breakpoints[0].once must be true or false, but it is the number 1"),
        ('at = "E"\nafter = 0', "11: breakpoints[0].after must be a whole number from 1"),
        ('at = "E"\nafter = true', "11: breakpoints[0].after must be a whole number from 1"),
        ('at = "E"\nafter = 1.5', "11: breakpoints[0].after must be a whole number from 1"),
        ('at = "E"\nafter = 1000000000', "11: breakpoints[0].after must be a whole number from 1"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_line(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], table: str, problem: str
) -> None:
    found = wrong(exercise(more=f"[[breakpoints]]\n{table}\n"))
    assert any(line.startswith(problem) for line in found), found


@pytest.mark.parametrize("value", ["3", '"E"', '["E"]', "{at = 'E'}"])
def test_what_is_no_list_of_tables_is_said(
    exercise: Callable[..., str], wrong: Callable[[str], list[str]], value: str
) -> None:
    (found,) = wrong(f"breakpoints = {value}\n" + exercise())
    assert found.startswith("1: breakpoints must be tables, but it is ")
    assert found.endswith('(write [[breakpoints]], and below it lines such as at = "delta2" or if = "E < 0.01")')


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('at = "delta9"', "there is no 'delta9' to stop at"),
        ('if = "E"', "no comparison"),
        ("if = \"__import__('os') > 1\"", "inner names"),
        ('at = "E"\nif = "dW1.max() > 1"', "dW1 has no value there yet"),
        (f'at = "{"E" * 600}"', "too long: 600 characters"),
    ],
)
def test_what_its_network_does_not_have_is_said_when_a_session_begins(
    exercise: Callable[..., str], table: str, says: str
) -> None:
    program = compile_program(parse(exercise(more=f"[[breakpoints]]\n{table}\n"), "a.toml"))
    with pytest.raises(NNStepError) as caught:
        Session(program)
    assert caught.value.message.startswith("a.toml: breakpoints[0]")
    assert says in caught.value.message
