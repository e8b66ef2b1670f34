"""Watches: what an expression was at each stop, against evaluating it by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.engine.timeline import Timeline
from nnstep.errors import NNStepError
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.compile import compile_program
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.session.watches import Watch
from tests.conftest import build_scenario

NET = replace(build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=3, epochs=3), batch_size=2)
EXPRESSIONS = {
    "E": lambda v: v["E"],
    "W1[0,1]": lambda v: v["W1"][0, 1],
    "W1[:,0]": lambda v: v["W1"][:, 0],
    "abs(delta2).max()": lambda v: np.abs(v["delta2"]).max(),
    "W2 @ a1 + b2": lambda v: v["W2"] @ v["a1"] + v["b2"],
    "lr * E": lambda v: v["lr"] * v["E"],
    "x[0,1]": lambda v: v["x"][0, 1],
}


@settings(max_examples=25)
@given(st.lists(st.integers(0, 90), min_size=2, max_size=12), st.sampled_from(sorted(EXPRESSIONS)))
def test_a_watch_has_its_value_where_one_stops_and_the_other_one_before_it_in_the_run(
    stops: list[int], text: str
) -> None:
    program = compile_program(NET)
    session = Session(program)
    plain = Timeline(program)
    perform(session, f"watch {text}")
    seen: list[tuple[int, np.ndarray]] = []
    shown: np.ndarray | None = None
    for number, stop in enumerate([0, *stops]):
        if number:
            perform(session, f"goto {stop}")
        (watch,) = session.watches
        frame = plain.seek(session.debugger.frame.position)
        seen = [(position, value) for position, value in seen if position <= frame.position]
        try:
            value = np.asarray(EXPRESSIONS[text](frame.values))
        except (KeyError, IndexError):
            assert watch.value is None
            assert not watch.just_changed
            assert was(watch) == (seen[-1][1].tolist() if seen else None)
            assert watch.was_until == ""
            continue
        assert watch.value is not None
        assert np.array_equal(watch.value, value)
        assert watch.just_changed == (shown is not None and not same(shown, value))
        shown = value
        if not seen or not same(seen[-1][1], value):
            seen.append((frame.position, value))
        assert was(watch) == (seen[-2][1].tolist() if len(seen) > 1 else None)
        assert watch.was_until == (str(plain.seek(seen[-1][0]).place) if len(seen) > 1 else "")


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.array_equal(one, other)


def was(watch: Watch) -> object:
    return None if watch.was is None else watch.was.tolist()


def test_what_a_value_becomes_further_on_is_not_what_it_was() -> None:
    session = Session(compile_program(NET))
    for line in ("watch W1[0,1]", "watch E", "goto 2.1.0", "goto end", "goto start"):
        perform(session, line)
    assert not any("was" in line for line in perform(session, "watches"))
    perform(session, "goto 2.1.0")
    weight, error = session.watches
    assert np.array_equal(was(weight), NET.layers[0].weights[0, 1])  # type: ignore[arg-type]
    assert weight.was_until == "1.2.15"
    assert error.was is None


def test_a_watch_of_what_is_stale_has_no_value_until_it_is_worked_out_anew() -> None:
    session = Session(compile_program(NET))
    for line in ("goto 5", "watch E", "watch z1.max()"):
        perform(session, line)
    assert [watch.value is None for watch in session.watches] == [False, False]
    perform(session, "set W1[0,0] = 2")
    assert [watch.value is None for watch in session.watches] == [True, True]
    perform(session, "undo")
    assert [watch.value is None for watch in session.watches] == [False, False]
    perform(session, "redo")
    perform(session, "goto 20")
    assert [watch.value is None for watch in session.watches] == [False, False]


def test_watches_are_counted_from_one_and_close_up_when_one_goes() -> None:
    session = Session(compile_program(NET))
    for text in ("E", "lr", "W1"):
        perform(session, f"watch {text}")
    assert perform(session, "unwatch 2") == ["deleted watch 2"]
    assert [watch.text for watch in session.watches] == ["E", "W1"]
    for number in ("0", "3", "-1"):
        with pytest.raises(NNStepError, match=f"no watch {number}"):
            perform(session, f"unwatch {number}")


def test_values_that_are_no_numbers_are_shown_and_no_change_of_themselves() -> None:
    session = Session(compile_program(build_scenario((2, 2), ("linear",), learning_rate=1e200, epochs=6)))
    perform(session, "watch W1")
    for step in range(1, 7):
        perform(session, f"goto {step}.1.0" if step == 1 else f"goto {step * len(session.debugger.program.ops)}")
    (watch,) = session.watches
    assert watch.value is not None
    assert np.isnan(watch.value).all()
    assert not watch.just_changed


def test_a_value_that_an_undone_change_gave_is_forgotten() -> None:
    session = Session(compile_program(NET))
    for line in ("next 3", "watch W1[0,0]", "set W1[0,0] = 7", "undo"):
        perform(session, line)
    (watch,) = session.watches
    assert [look.value.item() for look in watch.looks] == [NET.layers[0].weights[0, 0]]


def test_a_stop_evaluates_only_the_watches_that_read_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(compile_program(NET))
    for number in range(100):
        perform(session, f"watch W1[0,1] + {number}")
    perform(session, "watch z1")
    evaluated: list[object] = []
    monkeypatch.setattr(
        "nnstep.session.watches.evaluate",
        lambda expression, values: evaluated.append(expression) or evaluate(expression, values),
    )
    perform(session, "next")
    assert len(evaluated) == 1
    before = list(session.watches)
    perform(session, "next")
    assert len(evaluated) == 1
    assert list(session.watches) == before
    perform(session, "goto 1.2.0")
    assert len(evaluated) == 1 + 100
