"""A run opened live, as a recording, of all of it or from some position on, or as one that is computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias, get_args

from nnstep.session.opening import OpenedRun, open_run
from nnstep.traces.writing.trace_writer import TraceWriter

Opening: TypeAlias = Literal["live", "recorded", "recomputed"]
OPENINGS: tuple[Opening, ...] = get_args(Opening)


def opened_as(opening: Opening, live: OpenedRun, folder: Path, first: int) -> OpenedRun:
    """Return a run as it is, or recorded to a file in `folder` from position `first` on and opened from there."""
    if opening == "live":
        return live
    path, run = folder / "whole.jsonl", live.begin()
    frame = run.seek(first)
    with TraceWriter(path, frame) as writer:
        while not frame.at_end:
            frame = run.seek(frame.position + 1)
            writer.write(frame)
    return open_run(path, recompute=opening == "recomputed")
