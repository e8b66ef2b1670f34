"""What a trace is of, what of a run is in it, and whether it is whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nnstep.errors import DataError
from nnstep.expr.array import Shape
from nnstep.file_endings import ending_in
from nnstep.traces.compression import COMPRESSIONS
from nnstep.traces.contents.conversion import records_of, trace_format, trace_header
from nnstep.traces.contents.record_counts import RecordCounts, counts_of_lines
from nnstep.traces.ending import ending_from
from nnstep.traces.formats import TRACE_FORMATS
from nnstep.traces.header import Header
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import TraceRecord


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """What is in one trace."""

    path: Path
    format: str
    """The kind of file, in words."""
    header: Header
    counts: RecordCounts
    bytes: int
    """Of the file."""
    unpacked: int
    """Bytes of its records as lines, 0 where it is in another format."""
    last_position: int
    """Operations done at its end."""
    reason: str
    """Why the recording ended; empty where it was broken off."""
    cut_off: str
    """What is missing of the last record; empty where nothing is."""

    @property
    def is_whole(self) -> bool:
        """Whether the recording was ended, and not broken off."""
        return bool(self.reason)


def summary_of(path: Path) -> TraceSummary:
    """Return what is in a trace of any format; raise DataError where it is none, or can't be read."""
    if ending_in(path.name, TRACE_FORMATS) in ("", *COMPRESSIONS):
        return _of_lines(path)
    return _of_records(path)


def _of_lines(path: Path) -> TraceSummary:
    with TraceFile(path) as trace:
        return TraceSummary(
            path=path,
            format=trace_format(path).title,
            header=trace.header,
            counts=counts_of_lines(trace),
            bytes=trace.packed_size,
            unpacked=trace.size,
            last_position=trace.last_position,
            reason=trace.ending.reason if trace.ending is not None else "",
            cut_off=trace.cut_off_text,
        )


def _of_records(path: Path) -> TraceSummary:
    remarks: list[str] = []
    records = records_of(path, remarks.append)
    last = next(records)
    header, counts = trace_header(last), RecordCounts()
    position = header.first_position
    for record in chain([last], records):
        counts.add(record)
        last = record
        if record.kind in ("op", "epoch"):
            position = record.place.position
    return TraceSummary(
        path=path,
        format=trace_format(path).title,
        header=header,
        counts=counts,
        bytes=path.stat().st_size,
        unpacked=0,
        last_position=position,
        reason=_reason(path, last if last.kind == "end" else None),
        cut_off="; ".join(remarks),
    )


def _reason(path: Path, ending: TraceRecord | None) -> str:
    """Return why a recording ended; raise DataError where its last record does not say so."""
    if ending is None:
        return ""
    try:
        return ending_from(ending.text).reason
    except ValueError:
        message = f"{path}: its last record does not say why the recording ended"
        raise DataError(message, 'its text is JSON such as {"reason": "stopped", "accuracies": []}') from None


def shapes_by_quantity(counts: RecordCounts) -> dict[str, Counter[Shape]]:
    """Return how many values of each shape there are of each quantity."""
    found: dict[str, Counter[Shape]] = {}
    for (target, shape), count in counts.values.items():
        found.setdefault(target, Counter())[shape] += count
    return found
