"""The first value that is not finite: found where looking at every operation finds it, named once, and passed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.nonfinite_stop import FIRST_NONFINITE
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.explain.warnings import notes
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from nnstep.scenario.tables.conventions import Conventions
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from tests.conftest import build_scenario
from tests.engine.plain_run import PlainRun

SLEEPING = """
title = "A weight that overflows long before an error shows it"
input = [[1], [1], [1], [1], [1], [1], [0]]
target = [[1], [1], [1], [1], [1], [1], [1]]
learning_rate = 0.1
[[layers]]
activation = "relu"
weights = [[1e-10]]
[[layers]]
activation = "linear"
weights = [[1e160]]
"""
"""delta1 = 1e160 · 1e150 is infinite, and then the weight; the relu is closed by it until it meets an input of 0."""


def exploding(seed: int = 0, *, rate: float = 1e30, epochs: int = 100, activation: str = "linear") -> Program:
    return compile_program(
        build_scenario((2, 2, 1), (activation, "linear"), samples=2, epochs=epochs, learning_rate=rate, seed=seed)
    )


def first_bad(program: Program) -> tuple[int, int]:
    """Return where the first result that is not finite is made, and where the first error is not, of all operations."""
    plain = PlainRun(program)
    made = bad = 0
    for position, state in enumerate(plain.states[1:], start=1):
        target = program.ops[state.done - 1].target
        if not np.isfinite(state.values[target]).all():
            made = made or position
            bad = bad or (position if target == program.objective else 0)
    return made, bad


@pytest.mark.thorough
@settings(max_examples=12)
@given(st.integers(0, 1000), st.sampled_from([1e3, 1e20, 1e80, 1e160, 1e300]), st.sampled_from(["linear", "relu"]))
def test_a_run_stops_by_itself_at_the_operation_that_made_the_first(seed: int, rate: float, activation: str) -> None:
    program = exploding(seed, rate=rate, epochs=60, activation=activation)
    made, bad = first_bad(program)
    session = Session(program)
    session.complete(session.run_on())
    frame = session.debugger.frame
    if not bad:
        assert frame.at_end
        assert session.debugger.stopped_by is None
        return
    assert session.debugger.stopped_by is FIRST_NONFINITE
    assert frame.position == made
    assert frame.op is not None
    assert all(np.isfinite(value).all() for value in frame.inputs.values())


@pytest.mark.parametrize("epochs", [8, 300])
def test_however_far_the_end_is_a_run_stops_there_once_and_then_goes_on(epochs: int) -> None:
    program = exploding(epochs=epochs)
    session = Session(program)
    perform(session, "continue")
    made = session.debugger.frame.position
    assert session.debugger.stopped_by is FIRST_NONFINITE
    perform(session, "continue")
    assert session.debugger.frame.at_end
    perform(session, "goto start")
    perform(session, "continue")
    assert session.debugger.frame.position == made
    perform(session, "next")
    perform(session, "continue")
    assert session.debugger.frame.position > made


@pytest.mark.thorough
def test_slices_of_a_run_stop_at_the_same_place_and_go_on_from_it() -> None:
    program = exploding(epochs=300)
    session = Session(program)
    for expected in (first_bad(program)[0], program.last_position):
        journey = session.run_on()
        while not journey.advance(1e-9):
            pass
        assert session.debugger.frame.position == expected


def test_stepping_over_an_operation_that_spreads_it_stays_a_step() -> None:
    program = exploding()
    session = Session(program)
    made, bad = first_bad(program)
    session.debugger.go_to(made)
    for position in range(made + 1, bad + 4):
        perform(session, "next")
        assert session.debugger.frame.position == position


def test_a_breakpoint_before_it_stops_first_and_one_after_it_does_not_hide_it() -> None:
    program = exploding()
    made, bad = first_bad(program)
    for position, expected in ((made - 3, made - 3), (bad + 2, made)):
        session = Session(program)
        op = program.ops[(position - 1) % len(program.ops)].target
        step = (position - 1) // len(program.ops)
        session.debugger.breakpoints.add(parse_breakpoint(f"{op} after {1 + step}", program))
        perform(session, "continue")
        assert session.debugger.frame.position == expected


def test_a_change_that_explodes_anew_is_stopped_at_anew() -> None:
    session = Session(exploding(rate=0.1, epochs=50))
    perform(session, "goto 10.1.0")
    perform(session, "set lr = 1e30")
    perform(session, "continue")
    first = session.debugger.frame.position
    assert session.debugger.stopped_by is FIRST_NONFINITE
    perform(session, "undo")
    perform(session, "goto 10.1.0")
    perform(session, "set lr = 1e30")
    perform(session, "continue")
    assert session.debugger.frame.position == first
    assert session.debugger.stopped_by is FIRST_NONFINITE


def test_what_is_given_as_infinite_has_no_producer_and_the_run_stops_where_the_error_shows_it() -> None:
    session = Session(exploding(rate=0.1, epochs=50))
    perform(session, "goto 4")
    perform(session, "set W1[0,0] = exp(10000 + x[0])")
    assert np.isinf(session.debugger.frame.values["W1"]).any()
    perform(session, "continue")
    assert session.debugger.stopped_by is FIRST_NONFINITE
    perform(session, "continue")
    assert session.debugger.frame.at_end


def test_an_overflow_that_reaches_the_error_much_later_is_followed_back_to_where_it_was_made() -> None:
    program = compile_program(parse(SLEEPING, "sleeping.toml"), 20)
    made, bad = first_bad(program)
    length = len(program.ops)
    assert (made // length, bad // length) == (0, 6)
    assert program.ops[made - 1].target == "delta1"
    session = Session(program)
    perform(session, "continue")
    assert session.debugger.frame.position == made
    assert session.debugger.stopped_by is FIRST_NONFINITE


def test_the_producer_is_told_from_what_it_spread_to() -> None:
    program = exploding()
    made, _ = first_bad(program)
    run = Timeline(program)
    for position in range(made, made + 2 * len(program.ops)):
        frame = run.seek(position)
        assert frame.op is not None
        if np.isfinite(frame.values[frame.op.target]).all():
            assert not any("NaN" in note or "infinite" in note for note in notes(frame))
            continue
        (note,) = notes(frame)
        sources = [id for id, value in frame.inputs.items() if not np.isfinite(value).all()]
        assert ("this operation produced it" in note) == (not sources)
        if sources:
            assert note.endswith("it came from " + ", ".join(sources))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("f = ln(x) / n", "ln x where x is 0"),
        ("f = n * (1 / x)", "1 / x where x is 0"),
        ("f = exp(n * 30) + x", "e^(n·30) where n·30 is 960"),
        ("f = x + n * 1e308", "n·1e+308 where n is 32"),
        ("f = (x - n) * 1e200 * 1e200", "(x − n)·1e+200·1e+200 where (x − n)·1e+200 is −3.2e+201"),
    ],
)
def test_what_made_an_infinity_is_the_part_that_did_not_the_largest_number(line: str, said: str) -> None:
    """32 is the largest number in each of them, and in none to blame by itself."""
    text = f'title = "No number"\n[graph]\ngiven = {{ n = 32, x = 0 }}\nlines = ["{line}"]\n'
    (note,) = notes(Timeline(compile_program(parse(text, "x.toml"))).seek(1))
    assert note == f"the value is infinite: this operation produced it: {said}"


def test_of_a_product_of_matrices_the_largest_numbers_are_said() -> None:
    net = build_scenario((1, 1), ("linear",), biases=False)
    session = Session(compile_program(net))
    for change in ("x[0] = 1e200", "W1[0,0] = -1e200"):
        perform(session, f"set {change}")
    perform(session, "next")
    (note,) = notes(session.debugger.frame)
    assert (
        note
        == "the value is infinite: this operation produced it: W1 x where |W1| is up to 1e+200 and |x| is up to 1e+200"
    )


def backward_notes(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the notes at each operation of the first training step's backward pass and gradients."""
    program, run = session.debugger.program, session.debugger.run
    found = {op.target: notes(run.seek(n)) for n, op in enumerate(program.ops, start=1)}
    return {op.target: found[op.target] for op in program.ops if op.phase in ("backward", "gradient")}


