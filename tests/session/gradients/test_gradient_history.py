"""The gradients of the latest training steps, taken while stepping or computed later, against a plain loop."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from nnstep.program.compile import compile_program
from nnstep.scenario.load import parse
from nnstep.session.gradients.gradient_history import LATEST, GradientHistory
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.explain.gradient_loop import exercise, loop_steps


def session_at(step: int, op: int = 0) -> Session:
    """Return a session within a training step, counted from 0, that came there in one jump."""
    session = Session(compile_program(parse(exercise(), "exercise.toml")))
    session.complete(session.go_to(step * len(session.debugger.program.ops) + op))
    return session


def expected(steps: range) -> np.ndarray:
    loop = loop_steps(steps.stop)
    return np.array([[np.abs(loop[step].deltas[layer]).max() for step in steps] for layer in (2, 1, 0)])


@pytest.mark.parametrize(("step", "steps"), [(3, range(3)), (90, range(90 - LATEST, 90))])
def test_the_latest_steps_are_computed_on_demand(step: int, steps: range) -> None:
    session = session_at(step)
    history = GradientHistory(session.debugger)
    assert not history.complete(session.debugger.frame)
    assert history.advance(inf)
    sizes, known = history.latest(session.debugger.frame)
    assert known.all()
    np.testing.assert_allclose(sizes, expected(steps), rtol=1e-11)


def test_the_run_is_left_where_it_was() -> None:
    session = session_at(20, 5)
    before = session.debugger.frame
    GradientHistory(session.debugger).advance(inf)
    after = session.debugger.peek(before.position)
    assert session.debugger.frame is before
    assert {id: value.tolist() for id, value in after.values.items()} == {
        id: value.tolist() for id, value in before.values.items()
    }


def test_slices_give_what_one_go_gives() -> None:
    session = session_at(30)
    history, slices = GradientHistory(session.debugger), 1
    while not history.advance(0):
        slices += 1
    assert slices == 29  # the present training step is known already
    np.testing.assert_allclose(history.latest(session.debugger.frame)[0], expected(range(30)), rtol=1e-11)


def test_the_present_step_counts_once_its_gradients_are_there_and_costs_nothing() -> None:
    session = session_at(4, 14)
    history = GradientHistory(session.debugger)
    sizes, known = history.latest(session.debugger.frame)
    assert known.tolist() == [[False] * 4 + [True]] * 3
    np.testing.assert_allclose(sizes[:, 4], expected(range(5))[:, 4], rtol=1e-11)


def test_an_edit_and_its_undoing_begin_anew() -> None:
    session = session_at(10)
    history = GradientHistory(session.debugger)
    history.advance(inf)
    session.complete(session.go_to(5 * len(session.debugger.program.ops)))
    perform(session, "set lr = 0.1")
    session.complete(session.go_to(10 * len(session.debugger.program.ops)))
    history.advance(inf)
    changed = history.latest(session.debugger.frame)[0]
    np.testing.assert_allclose(changed[:, :6], expected(range(6)), rtol=1e-11)
    assert not np.allclose(changed[:, 6:], expected(range(10))[:, 6:])
    perform(session, "undo")
    session.complete(session.go_to(10 * len(session.debugger.program.ops)))
    history.advance(inf)
    np.testing.assert_allclose(history.latest(session.debugger.frame)[0], expected(range(10)), rtol=1e-11)


def test_the_typed_command_prints_the_table_the_worst_layer_first() -> None:
    session = session_at(14)
    heading, *rows, idle, saturated = perform(session, "gradients")
    assert heading.split()[:3] == ["layer", "max|δ|", "of"]
    assert [row.split()[:2] for row in rows] == [["3", "sigmoid"], ["2", "relu"], ["1", "tanh"]]
    last, second = loop_steps(14)[-1].deltas[2], loop_steps(14)[-1].deltas[1]
    assert f"{np.abs(last).max():.3g}" in rows[0]
    assert f"{np.abs(second).max():.3g}" in rows[1]
    assert "1/3 dead" in rows[1]
    assert (idle, saturated) == ("Dead in layer 2: unit 1.", "Saturated in layer 1: unit 0.")
