"""A run as one side of a comparison: what it has of each training step, and where it has only a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstep.engine.timeline import Timeline
from nnstep.program.compile import compile_program
from nnstep.traces.difference.sides import RunSide, StepOfSide
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.replay.recorded_timeline import RecordedTimeline
from nnstep.traces.selection import Selection
from tests.conftest import build_scenario
from tests.traces.recorded import record

NET = compile_program(build_scenario((2, 3, 2), ("tanh", "sigmoid"), samples=2, epochs=3))
LENGTH, STEPS = len(NET.ops), 6
COMPUTED = {op.target for op in NET.ops}


def every_step(side: RunSide) -> list[StepOfSide]:
    found: list[StepOfSide] = []
    while (step := side.next_step(found[-1].step + 1 if found else 0)) is not None:
        found.append(step)
    return found


def test_step_0_is_what_the_run_starts_from_and_the_others_have_what_is_given_and_computed() -> None:
    steps = every_step(RunSide(Timeline(NET)))
    assert [step.step for step in steps] == list(range(STEPS + 1))
    assert set(steps[0].values) == set(NET.start)
    assert all({"x", "y", *COMPUTED} <= set(step.values) and not step.is_part for step in steps[1:])


def test_only_what_is_computed_is_compared_where_that_is_asked_for() -> None:
    step = RunSide(Timeline(NET), results_only=True).next_step(2)
    assert step is not None
    assert set(step.values) == COMPUTED


def test_a_run_that_is_compared_up_to_the_middle_of_a_step_has_a_part_of_it() -> None:
    steps = every_step(RunSide(Timeline(NET), last_position=2 * LENGTH + 3))
    assert [(step.step, step.is_part) for step in steps] == [(0, False), (1, False), (2, False), (3, True)]
    assert COMPUTED & set(steps[-1].values) == {op.target for op in NET.ops[:3]}


@pytest.mark.parametrize(("first", "expected"), [(2 * LENGTH, [2, 3, 4, 5, 6]), (2 * LENGTH + 1, [3, 4, 5, 6])])
def test_a_recording_begins_with_the_first_step_of_which_it_has_a_value(
    first: int, expected: list[int], tmp_path: Path
) -> None:
    with TraceFile(record(tmp_path / "t.jsonl", NET, Selection(first=first))) as trace:
        steps = every_step(RunSide(RecordedTimeline(trace, NET)))
    assert [step.step for step in steps] == expected
    assert [step.is_part for step in steps] == [step.step == first // LENGTH + (first % LENGTH > 0) for step in steps]


def test_of_steps_that_were_not_recorded_the_error_is_known(tmp_path: Path) -> None:
    with TraceFile(record(tmp_path / "t.jsonl", NET, Selection(only=("E",)))) as trace:
        steps = every_step(RunSide(RecordedTimeline(trace, NET), results_only=True))
    live = RunSide(Timeline(NET), results_only=True)
    for step in steps[1:]:
        other = live.next_step(step.step)
        assert other is not None
        assert set(step.values) == {"E"}
        assert step.values["E"] == other.values["E"]


def test_a_side_knows_what_comes_after_an_edit() -> None:
    side = RunSide(Timeline(NET), edits=(2 * LENGTH + 1,))
    assert [side.is_edited_before(step) for step in range(1, 5)] == [False, False, True, True]
    assert not side.is_single
