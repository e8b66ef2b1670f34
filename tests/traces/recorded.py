"""Recordings for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.engine.timeline import Timeline
from nnstep.program.program import Program
from nnstep.traces.selection import Selection
from nnstep.traces.writing.trace_writer import TraceWriter


def record(path: Path, program: Program, selection: Selection | None = None, *, run: Run | None = None) -> Path:
    """Record a run as the command does, and return the path."""
    selection = selection or Selection()
    run = run or Timeline(program)
    frame = run.seek(selection.first)
    with TraceWriter(path, frame, selection, overwrite=True) as writer:
        while not frame.at_end and (wanted := writer.next_after(frame.position)) <= program.last_position:
            frame = run.seek(wanted)
            if frame.position == wanted:
                writer.write(frame)
    return path


def lines_of(path: Path, *kinds: str) -> list[dict[str, Any]]:
    """Return the records of these kinds, of all if there is none, as JSON has them."""
    found = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return [line for line in found if not kinds or line["kind"] in kinds]


def assert_same_frame(one: Frame, other: Frame, *, but: Sequence[str] = ()) -> None:
    """Assert that two frames have the same numbers to the last bit, and say the same, except for some fields."""
    assert one.position == other.position
    assert (one.step, one.done, one.op, one.next_op) == (other.step, other.done, other.op, other.next_op)
    for name in {"values", "inputs"} - set(but):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert set(mine) == set(theirs), (name, one.position)
        for id, value in mine.items():
            assert value.dtype == theirs[id].dtype
            assert value.shape == theirs[id].shape
            assert np.array_equal(value, theirs[id], equal_nan=True), (name, id, one.position)
    for name in {"previous", "result", "errors", "accuracies"} - set(but):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert np.array_equal(mine, theirs, equal_nan=True), (name, one.position)
