"""The original run beside a changed one: caught up in slices as far as one stands, and no further than it goes."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform

ONE = """title = "One weight"
input = [1]
target = [0]
learning_rate = 0.1
[[layers]]
activation = "linear"
weights = [[8]]
[training]
epochs = 400
"""
"""Six operations a training step, E the third; E = ½ (8·0.9ⁿ)² after n of them."""
STOPS = ONE + "stop = { error_below = 1 }\n"


def changed(position: int, line: str, text: str = ONE) -> Session:
    session = Session(compile_program(parse(text, "one.toml")))
    perform(session, f"goto {position}")
    perform(session, f"set {line}")
    return session


def caught_up(session: Session, seconds: float = 0.0) -> int:
    """Catch up in slices, and return how many it took."""
    for slices in range(1, 10_000):
        if session.debugger.catch_up(seconds):
            return slices
    raise AssertionError("it never ends")


@pytest.mark.parametrize("position", [0, 1, 2, 3, 4, 5, 6, 7, 9, 600, 605])
def test_it_is_there_after_as_many_errors_as_the_changed_run_has(position: int) -> None:
    session = changed(position, "lr = 0.2")
    caught_up(session)
    debugger = session.debugger
    assert debugger.original.errors().size >= debugger.frame.errors.size
    perform(session, "goto 620")
    assert caught_up(session) > 1, "in slices"
    n = debugger.frame.errors.size
    np.testing.assert_allclose(debugger.original.errors(n), [(8 * 0.9**k) ** 2 / 2 for k in range(n)], rtol=1e-9)


def test_it_is_worked_out_at_once_where_there_is_time() -> None:
    session = changed(6, "lr = 0.2")
    perform(session, "goto end")
    assert session.debugger.catch_up(60)
    assert session.debugger.frame.at_end


def test_where_one_stands_does_not_change() -> None:
    session = changed(6, "W1 = 1")
    perform(session, "goto 50")
    frame = session.debugger.frame
    caught_up(session)
    assert session.debugger.frame is frame
    assert session.debugger.frame.values["W1"].item() == pytest.approx(0.9**7)


def test_an_original_that_ended_earlier_is_gone_through_to_its_end_only() -> None:
    """E falls below 1 after some 17 training steps; with a rate ten times as small only later."""
    session = changed(6, "lr = 0.01", STOPS)
    perform(session, "goto 600")
    assert session.debugger.frame.errors.size == 100
    assert caught_up(session) < 100
    original = session.debugger.original.errors()
    assert original.size < 30
    assert original[-1] < 1 <= original[-2]