@pytest.mark.parametrize("backward", ["delta", "stepwise"])
@pytest.mark.parametrize(("hidden", "bias"), [("relu", -50), ("sigmoid", 800), ("tanh", 400)])
def test_where_no_gradient_passes_it_is_said_and_what_it_spread_to(hidden: str, bias: float, backward: str) -> None:
    """All units dead, or saturated so that a (1 - a) is exactly 0."""
    scenario = build_scenario((2, 3, 1), (hidden, "linear"), learning_rate=0.1)
    conventions = Conventions(backward=backward)  # type: ignore[arg-type]
    session = Session(compile_program(replace(scenario, conventions=conventions)))
    for unit in range(3):
        perform(session, f"set b1[{unit}] = {bias}")
    found = backward_notes(session)
    nothing = "no gradient passes back, so layer 1 and earlier layers do not learn"
    assert found["delta1"] == (f"every element is 0, since every derivative of its activation is 0: {nothing}",)
    assert found["dW1"] == found["db1"] == ("every element is 0: that came from delta1",)
    assert not any(found["delta2"])
    assert not any(found["db2"])


def test_zeros_that_are_no_failing_are_not_noted() -> None:
    """An output that is its target leaves nothing to learn, and weights of an input of 0 have no gradient."""
    for change in ("y[0] = 0", "x[0] = 0"):
        session = Session(compile_program(build_scenario((1, 1), ("linear",), biases=False, learning_rate=0.1)))
        for text in ("W1[0,0] = 0", "y[0] = 1", "x[0] = 1", change):
            perform(session, f"set {text}")
        assert not any(backward_notes(session).values()), change


