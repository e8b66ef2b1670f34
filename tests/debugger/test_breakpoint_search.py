"""Breakpoints compiled into whole training steps: compiled again where they change, and searched for backwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nnstep.debugger.breakpoint_search import values_before
from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.engine.edits import Edit
from nnstep.engine.timeline import Timeline
from nnstep.expr.array import frozen
from nnstep.program.compile import compile_program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from nnstep.traces.selection import Selection
from tests.conftest import build_scenario
from tests.traces.recorded import record

PROGRAM = compile_program(build_scenario((2, 2, 2), ("sigmoid", "sigmoid"), samples=2, epochs=60))
LENGTH = len(PROGRAM.ops)


def stopping_at(text: str) -> Debugger:
    debugger = Debugger(PROGRAM)
    debugger.breakpoints.add(parse_breakpoint(text, PROGRAM))
    return debugger


def test_a_breakpoint_added_between_two_runs_stops_the_second_one() -> None:
    debugger = stopping_at("epoch 10")
    assert debugger.run_on().place.epoch == 10
    debugger.breakpoints.add(parse_breakpoint("epoch 30", PROGRAM))
    assert debugger.run_on().place.epoch == 30
    assert debugger.run_back().place.epoch == 10


def test_the_compiled_steps_are_kept_while_breakpoints_only_count_their_hits() -> None:
    debugger = stopping_at("delta2 if E < 0")
    path = debugger._compiled.path(PROGRAM, collecting=False)
    (point,) = debugger.breakpoints
    debugger.breakpoints.put(replace(point, hits=3))
    assert debugger._compiled.path(PROGRAM, collecting=False) is path
    assert debugger._compiled.path(PROGRAM, collecting=True) is not path
    debugger.breakpoints.put(replace(point, enabled=False))
    assert debugger._compiled.path(PROGRAM, collecting=False) is not path


@pytest.mark.parametrize("end", [7 * LENGTH, 7 * LENGTH + 3, 8 * LENGTH])
def test_backwards_it_stops_within_a_training_step_that_was_edited(end: int) -> None:
    """Only after the edit, in the middle of the step, is the weight beyond the bound, and so only once forwards."""
    debugger = stopping_at("if W1[0,0] > 50")
    frame = debugger.go_to(6 * LENGTH + 1)
    old = frame.values["W1"]
    debugger.edit(Edit(frame.position, "W1", frozen(old + 100), old, "W1 = W1 + 100"))
    stops = [position for position in range(1, end) if _writes_beyond(debugger, position)]
    debugger.go_to(end)
    found = []
    while not debugger.run_back().at_start:
        found.append(debugger.frame.position)
    assert found == stops[::-1]
    assert 6 * LENGTH < found[-1] <= 7 * LENGTH


def _writes_beyond(debugger: Debugger, position: int) -> bool:
    frame = debugger.peek(position)
    assert frame.op is not None
    return frame.op.target == "W1" and bool(frame.values["W1"][0, 0] > 50)


def test_a_search_tells_how_far_back_it_has_looked_and_ends_at_its_limit() -> None:
    debugger = stopping_at("if E < 0")
    debugger.go_to(100 * LENGTH + 2)
    search = debugger.search_back(20 * LENGTH)
    seen = [search.looked_back_to]
    while not search.finished:
        search.advance()
        seen.append(search.looked_back_to)
    assert seen[0] == 101 * LENGTH
    assert seen == sorted(seen, reverse=True)
    assert all(position % LENGTH == 0 for position in seen)
    assert seen[-1] <= 20 * LENGTH
    assert search.found is None


def test_before_the_first_training_step_only_parameters_are_known() -> None:
    run = Timeline(PROGRAM)
    assert set(values_before(run, 0)) == set(PROGRAM.parameters)
    assert values_before(run, 3)["E"] == run.seek(3 * LENGTH).values["E"]


def test_nothing_is_known_before_a_recording_that_begins_within_a_training_step(tmp_path: Path) -> None:
    path = record(tmp_path / "t.jsonl", PROGRAM, Selection(first=2 * LENGTH + 1, last=5 * LENGTH))
    with TraceFile(path) as trace:
        run = RecordedTimeline(trace, PROGRAM)
        assert values_before(run, 2) == {}
        assert values_before(run, 3)["W1"].tolist() == Timeline(PROGRAM).seek(3 * LENGTH).values["W1"].tolist()
    path = record(tmp_path / "t.jsonl", PROGRAM, Selection(first=2 * LENGTH, last=5 * LENGTH))
    with TraceFile(path) as trace:
        known = values_before(RecordedTimeline(trace, PROGRAM), 2)
        assert known["W1"].tolist() == Timeline(PROGRAM).seek(2 * LENGTH).values["W1"].tolist()
