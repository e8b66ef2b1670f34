"""Who last changed an element: what looking at every operation, and every change by hand, finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.debugger import Debugger
from nnstep.debugger.last_write import LastWrite, LastWriteSearch
from nnstep.engine.edits import Edit
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.dataset import Sample, Samples
from tests.conftest import build_scenario
from tests.engine.plain_run import PlainRun


def with_gaps(random: np.random.Generator) -> Program:
    """Return a net in which many weights stay as they are for a while: inputs of 0, and closed relus."""
    count = int(random.integers(1, 4))
    scenario = build_scenario((2, 2, 1), ("relu", "linear"), epochs=6, learning_rate=0.2, seed=int(random.integers(99)))
    samples = [
        Sample(frozen(random.integers(0, 2, (2, 1))), frozen(random.uniform(-1, 1, (1, 1)))) for _ in range(count)
    ]
    size = int(random.integers(1, count + 1))
    shuffled = bool(random.integers(2))
    return compile_program(replace(scenario, samples=Samples.of(*samples), batch_size=size, shuffled=shuffled))


def edited(debugger: Debugger, id: str, random: np.random.Generator) -> None:
    frame = debugger.frame
    old = frame.values[id]
    new = np.array(old)
    new[tuple(random.integers(size) for size in old.shape)] = random.uniform(0.1, 0.9)
    debugger.edit(Edit(frame.position, id, frozen(new), old, f"{id} by hand"))


def origin(debugger: Debugger, id: str, index: tuple[int, ...]) -> LastWrite:
    search = LastWriteSearch(debugger.run, debugger.frame, id, index, debugger.edits)
    while not search.finished:
        search.advance()
    return search.last_write


def expected(program: Program, debugger: Debugger, id: str, index: tuple[int, ...]) -> tuple[int, Edit | None]:
    """Return what last gave a parameter's element another value, or wrote any other's, at or before a position."""
    here, made = debugger.frame.position, debugger.edits
    runs = [PlainRun(program, made[:count]) for count in range(len(made) + 1)]
    last = runs[-1]
    for position in range(here, 0, -1):
        by_hand = _by_hand(runs, position, id, index)
        if by_hand is not None:
            return position, made[by_hand]
        state = last.states[position]
        # What the operation itself gave, before anything was changed there by hand.
        first = next((n for n, edit in enumerate(made) if edit.position == position), len(made))
        given = runs[first].states[position].values[id]
        if program.ops[state.done - 1].target == id:
            before = last.states[position - 1].values.get(id)
            if id not in program.parameters or before is None or before[index] != given[index]:
                return position, None
        if id not in program.parameters and state.done == 1:
            break
    by_hand = _by_hand(runs, 0, id, index) if id in program.parameters else None
    return 0, made[by_hand] if by_hand is not None else None


def _by_hand(runs: list[PlainRun], position: int, id: str, index: tuple[int, ...]) -> int | None:
    """Return the last change by hand at a position that gave the element another value."""
    found = None
    for number, (before, after) in enumerate(pairwise(runs)):
        if after.edits[-1].position == position and after.edits[-1].id == id:
            old, new = (run.states[position].values[id][index] for run in (before, after))
            found = number if old != new else found
    return found


@pytest.mark.thorough
@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_it_is_found_where_looking_at_every_operation_and_change_finds_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    program = with_gaps(random)
    debugger = Debugger(program)
    for position in sorted(random.integers(0, program.last_position + 1, int(random.integers(4))).tolist()):
        debugger.go_to(int(position - (position % len(program.ops)) * random.integers(2)))
        edited(debugger, str(random.choice(["W1", "b1", "W2", "lr"])), random)
    for position in random.integers(0, program.last_position + 1, 8).tolist():
        frame = debugger.go_to(position)
        computed = [op.target for op in program.ops if op.target in frame.values]
        id = str(random.choice(["W1", "W1", "b1", "W2", *computed]))
        index = tuple(int(random.integers(size)) for size in frame.values[id].shape)
        found = origin(debugger, id, index)
        debugger.go_to(position)
        assert (found.position, found.edit) == expected(program, debugger, id, index), (id, index, position)


def test_an_input_changed_by_hand_is_laid_to_the_change_only_where_it_is_of_the_same_sample() -> None:
    scenario = build_scenario((2, 1), ("linear",), samples=2, epochs=3)
    debugger = Debugger(compile_program(scenario))
    length = len(debugger.program.ops)
    edit = Edit(0, "x", frozen([[9], [debugger.frame.values["x"][1, 0]]]), debugger.frame.values["x"], "x[0] = 9")
    debugger.edit(edit)
    for step in range(6):
        frame = debugger.go_to(step * length + 2)
        assert (frame.values["x"][0, 0] == 9) == (step % 2 == 0)
        assert origin(debugger, "x", (0, 0)).edit is (edit if step % 2 == 0 else None)
        debugger.go_to(step * length + 2)
        assert origin(debugger, "x", (1, 0)).edit is None


def test_an_input_of_a_batch_of_another_size_is_laid_to_the_change_of_its_own_sample() -> None:
    scenario = replace(build_scenario((2, 1), ("linear",), samples=3, epochs=3), batch_size=2, shuffled=True, seed=3)
    debugger = Debugger(compile_program(scenario))
    length = len(debugger.program.ops)
    frame = debugger.go_to(length + 1)
    assert frame.values["x"].shape == (2, 1)
    edit = Edit(frame.position, "x", frozen(frame.values["x"] + 9), frame.values["x"], "x = x + 9")
    debugger.edit(edit)
    for step in range(2, 6):
        frame = debugger.go_to(step * length + 1)
        for column in range(frame.values["x"].shape[1]):
            changed = frame.values["x"][0, column] > 5
            assert (origin(debugger, "x", (0, column)).edit is edit) == changed
            debugger.go_to(step * length + 1)


def test_an_element_looked_for_far_back_is_found_in_its_only_change() -> None:
    scenario = build_scenario((2, 1), ("linear",), epochs=5000, learning_rate=0.01)
    samples = Samples.of(Sample(frozen([[0], [1]]), frozen([[1]])))
    debugger = Debugger(compile_program(replace(scenario, samples=samples)))
    debugger.go_to(debugger.program.last_position)
    assert origin(debugger, "W1", (0, 0)) == LastWrite(0)
    debugger.go_to(7)
    edited(debugger, "W1", np.random.default_rng(2))
    (edit,) = debugger.edits
    debugger.go_to(debugger.program.last_position)
    index = tuple(int(i) for i in np.argwhere(edit.value != edit.old)[0])
    assert origin(debugger, "W1", (0, 0)).edit is (edit if index == (0, 0) else None)
