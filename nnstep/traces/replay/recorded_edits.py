"""The changes by hand that a recording holds, looked for once."""

from __future__ import annotations

from nnstep.errors import CommandError
from nnstep.program.program import Program
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import TraceRecord, in_run_precision

_EDIT = b'"kind":"edit"'
_BEGINNING = 60
"""The kind stands within so many bytes from the beginning of a line."""


def check_unchanged(trace: TraceFile, program: Program) -> None:
    """Raise CommandError where the run was changed by hand: what the scenario gives is another run then."""
    edits = recorded_edits(trace)
    if edits:
        place, text = program.place(edits[0].place.position), edits[0].text
        message = f"{trace.path}: the recorded run was changed by hand at {place} ({text})"
        raise CommandError(f"{message}, so it is not the scenario's", "use the scenario itself, or open the recording")


def recorded_edits(trace: TraceFile) -> tuple[TraceRecord, ...]:
    """Return the records of changes, in order; raise DataError where the trace can't be read.

    A recording that was not broken off says at its end how many there are: where there is none, nothing is looked for.
    """
    if trace.ending is not None and trace.ending.edits == 0:
        return ()
    found = []
    for offset, block in trace.blocks(0):
        if _EDIT not in block:
            continue
        begins = 0
        while (newline := block.find(b"\n", begins)) >= 0:
            if _EDIT in block[begins : begins + _BEGINNING]:
                record = trace.record_at(offset + begins, block[begins : newline + 1])
                found.append(in_run_precision(record, trace.header.precision))
            begins = newline + 1
    return tuple(found)
