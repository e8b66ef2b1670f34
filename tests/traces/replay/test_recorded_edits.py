"""The changes by hand that a recording holds, in order; and where a run may not have been changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit
from nnstep.errors import CommandError
from nnstep.expr.array import frozen
from nnstep.program.program import Program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_edits import check_unchanged, recorded_edits
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.traces.recorded import record


@pytest.fixture
def program(program_of: Callable[..., Program]) -> Program:
    return program_of((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=2)


def edited(path: Path, program: Program, *positions: int) -> Path:
    """Record a run in which a weight is changed at these positions."""
    debugger = Debugger(program)
    with TraceWriter(path, debugger.frame) as writer:
        debugger.observe(writer)
        for position in positions:
            old = debugger.go_to(position).values["W1"]
            debugger.edit(Edit(position, "W1", frozen(old + 1), old, f"W1 = W1 + 1  # at {position}"))
        debugger.go_to(program.last_position)
    return path


def test_a_run_as_the_scenario_gives_it_has_none(program: Program, tmp_path: Path) -> None:
    with TraceFile(record(tmp_path / "t.jsonl", program)) as trace:
        assert recorded_edits(trace) == ()
        check_unchanged(trace, program)


@pytest.mark.parametrize("is_cut", [False, True])
def test_changes_are_found_in_order_also_where_the_recording_was_broken_off(
    is_cut: bool, program: Program, tmp_path: Path
) -> None:
    path = edited(tmp_path / "t.jsonl", program, 4, 15)
    if is_cut:  # then no end says how many there are
        path.write_bytes(b"".join(path.read_bytes().splitlines(True)[:-1]))
    with TraceFile(path) as trace:
        found = recorded_edits(trace)
    assert [(one.place.position, one.target, one.text) for one in found] == [
        (4, "W1", "W1 = W1 + 1  # at 4"),
        (15, "W1", "W1 = W1 + 1  # at 15"),
    ]


def test_a_changed_run_is_not_the_scenarios_and_the_first_change_is_named(program: Program, tmp_path: Path) -> None:
    path = edited(tmp_path / "t.jsonl", program, 4, 15)
    with TraceFile(path) as trace, pytest.raises(CommandError) as caught:
        check_unchanged(trace, program)
    assert caught.value.message == (
        f"{path}: the recorded run was changed by hand at 1.1.4 (W1 = W1 + 1  # at 4), so it is not the scenario's"
    )
    assert caught.value.hint == "use the scenario itself, or open the recording"
