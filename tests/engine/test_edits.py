"""Changes of what is given: from there on another run, which is what a plain run with these changes is, bit for bit."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit, check_editable, editable
from nnstep.engine.frame import Frame
from nnstep.engine.saving import save_scenario
from nnstep.engine.timeline import Timeline
from nnstep.errors import CommandError
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.load import load
from nnstep.scenario.model import Stop
from nnstep.scenario.tables.conventions import Conventions
from nnstep.session.difference.edited_difference import first_difference
from tests.conftest import build_scenario
from tests.engine.plain_run import PlainRun, State
from tests.exercises import READY
from tests.random_training import with_random_training


def random_program(random: np.random.Generator) -> Program:
    """Return one of many nets, with samples in batches, in an order of their own, and rules that stop the run."""
    samples = int(random.integers(1, 6))
    outputs = int(random.integers(1, 4))
    scenario = build_scenario(
        (int(random.integers(1, 4)), int(random.integers(1, 4)), outputs),
        (str(random.choice(["sigmoid", "tanh", "relu", "linear"])), "sigmoid"),
        error=str(random.choice(["half-squared", "binary-cross-entropy"])),
        samples=samples,
        epochs=int(random.integers(1, 8)),
        learning_rate=float(random.uniform(0.05, 1)),
        biases=bool(random.integers(2)),
        seed=int(random.integers(1000)),
    )
    rules = [Stop(), Stop(error_below=0.3), Stop(gradient_below=0.1), Stop(error_below=0.2, gradient_below=0.05)]
    scenario = replace(
        scenario,
        batch_size=int(random.integers(1, samples + 1)),
        shuffled=bool(random.integers(2)),
        seed=int(random.integers(5)),
        stop=rules[random.integers(len(rules))],
        conventions=Conventions(
            orientation=str(random.choice(["column", "row"])),  # type: ignore[arg-type]
            reduction=str(random.choice(["mean", "sum"])),  # type: ignore[arg-type]
        ),
    )
    return compile_program(with_random_training(scenario, random))


def random_edit(debugger: Debugger, random: np.random.Generator, last: int) -> Edit:
    """Return a change of a random quantity at a random position up to `last`, more often at the ends of things."""
    length = len(debugger.program.ops)
    at = int(random.choice([random.integers(last + 1), 0, last, min(last, int(random.integers(9)) * length)]))
    frame = debugger.go_to(at)
    can = [id for id in editable(debugger.program) if id in frame.values]
    id = str(random.choice(can))
    old = frame.values[id]
    kept = random.random(old.shape) < random.choice([0, 0.5, 1])
    new = np.where(kept, old, random.uniform(0.01, 0.99, old.shape))
    return Edit(frame.position, id, frozen(new), old, f"{id} = ...")


def assert_same(frame: Frame, state: State) -> None:
    assert (frame.step, frame.done) == (state.step, state.done)
    assert set(frame.values) == set(state.values)
    for id, value in state.values.items():
        assert frame.values[id].tobytes() == np.ascontiguousarray(value).tobytes(), (id, frame.position)
    assert frame.errors.tolist() == state.errors
    assert frame.accuracies.tolist() == state.accuracies
    assert set(frame.stale) == state.stale, frame.position


@pytest.mark.thorough
@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_an_edited_run_is_a_plain_run_with_the_same_changes_at_any_position_in_any_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    debugger = Debugger(random_program(random))
    made: list[Edit] = []
    plain = PlainRun(debugger.program)
    program = debugger.program
    for _ in range(int(random.integers(1, 5))):
        edit = random_edit(debugger, random, len(plain.states) - 1)
        debugger.edit(edit)
        made = [*(known for known in made if known.position <= edit.position), edit]
        plain = PlainRun(program, made)
        assert list(debugger.edits) == made
        for position in random.integers(0, len(plain.states), 6).tolist():
            assert_same(debugger.go_to(position), plain.states[position])
    end = len(plain.states) - 1
    for position in [*random.permutation(end + 1)[:12].tolist(), end]:
        assert_same(debugger.go_to(position), plain.states[position])
    assert debugger.go_to(debugger.program.last_position).position == end
    assert debugger.frame.at_end
    for position in range(end, max(-1, end - 30), -1):
        assert_same(debugger.go_to(position), plain.states[position])


@pytest.mark.thorough
@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_undo_and_redo_give_the_old_bits_and_the_new_ones_again(seed: int) -> None:
    random = np.random.default_rng(seed)
    debugger = Debugger(random_program(random))
    program, made = debugger.program, []
    runs = [PlainRun(program)]
    for _ in range(3):
        last = len(runs[-1].states) - 1
        edit = random_edit(debugger, random, last)
        while made and edit.position < made[-1].position:
            edit = random_edit(debugger, random, last)
        debugger.edit(edit)
        made.append(edit)
        runs.append(PlainRun(program, made))

    def look(run: PlainRun) -> None:
        here = debugger.frame.position
        for position in random.integers(0, len(run.states), 5).tolist():
            assert_same(debugger.go_to(position), run.states[position])
        debugger.go_to(here)

    for edit, run in zip(reversed(made), runs[-2::-1], strict=True):
        assert debugger.undo() is edit
        assert debugger.frame.position <= edit.position
        look(run)
    assert debugger.undo() is None
    for edit, run in zip(made, runs[1:], strict=True):
        assert debugger.redo() is edit
        assert debugger.frame.position == edit.position
        look(run)
    assert debugger.redo() is None


CONDITIONS = {
    "if E < previous(E)": ({"E"}, lambda now, before: "E" in before and now["E"] < before["E"]),
    "if W1[0,0] > previous(W1)[0,0]": ({"W1"}, lambda now, before: now["W1"][0, 0] > before["W1"][0, 0]),
    "W1 changes": ({"W1"}, lambda now, before: bool((now["W1"] != before["W1"]).any())),
    "if W1.sum() > 0": ({"W1"}, lambda now, before: now["W1"].sum() > 0),
    "z1 changes sign": ({"z1"}, lambda now, before: "z1" in before and bool((now["z1"] * before["z1"] < 0).any())),
    "delta2 if x[0] > 0.5": ({"delta2"}, lambda now, before: now["x"][0, 0] > 0.5),
    "E": ({"E"}, lambda now, before: True),
}


def met(plain: PlainRun, text: str) -> list[int]:
    """Return the positions at which a condition holds, by looking at every one."""
    written, holds = CONDITIONS[text]
    length = len(plain.program.ops)
    found = []
    for position, state in enumerate(plain.states[1:], start=1):
        before = plain.states[state.step * length].values
        if state.step == 0:
            before = {id: before[id] for id in plain.program.parameters}
        if plain.program.ops[state.done - 1].target in written and holds(state.values, before):
            found.append(position)
    return found


@pytest.mark.thorough
@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(CONDITIONS)))
def test_breakpoints_stop_an_edited_run_where_looking_at_every_operation_would(seed: int, text: str) -> None:
    random = np.random.default_rng(seed)
    scenario = build_scenario((2, 2, 2), ("tanh", "sigmoid"), samples=int(random.integers(1, 4)), epochs=12, seed=seed)
    debugger = Debugger(compile_program(scenario))
    program, made = debugger.program, []
    last = program.last_position
    for position in sorted(random.integers(0, last + 1, 3).tolist()):
        at = position if random.integers(2) else position - position % len(program.ops)
        frame = debugger.go_to(at)
        id = str(random.choice(["W1", "W1", "x", "lr", "b2"]))
        edit = Edit(at, id, frozen(random.uniform(-2, 2, frame.values[id].shape)), frame.values[id], "")
        debugger.edit(edit)
        made.append(edit)
    made = list(debugger.edits)
    debugger.breakpoints.add(parse_breakpoint(text, program))
    expected = met(PlainRun(program, made), text)
    begin = int(random.choice([0, made[-1].position, random.integers(last)]))
    debugger.go_to(begin)
    found = []
    while debugger.run_on() and debugger.stopped_by is not None:
        found.append(debugger.frame.position)
    assert found == [position for position in expected if position > begin]
    back = []
    debugger.go_to(last)
    while debugger.run_back() and debugger.stopped_by is not None:
        back.append(debugger.frame.position)
    assert back == [position for position in expected[::-1] if position < last]


def edit_of(debugger: Debugger, id: str, index: tuple[int, ...], value: float) -> Edit:
    old = debugger.frame.values[id]
    new = np.array(old)
    new[index] = value
    return Edit(debugger.frame.position, id, frozen(new), old, f"{id} = {value}")


def small_debugger(**settings: object) -> Debugger:
    return Debugger(compile_program(build_scenario((2, 2, 2), ("tanh", "sigmoid"), **settings)))  # type: ignore[arg-type]


def test_an_earlier_change_drops_the_later_ones_and_what_was_undone() -> None:
    debugger = small_debugger(epochs=3)
    for position in (5, 20, 20, 30):
        debugger.go_to(position)
        debugger.edit(edit_of(debugger, "W1", (0, 0), position))
    assert debugger.undo() is not None
    debugger.go_to(20)
    debugger.edit(edit_of(debugger, "b1", (0, 0), 9))
    assert [edit.position for edit in debugger.edits] == [5, 20, 20, 20]
    assert debugger.redo() is None
    debugger.go_to(6)
    debugger.edit(edit_of(debugger, "b1", (0, 0), 9))
    assert [edit.position for edit in debugger.edits] == [5, 6]


def test_what_was_worked_out_from_the_old_value_is_stale_until_it_is_worked_out_anew() -> None:
    debugger = small_debugger(epochs=2)
    assert [op.target for op in debugger.program.ops[:7]] == ["z1", "a1", "z2", "a2", "E", "delta2", "delta1"]
    debugger.go_to(4)
    assert debugger.edit(edit_of(debugger, "W2", (0, 0), 3)).stale == {"z2", "a2"}
    assert debugger.step().stale == {"z2", "a2", "E"}
    assert debugger.step(2).stale == {"z2", "a2", "E", "delta2", "delta1"}
    assert debugger.go_to(3).stale == frozenset()
    assert debugger.go_to(len(debugger.program.ops) + 1).stale == frozenset()


def test_what_is_given_anew_is_not_stale_however_it_was_worked_out_before() -> None:
    debugger = small_debugger(epochs=2)
    end = len(debugger.program.ops)
    debugger.go_to(end)
    assert debugger.edit(edit_of(debugger, "lr", (), 0.3)).stale == {"W1", "b1", "W2", "b2"}
    assert debugger.edit(edit_of(debugger, "W1", (0, 0), 3)).stale == {"b1", "W2", "b2"}
    assert debugger.edit(edit_of(debugger, "lr", (), 0.2)).stale == {"b1", "W2", "b2"}


def test_the_original_run_stays_what_it_was_beside_the_edited_one() -> None:
    debugger = small_debugger(epochs=4)
    plain = PlainRun(debugger.program)
    debugger.go_to(17)
    debugger.edit(edit_of(debugger, "W1", (1, 1), 3))
    debugger.go_to(debugger.program.last_position)
    for position in (50, 3, 30, 17):
        frame = debugger.original.seek(position)
        assert {id: value.tobytes() for id, value in frame.values.items()} == {
            id: np.ascontiguousarray(value).tobytes() for id, value in plain.states[position].values.items()
        }


@pytest.mark.parametrize(
    ("id", "position", "target"), [("W1", 0, "z1"), ("W2", 0, "z2"), ("y", 3, "E"), ("lr", 4, "W2")]
)
def test_the_first_difference_is_the_first_operation_that_gives_another_result(
    id: str, position: int, target: str
) -> None:
    debugger = small_debugger(epochs=2)
    debugger.go_to(position)
    debugger.edit(edit_of(debugger, id, (0, 0) if id != "lr" else (), 0.123))
    found = first_difference(debugger.original, debugger.run, debugger.edits, debugger.program.last_position)
    assert found is not None
    program = debugger.original.program
    plain, changed = PlainRun(program), PlainRun(program, debugger.edits)
    first = next(
        n
        for n in range(position + 1, len(plain.states))
        for t in [program.ops[plain.states[n].done - 1].target]
        if plain.states[n].values[t].tobytes() != changed.states[n].values[t].tobytes()
    )
    assert (found.position, found.target) == (first, target)
    assert found.original.tobytes() == plain.states[first].values[target].tobytes()
    assert found.edited.tobytes() == changed.states[first].values[target].tobytes()


@pytest.mark.parametrize("name", sorted(READY))
def test_what_an_operation_works_out_can_not_be_changed_and_what_is_given_can(name: str) -> None:
    program = compile_program(load(READY[name]))
    start = Timeline(program).seek(0)
    for id in program.quantities:
        if any(op.target == id for op in program.ops) and id not in program.parameters:
            with pytest.raises(CommandError, match=f"cannot set {id}: it is computed"):
                check_editable(id, program)
            assert id not in editable(program)
        elif id in program.schedule.counted:
            with pytest.raises(CommandError, match=f"cannot set {id}: nnstep counts it"):
                check_editable(id, program)
        else:
            check_editable(id, program)
            assert id in editable(program)
            assert id in start.values


def test_biases_that_are_not_trained_can_be_changed_and_saved(tmp_path: Path) -> None:
    program = compile_program(load(READY["sigmoid-2-2-2"]), 2)
    assert "b1" not in program.parameters
    debugger = Debugger(program)
    old = debugger.frame.values["b1"]
    new = frozen(old + 1)
    before = debugger.peek(1).values["z1"]
    debugger.edit(Edit(0, "b1", new, old, "b1 = b1 + 1"))
    np.testing.assert_allclose(debugger.peek(1).values["z1"], before + 1)
    debugger.go_to(debugger.program.last_position)
    assert debugger.frame.values["b1"].tobytes() == new.tobytes()
    save_scenario(debugger.frame, tmp_path / "changed.toml", overwrite=False)
    assert compile_program(load(tmp_path / "changed.toml")).start["b1"].tobytes() == new.tobytes()


@pytest.fixture
def _kept_recursion_limit() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.thorough
@pytest.mark.usefixtures("_kept_recursion_limit")
def test_hundreds_of_changes_at_one_position_are_all_made_and_all_undone() -> None:
    debugger = small_debugger(epochs=2)
    debugger.breakpoints.add(parse_breakpoint("E", debugger.program))
    debugger.go_to(3)
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    for count in range(300):
        debugger.edit(edit_of(debugger, "W1", (0, 0), count))
    assert debugger.go_to(30).values["W1"].shape == (2, 2)
    assert debugger.run_back().position == 5 + 15
    assert debugger.go_to(3).values["W1"][0, 0] == 299
    assert debugger.run_on().position == 5
    assert debugger.go_to(2).values["W1"][0, 0] == debugger.program.start["W1"][0, 0]
    assert debugger.run.bytes_used > 0
    while debugger.undo() is not None:
        pass
    assert debugger.go_to(3).values["W1"][0, 0] == debugger.program.start["W1"][0, 0]


def test_edits_far_into_a_run_keep_no_errors_twice() -> None:
    steps = 4000
    debugger = small_debugger(epochs=steps)
    length = len(debugger.program.ops)
    debugger.go_to(steps * length)
    without = debugger.run.bytes_used
    position = (steps - 100) * length
    for count in range(40):
        debugger.go_to(position)
        debugger.edit(edit_of(debugger, "W1", (0, 0), count))
        debugger.go_to(position + 3 * length)
        assert debugger.frame.errors.size == debugger.frame.step + 1
    # Beside the original's errors, two runs hold all of theirs: this one, and the one that was looked at last.
    assert debugger.run.bytes_used - without < 3 * 8 * steps + 40 * 2000


@pytest.mark.parametrize("edits", [1, 4, 16])
def test_the_memory_for_going_back_is_kept_to_however_many_edits_there_are(edits: int) -> None:
    budget = 50_000
    program = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), epochs=1200))
    debugger = Debugger(program, budget=budget)
    length = len(program.ops)
    for count in range(edits):
        debugger.go_to(count * 10 * length)
        debugger.edit(edit_of(debugger, "W1", (0, 0), count))
        debugger.go_to(1200 * length)
    errors = 8 * 1200
    assert debugger.run.bytes_used < budget + errors * (edits + 1)