def test_saturated_units_are_counted_with_the_slope_that_is_left() -> None:
    scenario = build_scenario((1, 4), ("sigmoid",), learning_rate=0.1)
    session = Session(compile_program(scenario))
    perform(session, "goto start")
    perform(session, "set x[0] = 1")
    for row, z in enumerate((8, -9, 1, 0)):
        perform(session, f"set W1[{row},0] = {z}")
        perform(session, f"set b1[{row}] = 0")
    perform(session, "next 2")
    (note,) = notes(session.debugger.frame)
    slopes = [1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z))) for z in (8.0, -9.0, 1.0, 0.0)]
    assert sum(slope < 0.0025 for slope in slopes) == 2
    assert note.startswith("2 of 4 are saturated: the derivative there is below 0.0025, down to 0.000123")


def test_dead_units_are_those_that_are_closed_for_every_sample_of_the_batch() -> None:
    scenario = replace(build_scenario((1, 3, 1), ("relu", "linear"), samples=2), batch_size=2)
    session = Session(compile_program(scenario))
    for name, value in (("x[0,0]", 1), ("x[0,1]", -1), ("W1[0,0]", 1), ("W1[1,0]", 0), ("W1[2,0]", -1)):
        perform(session, f"set {name} = {value}")
    for row, bias in enumerate((-2, -1, 0)):
        perform(session, f"set b1[{row}] = {bias}")
    perform(session, "next 2")
    (note,) = notes(session.debugger.frame)
    assert note == "2 of 3 are 0 for every sample of the batch, so no gradient passes: unit 0, 1"


def test_vanishing_and_exploding_gradients_are_said_with_the_numbers() -> None:
    session = Session(compile_program(build_scenario((1, 1, 1), ("linear", "linear"), biases=False)))
    for name, value in (("x[0]", 1), ("y[0]", 0), ("W1[0,0]", 1000), ("W2[0,0]", 1e-5), ("lr", 0.5)):
        perform(session, f"set {name} = {value}")
    targets = [op.target for op in session.debugger.program.ops]
    perform(session, f"goto {targets.index('dW1') + 1}")
    # delta2 = 0.01, delta1 = 1e-7, dW2 = 10, dW1 = 1e-7
    (note,) = notes(session.debugger.frame)
    assert note == "vanishing: the largest element is 1e-07, 1e-08 of the largest of dW2"
    perform(session, f"goto {targets.index('dW2') + 1}")
    (note,) = notes(session.debugger.frame)
    assert note == "exploding: the largest step is 5, but the largest element of W2 is 1e-05"


def test_an_ordinary_operation_has_nothing_to_be_noticed() -> None:
    program = compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), learning_rate=0.1))
    run = Timeline(program)
    assert [notes(run.seek(position)) for position in range(program.last_position + 1)] == [()] * (
        program.last_position + 1
    )


def test_values_that_are_no_numbers_can_not_be_saved_as_an_exercise(tmp_path: Path) -> None:
    session = Session(exploding(epochs=60))
    perform(session, "continue")
    perform(session, "next 60")
    with pytest.raises(CommandError, match="has elements that are no numbers"):
        perform(session, f"save {tmp_path}/saved.toml")
