"""JSON Lines, in which nnstep records: an object a line, compressed or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from nnstep.expr.array import frozen
from nnstep.traces.compression import COMPRESSIONS, Compress
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.header import FORMAT_VERSION, header_text
from nnstep.traces.reading.trace_file import TraceFile
from nnstep.traces.record import RecordPlace, TraceRecord, in_run_precision, line_of

_FRAME = 1 << 20
"""Bytes that are compressed at once."""


def _write(records: Iterable[TraceRecord], file: BinaryIO, compress: Compress | None) -> None:
    pending = bytearray()
    for record in records:
        pending += line_of(record)
        if len(pending) >= _FRAME:
            file.write(bytes(pending) if compress is None else compress(bytes(pending)))
            pending.clear()
    if pending:
        file.write(bytes(pending) if compress is None else compress(bytes(pending)))


def _read(path: Path, remark: Remark) -> Iterator[TraceRecord]:
    with TraceFile(path) as trace:
        if trace.cut_off:
            remark(trace.cut_off_text)
        if trace.is_first_format:
            remark("it is of format 1, which has no inputs, no scenario and no hashes")
            yield from _upgraded(trace)
        else:
            yield from _records(trace, remark)


def _records(trace: TraceFile, remark: Remark) -> Iterator[TraceRecord]:
    others = 0
    for number, (offset, data) in enumerate(trace.raw_lines(0), start=1):
        record = in_run_precision(trace.record_at(offset, data, number), trace.header.precision)
        others += line_of(record) != data
        yield record
    if others:
        lines = "1 line is" if others == 1 else f"{others:,} lines are"
        remark(f"{lines} not written as nnstep writes: converted back to .jsonl, other bytes would be there")


def _upgraded(trace: TraceFile) -> Iterator[TraceRecord]:
    """Yield what a trace of format 1 says, as far as format 2 has a place for it."""
    header = trace.header
    begins = header.place(header.first_position)
    place = RecordPlace(begins.epoch, begins.step, begins.op, header.first_position)
    text = header_text(replace(header, nnstep_trace=FORMAT_VERSION))
    yield TraceRecord(0, "header", place, value=frozen([FORMAT_VERSION]), text=text)
    for n, (id, value) in enumerate(trace.start.items(), start=1):
        yield in_run_precision(TraceRecord(n, "start", place, target=id, value=value), header.precision)
    for n, line in enumerate(trace.lines(), start=1 + len(trace.start)):
        yield in_run_precision(replace(trace.record(line), n=n), header.precision)


JSONL, GZIP, ZSTD = (
    TraceFormat((ending,), row.title, partial(_write, compress=row.compress), _read, row.check)
    for ending, row in COMPRESSIONS.items()
)
