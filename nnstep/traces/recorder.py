"""Records a run from one position to another, or to where a condition holds."""

from __future__ import annotations

from math import inf
from pathlib import Path

from nnstep.debugger.breakpoints import Breakpoint
from nnstep.debugger.debugger import Debugger
from nnstep.traces.selection import Selection
from nnstep.traces.trace_writer import TraceWriter


def record_run(
    debugger: Debugger, path: Path, selection: Selection, until: Breakpoint | None = None, *, overwrite: bool = False
) -> None:
    """Record what `selection` says of a run, up to where `until` stops it, if anywhere.

    Raise CommandError where the selection means nothing in this run, OutputError where the file can't be written,
    FileTakenError where it exists and must stay.
    """
    selection.check(debugger.program)
    frame = debugger.go_to(selection.first)
    last = debugger.program.last_position if selection.last is None else selection.last
    with TraceWriter(path, frame, selection, overwrite=overwrite) as writer:
        debugger.observe(writer)
        if until is None:
            debugger.go_to(last)
        else:
            debugger.breakpoints.add(until)
            debugger.run_for(inf, last, stop_on_nonfinite=False)
        debugger.observe(None)
