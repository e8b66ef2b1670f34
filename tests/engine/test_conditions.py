"""Conditions of every kind: forwards and backwards a run stops exactly where looking at every operation finds them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.errors import CommandError, NNStepError
from nnstep.expr.array import Array
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from tests.conftest import build_scenario
from tests.engine.plain_run import PlainRun

Values = Mapping[str, Array]
Holds = Callable[[Values, Values], bool]


def differs(id: str) -> Holds:
    """Return whether a quantity is another one than in the training step before, or of another size."""
    return lambda now, before: id in before and not np.array_equal(now[id], before[id])


def becomes(id: str, is_so: Callable[[Array], bool]) -> Holds:
    """Return whether a quantity is so and was not in the training step before; in the first one it becomes all."""
    return lambda now, before: is_so(now[id]) and not ("E" in before and is_so(before[id]))


CONDITIONS: dict[str, tuple[set[str], Holds]] = {
    "if E < 0.3": ({"E"}, lambda now, before: now["E"] < 0.3),
    "if 0.1 <= E and E != 0.2 and not E >= 0.35": ({"E"}, lambda now, before: 0.1 <= now["E"] < 0.35),
    "if E > previous(E)": ({"E"}, lambda now, before: "E" in before and now["E"] > before["E"]),
    "if E < 0.9 * previous(E) or E > 1.1 * previous(E)": (
        {"E"},
        lambda now, before: "E" in before and (now["E"] < 0.9 * before["E"] or now["E"] > 1.1 * before["E"]),
    ),
    "if a1.max() > previous(a1).max()": (
        {"a1"},
        lambda now, before: "a1" in before and now["a1"].max() > before["a1"].max(),
    ),
    "if W1[0,1] > 0.05": ({"W1"}, lambda now, before: now["W1"][0, 1] > 0.05),
    "if W1[-1,:].sum() < W1[0,:].sum()": ({"W1"}, lambda now, before: now["W1"][-1].sum() < now["W1"][0].sum()),
    "if (W1 * W1).mean() > previous(W1).max()": (
        {"W1"},
        lambda now, before: (now["W1"] * now["W1"]).mean() > before["W1"].max(),
    ),
    "if abs(dW2).max() < 0.05": ({"dW2"}, lambda now, before: np.abs(now["dW2"]).max() < 0.05),
    "if sum(W1) > sum(W2)": ({"W1", "W2"}, lambda now, before: now["W1"].sum() > now["W2"].sum()),
    "a1 changes": ({"a1"}, differs("a1")),
    "W2 changes": ({"W2"}, differs("W2")),
    "W2[0,1] changes": ({"W2"}, lambda now, before: now["W2"][0, 1] != before["W2"][0, 1]),
    "delta2[0,0] changes sign": (
        {"delta2"},
        lambda now, before: "delta2" in before and now["delta2"][0, 0] * before["delta2"][0, 0] < 0,
    ),
    "b1 changes sign": ({"b1"}, lambda now, before: bool((now["b1"] * before["b1"] < 0).any())),
    "W1 exceeds 0.8": ({"W1"}, becomes("W1", lambda value: not (np.abs(value) <= 0.8).all())),
    "delta1 if E < 0.3": ({"delta1"}, lambda now, before: now["E"] < 0.3),
    "phase gradient if E < 0.3 and abs(delta2[0,0]) > 0.01": (
        {"dW2"},
        lambda now, before: now["E"] < 0.3 and abs(now["delta2"][0, 0]) > 0.01,
    ),
}
ENDING: dict[str, tuple[set[str], Holds]] = {
    "W1 becomes nan": ({"W1"}, becomes("W1", lambda value: bool(np.isnan(value).any()))),
    "E becomes infinite": ({"E"}, becomes("E", lambda value: bool(np.isinf(value).any()))),
    "z1 exceeds 1e100": ({"z1"}, becomes("z1", lambda value: not (np.abs(value) <= 1e100).all())),
    "W2 changes": ({"W2"}, lambda now, before: bool(((now["W2"] != before["W2"]) & ~np.isnan(before["W2"])).any())),
    "if not E < 1e9": ({"E"}, lambda now, before: not now["E"] < 1e9),
}


def met(program: Program, written: set[str], holds: Holds) -> list[int]:
    """Return the positions at which a condition holds, by looking at every one."""
    plain, found = PlainRun(program), []
    for position, state in enumerate(plain.states[1:], start=1):
        before = plain.states[state.step * len(program.ops)].values
        if state.step == 0:
            before = {id: before[id] for id in program.parameters}
        with np.errstate(all="ignore"):
            if program.ops[state.done - 1].target in written and holds(state.values, before):
                found.append(position)
    return found


def ragged(seed: int, epochs: int = 6) -> Program:
    scenario = build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=5, epochs=epochs, seed=seed)
    random = np.random.default_rng(seed)
    return compile_program(
        replace(scenario, batch_size=int(random.integers(1, 6)), shuffled=bool(random.integers(2)), seed=seed)
    )


def stops(debugger: Debugger, text: str) -> tuple[list[int], list[int]]:
    """Return where a breakpoint stops a run from its start to its end, and back again."""
    debugger.breakpoints.add(parse_breakpoint(text, debugger.program))
    on, back = [], []
    while True:
        debugger.run_for(60.0, stop_on_nonfinite=False)
        if debugger.stopped_by is None:
            break
        on.append(debugger.frame.position)
    while debugger.run_back() and debugger.stopped_by is not None:
        back.append(debugger.frame.position)
    return on, back[::-1]


@pytest.mark.sweep
@pytest.mark.parametrize("text", sorted(CONDITIONS))
@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_a_condition_stops_a_run_where_looking_at_every_operation_finds_it(text: str, seed: int) -> None:
    program = ragged(seed)
    expected = met(program, *CONDITIONS[text])
    on, back = stops(Debugger(program), text)
    assert on == expected
    assert back == [position for position in expected if position < program.last_position]


@pytest.mark.parametrize("text", sorted(ENDING))
@pytest.mark.parametrize("rate", [1e3, 1e60, 1e200])
def test_it_does_where_a_run_explodes_too_and_warns_of_nothing(text: str, rate: float) -> None:
    program = compile_program(build_scenario((2, 2, 1), ("linear", "linear"), epochs=40, learning_rate=rate))
    expected = met(program, *ENDING[text])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        on, back = stops(Debugger(program), text)
    assert on == expected
    assert back == [position for position in expected if position < program.last_position]


@pytest.mark.thorough
@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sampled_from(sorted(CONDITIONS)), st.data())
def test_reverse_finds_the_last_one_before_wherever_one_stands(seed: int, text: str, data: st.DataObject) -> None:
    program = ragged(seed)
    expected = met(program, *CONDITIONS[text])
    debugger = Debugger(program)
    debugger.breakpoints.add(parse_breakpoint(text, program))
    for begin in data.draw(st.lists(st.integers(0, program.last_position), min_size=3, max_size=6)):
        debugger.go_to(begin)
        found = debugger.run_back().position
        assert found == max([position for position in expected if position < begin], default=0)
        assert (debugger.stopped_by is not None) == (found > 0)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=2, max_size=4), st.data())
def test_of_several_the_nearest_stops_on_and_back(seed: int, texts: list[str], data: st.DataObject) -> None:
    program = ragged(seed, epochs=3)
    every = sorted({position for text in texts for position in met(program, *CONDITIONS[text])})
    debugger = Debugger(program)
    for text in texts:
        debugger.breakpoints.add(parse_breakpoint(text, program))
    begin = data.draw(st.integers(0, program.last_position))
    debugger.go_to(begin)
    assert debugger.run_on().position == min([p for p in every if p > begin], default=program.last_position)
    debugger.go_to(begin)
    assert debugger.run_back().position == max([p for p in every if p < begin], default=0)


@pytest.mark.parametrize("after", [1, 2, 5])
def test_one_with_a_count_stops_from_the_time_on_that_it_has_been_met_so_often(after: int) -> None:
    program = ragged(7, epochs=20)
    expected = met(program, *CONDITIONS["if E < 0.3"])
    assert len(expected) > 6
    debugger = Debugger(program)
    debugger.breakpoints.add(parse_breakpoint(f"if E < 0.3 after {after}", program))
    found = []
    while debugger.run_on() and debugger.stopped_by is not None:
        found.append(debugger.frame.position)
    assert found == expected[after - 1 :]
    assert next(iter(debugger.breakpoints)).hits == len(expected)


def test_going_back_counts_nothing_and_keeps_a_temporary_one() -> None:
    program = ragged(7)
    debugger = Debugger(program)
    debugger.breakpoints.add(parse_breakpoint("if E < 0.3 once after 2", program))
    debugger.go_to(program.last_position)
    debugger.run_back()
    (point,) = debugger.breakpoints
    assert (point.hits, point.temporary) == (0, True)


@pytest.mark.parametrize("condition", ["E < 0.3", "W1[0,1] >= 0.05 once", "abs(dW2).max() < 1e-3 after 2"])
def test_a_condition_needs_no_if_where_there_is_no_place(condition: str) -> None:
    program = ragged(7)
    alone, after_if = parse_breakpoint(condition, program), parse_breakpoint(f"if {condition}", program)
    assert replace(alone, text=after_if.text) == after_if


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("if x[0,1] > 0.5", "the last batch of an epoch has no such element"),
        ("x[0,1] changes", "the last batch of an epoch has no such element"),
        ("if sum(a1 - previous(a1)) > 0", "puts together the samples of two batches"),
        ("if previous(W1[0,0]) < 1", "previous(...) takes the name of one quantity"),
        ("if previous(nothing) < 1", "nothing is called nothing here"),
        ("E after 0", "after 0 is no hit"),
        ("W1 exceeds nan", "'nan' is no finite number"),
        ("W1 exceeds -inf", "'-inf' is no finite number"),
        ("E" + " " * 100_000 + "x", "too long: 100002 characters"),
        ("E" + " once" * 100_000, "too long"),
    ],
)
def test_what_is_no_condition_of_every_batch_is_refused(text: str, says: str) -> None:
    scenario = replace(build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=3, epochs=6), batch_size=2)
    with pytest.raises(NNStepError) as caught:
        parse_breakpoint(text, compile_program(scenario))
    assert says in caught.value.message


def test_where_all_batches_are_of_one_size_samples_may_be_asked_for_and_put_together() -> None:
    scenario = replace(build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=4, epochs=6), batch_size=2)
    program = compile_program(scenario)
    for text in ("if x[0,1] > 0.5", "if sum(a1 - previous(a1)) > 0"):
        parse_breakpoint(text, program)
    with pytest.raises(CommandError):
        parse_breakpoint("if x[0,2] > 0.5 after 0", program)
