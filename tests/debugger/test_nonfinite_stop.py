"""Where a run stops of itself: at the operation that made the first value that is not finite."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.nonfinite_stop import FIRST_NONFINITE, _step_of_origin
from nnstep.engine.edits import Edit
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from tests.conftest import build_scenario


def diverging(epochs: int = 400) -> Program:
    """A linear network whose learning rate is far too large: each step multiplies the error."""
    return compile_program(build_scenario((2, 2, 1), ("linear", "linear"), epochs=epochs, learning_rate=50.0))


def first_by_looking(program: Program) -> int:
    """Return the first position at which something not finite was made, found by looking at every operation."""
    debugger = Debugger(program)
    while not debugger.frame.at_end:
        result = debugger.step().result
        if result is not None and not np.isfinite(result).all():
            return debugger.frame.position
    raise AssertionError("everything stayed finite")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_run_stops_after_the_operation_that_made_it_and_only_once() -> None:
    program = diverging()
    debugger, first = Debugger(program), first_by_looking(program)
    assert debugger.first_bad is None
    assert debugger.run_on().position == first
    assert debugger.stopped_by is FIRST_NONFINITE
    assert debugger.run_on().at_end
    assert debugger.stopped_by is None
    assert debugger.first_bad == first


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_begun_before_it_again_it_stops_again_and_without_being_asked_it_does_not() -> None:
    program = diverging()
    debugger = Debugger(program)
    first = debugger.run_on().position
    debugger.run_on()
    debugger.restart()
    assert debugger.run_on().position == first
    debugger.restart()
    assert debugger.run_for(60.0, stop_on_nonfinite=False).at_end


def test_a_run_that_stays_finite_has_no_such_place() -> None:
    debugger = Debugger(compile_program(build_scenario((2, 2), ("sigmoid",), epochs=20)))
    assert debugger.run_on().at_end
    assert (debugger.stopped_by, debugger.first_bad) == (None, None)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_change_that_prevents_it_moves_the_place_and_undoing_it_brings_it_back() -> None:
    program = diverging()
    debugger, first = Debugger(program), first_by_looking(program)
    debugger.edit(Edit(0, "lr", frozen(0.001), program.start["lr"], "lr = 0.001"))
    assert debugger.run_on().at_end
    assert debugger.first_bad is None
    debugger.undo()
    assert debugger.run_on().position == first


def test_what_was_given_is_no_operation_s_fault() -> None:
    """The run stops where that is first seen, and no operation is blamed."""
    scenario = build_scenario((2, 2), ("linear",), epochs=3)
    weights = np.array(scenario.layers[0].weights)
    weights[0, 0] = np.inf
    program = compile_program(replace(scenario, layers=(replace(scenario.layers[0], weights=frozen(weights)),)))
    debugger = Debugger(program)
    with np.errstate(all="ignore"):
        debugger.run_on()
        assert debugger.stopped_by is FIRST_NONFINITE
        assert debugger.first_bad is None
        assert debugger.run_on().at_end
        assert debugger.first_bad is None  # now that there are errors, which are not finite


class Stepped:
    """A run whose weight is infinite from the start of some training step on."""

    def __init__(self, first: int) -> None:
        self.program = SimpleNamespace(ops=("z1", "W1"), parameters=("W1",))
        self._first = first

    def seek(self, position: int) -> SimpleNamespace:
        return SimpleNamespace(values={"W1": np.array([1.0, np.inf if position >= 2 * self._first else 1.0])})


@pytest.mark.parametrize("first", range(1, 11))
def test_where_the_error_shows_it_late_the_training_step_is_found_whose_update_made_it(first: int) -> None:
    run: Any = Stepped(first)
    assert _step_of_origin(run, 10) == first - 1
    assert _step_of_origin(run, first - 1) == first - 1
