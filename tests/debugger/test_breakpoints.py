"""Breakpoints: where runs stop, forwards and backwards, however fast they go, and what is no breakpoint."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoints
from nnstep.debugger.debugger import Debugger
from nnstep.engine.timeline import Timeline
from nnstep.errors import NNStepError
from nnstep.optimizers import OPTIMIZERS
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from tests.conftest import build_scenario
from tests.debugger.watching import Watching

PLACES = {
    "delta2": lambda p, now, before: now.op.target == "delta2",
    "layer 2": lambda p, now, before: now.done in (3, 8, 12),
    "phase update": lambda p, now, before: now.done == 12,
    "epoch 3": lambda p, now, before: now.place.epoch == 3 and now.place.step == 1 and now.done == 1,
}
CONDITIONS = {
    "if E < 0.6": lambda p, now, before: now.op.target == "E" and now.values["E"] < 0.6,
    "if E > previous(E)": lambda p, now, before: (
        bool(before) and now.op.target == "E" and now.values["E"] > before["E"]
    ),
    "if abs(delta2).max() < 0.1": lambda p, now, before: (
        now.op.target == "delta2" and np.abs(now.values["delta2"]).max() < 0.1
    ),
    "delta2 if E < 0.6 and a2[0] > 0.5": lambda p, now, before: (
        now.op.target == "delta2" and now.values["E"] < 0.6 and now.values["a2"][0, 0] > 0.5
    ),
    "if W1[0,1] > 0.6 or not b2[1] < 0": lambda p, now, before: (
        now.op.target in ("W1", "b2") and (now.values["W1"][0, 1] > 0.6 or not now.values["b2"][1, 0] < 0)
    ),
    "z1[0] changes sign": lambda p, now, before: (
        bool(before) and now.op.target == "z1" and now.values["z1"][0, 0] * before["z1"][0, 0] < 0
    ),
    "W2 exceeds 1": lambda p, now, before: (
        now.op.target == "W2"
        and np.abs(now.values["W2"]).max() > 1
        and (not now.step or not np.abs(before["W2"]).max() > 1)
    ),
}


@cache
def small(epochs: int = 25, *, optimizer: str = "gradient-descent") -> Program:
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=epochs, seed=2)
    return compile_program(replace(scenario, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings))


def debugger_with(program: Program, *texts: str) -> Debugger:
    debugger = Debugger(program)
    for text in texts:
        debugger.breakpoints.add(parse_breakpoint(text, program))
    return debugger


@cache
def expected(program: Program, text: str) -> list[int]:
    """Return the positions where it stops, found by looking at every operation."""
    rule, timeline, found = {**PLACES, **CONDITIONS}[text], Timeline(program), []
    ends = {0: {id: program.start[id] for id in program.parameters}}
    for position in range(1, program.last_position + 1):
        now = timeline.seek(position)
        before = ends[now.step] if now.step else {id: ends[0][id] for id in ("W2",) if text.startswith("W2")}
        if rule(program, now, before):
            found.append(position)
        if now.done == len(program.ops):
            ends[now.step + 1] = dict(now.values)
    return found


@pytest.mark.parametrize("text", sorted({**PLACES, **CONDITIONS}))
def test_a_run_stops_where_looking_at_every_operation_would_stop_it(text: str) -> None:
    program = small()
    debugger, found = debugger_with(program, text), []
    while not debugger.run_on().at_end or debugger.stopped_by is not None:
        found.append(debugger.frame.position)
        assert debugger.stopped_by is not None
        assert debugger.stopped_by.text == text
    assert found == expected(program, text)


@pytest.mark.sweep
@pytest.mark.parametrize("text", sorted({**PLACES, **CONDITIONS}))
def test_backwards_it_stops_at_the_same_places_in_the_opposite_order(text: str) -> None:
    program = small()
    debugger, found = debugger_with(program, text), []
    debugger.go_to(program.last_position)
    while not debugger.run_back().at_start:
        found.append(debugger.frame.position)
    assert found[::-1] == [position for position in expected(program, text) if position < program.last_position]


@pytest.mark.thorough
@given(st.sampled_from(sorted(OPTIMIZERS)), st.integers(1, 900))
def test_values_at_a_breakpoint_are_those_of_stepping_to_the_last_bit(optimizer: str, target: int) -> None:
    program = small(20, optimizer=optimizer)
    debugger = debugger_with(program, "if E < 0", "W1 becomes nan")
    frame = debugger.run_for(10, min(target, program.last_position))
    plain = Timeline(program).seek(frame.position)
    assert all(plain.values[id].tobytes() == value.tobytes() for id, value in frame.values.items())
    assert plain.errors.tobytes() == frame.errors.tobytes()


def test_a_recording_sees_every_operation_on_the_way_to_a_breakpoint() -> None:
    debugger, seen = debugger_with(small(), "epoch 2"), Watching()
    debugger.observe(seen)
    assert debugger.run_on().position == seen.positions[-1]
    assert seen.positions == list(range(1, len(seen.frames) + 1))


def test_the_first_of_several_stops_the_run() -> None:
    debugger = debugger_with(small(), "epoch 5", "delta2 after 4")
    assert debugger.run_on().op is not None
    assert debugger.stopped_by is not None
    assert (debugger.stopped_by.number, debugger.frame.place.epoch) == (2, 2)


def test_a_temporary_one_is_gone_once_it_has_stopped_a_run() -> None:
    debugger = debugger_with(small(), "delta2 once")
    debugger.run_on()
    assert len(debugger.breakpoints) == 0
    assert debugger.run_on().at_end


def test_a_disabled_one_stops_nothing_until_it_is_enabled_again() -> None:
    debugger = debugger_with(small(), "epoch 4")
    point = debugger.breakpoints.numbered(1)
    debugger.breakpoints.put(replace(point, enabled=False))
    assert debugger.run_for(0, 5).position == 5
    debugger.breakpoints.put(point)
    assert debugger.run_on().place.epoch == 4


def test_breakpoints_are_numbered_from_1_and_again_once_all_are_gone() -> None:
    points = Breakpoints(small().shapes)
    typed = parse_breakpoint("epoch 2", small())
    assert (typed.number, typed.hits, typed.ignore_count, typed.temporary) == (0, 0, 0, False)
    assert [points.add(typed).number for _ in range(2)] == [1, 2]
    points.discard(1)
    points.discard(1)
    assert points.add(typed).number == 3
    points.clear()
    assert points.add(typed).number == 1


def test_a_breakpoint_is_called_by_its_number_and_one_that_was_never_added_by_its_text() -> None:
    typed = parse_breakpoint("epoch 2", small())
    assert typed.name == "epoch 2"
    assert Breakpoints(small().shapes).add(typed).name == "breakpoint 1"


def test_a_number_that_no_breakpoint_has_is_refused_with_those_there_are() -> None:
    points = Breakpoints(small().shapes)
    with pytest.raises(NNStepError) as caught:
        points.numbered(1)
    assert (caught.value.message, caught.value.hint) == ("no breakpoint 1", "breakpoints: none")
    for _ in range(2):
        points.add(parse_breakpoint("epoch 2", small()))
    with pytest.raises(NNStepError) as caught:
        points.numbered(3)
    assert caught.value.hint == "breakpoints: 1, 2"


def test_a_condition_over_what_has_no_value_yet_does_not_hold() -> None:
    points = Breakpoints(small().shapes)
    point = points.add(parse_breakpoint("W2 if E < 100", small()))
    (op,) = point.ops
    assert points.stops(op, 0, {}, {}) is None
    assert points.numbered(1).hits == 0
    assert points.stops(op, 0, {"E": np.array(0.5)}, {}) == replace(point, hits=1)


def test_going_back_without_any_breakpoint_leads_to_the_start() -> None:
    debugger = Debugger(small())
    debugger.go_to(100)
    assert debugger.run_back().at_start


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing to stop at"),
        ("delta9", "there is no 'delta9' to stop at"),
        ("layer 9", "there is no layer 9"),
        ("phase sideways", "there is no phase sideways"),
        ("epoch 0", "there is no epoch 0"),
        ("step 4", "there is no step 4"),
        ("if E", "no comparison"),
        ("if E <", "nothing stands after <"),
        ("if >= 3", "nothing stands before >="),
        ("if W1 > 3", "is 3×2, not a number"),
        ("if W1[5,5] > 3", "there is no such element"),
        ("if __import__('os') > 3", "inner names"),
        ("if 1 < 2", "reads nothing"),
        ("E if dW1.max() > 0", "dW1 has no value there yet"),
        ("W1 exceeds much", "'much' is no finite number"),
        ("nothing changes", "nothing is called nothing here"),
        ("if " + "(" * 60 + "E" + ")" * 60 + " < 1", "inside one another"),
        ("if " + "E + " * 200 + "E < 1", "too long"),
    ],
)
def test_what_is_no_breakpoint_is_said_with_what_would_be(text: str, says: str) -> None:
    with pytest.raises(NNStepError) as caught:
        parse_breakpoint(text, small())
    assert says in caught.value.message


@pytest.mark.sweep
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize(
    "text",
    [
        "if abs(dW1).max() < 0.05",
        "b1 if abs(dW1).max() < 0.05",
        "W1 if abs(db2).max() > previous(dW2).max()",
        "if abs(dW2).max() > abs(previous(dW2)).max()",
        "if delta1.max() > previous(W1)[0,0]",
        "db1 if E < previous(E)",
        "W2[0,1] changes sign",
    ],
)
def test_whole_training_steps_stop_where_single_operations_do(text: str, optimizer: str) -> None:
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=5, epochs=6, seed=3)
    program = compile_program(
        replace(scenario, optimizer=optimizer, settings=OPTIMIZERS[optimizer].settings, batch_size=2, l2=0.01)
    )
    whole, single = debugger_with(program, text), debugger_with(program, text)
    single.observe(Watching())
    found: dict[Debugger, list[int]] = {whole: [], single: []}
    for debugger, positions in found.items():
        while not debugger.run_on().at_end or debugger.stopped_by is not None:
            positions.append(debugger.frame.position)
    assert found[whole] == found[single]
