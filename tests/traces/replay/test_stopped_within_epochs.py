"""A rule to stop at small gradients looks at a whole epoch, wherever in it a recording began."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nnstep.debugger.debugger import Debugger
from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.program.program import Program
from nnstep.scenario.model import Stop
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recomputed_run import recomputed_run
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from nnstep.traces.writing.trace_writer import TraceWriter
from tests.conftest import build_scenario

BOUND = 0.06


@pytest.fixture(scope="module")
def program() -> Program:
    """Return a run of epochs of three training steps that ends before its last epoch."""
    scenario = build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=3, epochs=400)
    return compile_program(replace(scenario, stop=Stop(gradient_below=BOUND)))


@pytest.fixture(scope="module")
def end(program: Program) -> int:
    end = Timeline(program).seek(program.last_position).position
    assert end < program.last_position
    return end


def recorded_from(position: int, program: Program, path: Path, operations: int) -> Path:
    """Record some operations from a position on, as one does who begins to record there."""
    debugger = Debugger(program)
    with TraceWriter(path, debugger.go_to(position), run=debugger.run) as writer:
        for coming in range(position + 1, position + operations + 1):
            writer.write(debugger.go_to(coming))
    return path


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_run_that_goes_on_from_within_its_last_epoch_stops_where_it_did(
    steps: int, more: int, program: Program, end: int, tmp_path: Path
) -> None:
    position = end - steps * len(program.ops) + more
    with TraceFile(recorded_from(position, program, tmp_path / "t.jsonl", len(program.ops) - more)) as trace:
        by_jump, by_step = (recomputed_run(trace, program, 1 << 20) for _ in range(2))
        assert by_jump.seek(program.last_position).position == end
        frame = by_step.seek(position)
        while not frame.at_end:
            frame = by_step.seek(frame.position + 1)
        assert frame.position == end


@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_recording_knows_the_largest_gradient_of_the_epoch_that_it_begins_in(
    more: int, program: Program, tmp_path: Path
) -> None:
    length = len(program.ops)
    live = Timeline(program)
    with TraceFile(recorded_from(4 * length + more, program, tmp_path / "t.jsonl", 3 * length)) as trace:
        assert trace.header.largest_gradient == live.largest_gradient(4)
        run = RecordedTimeline(trace, program)
        assert [run.largest_gradient(step) for step in (4, 5, 6)] == [live.largest_gradient(step) for step in (4, 5, 6)]


def test_a_recording_from_the_start_of_an_epoch_says_nothing_of_it(program: Program, tmp_path: Path) -> None:
    with TraceFile(recorded_from(3 * len(program.ops), program, tmp_path / "t.jsonl", 4)) as trace:
        assert trace.header.largest_gradient is None


@pytest.mark.parametrize("steps", [1, 30])
@pytest.mark.parametrize("within", [0, 1, 2])
def test_a_run_stops_in_the_same_place_wherever_it_was_entered(
    steps: int, within: int, program: Program, end: int
) -> None:
    """Some training steps are run one operation at a time, many by the generated function."""
    run = Timeline(program, budget=2000)
    length = len(program.ops)
    for position in (end - (steps + within) * length, end - 2 * length - 3, end - length, end - 1):
        run.seek(position)
        assert run.seek(program.last_position).position == end
    fresh = Timeline(program, budget=2000)
    frame = fresh.seek(end - (steps + within) * length + 2)
    while not frame.at_end:
        frame = fresh.seek(frame.position + 1)
    assert frame.position == end
