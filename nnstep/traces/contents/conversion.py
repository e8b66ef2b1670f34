"""Traces turned from one format into another, written beside and renamed: there and back gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import orjson

from nnstep.array_files.damaged_archives import DAMAGED
from nnstep.errors import DataError, NNStepError
from nnstep.file_endings import ending_in
from nnstep.input_files import unreadable
from nnstep.outputs.asked import Output, check_outputs, ending_of
from nnstep.outputs.whole import write_file
from nnstep.progress import Tell, tell_nobody
from nnstep.traces.formats import TRACE_FORMATS
from nnstep.traces.formats.format import Remark, TraceFormat
from nnstep.traces.header import FORMAT_VERSION, Header, header_from
from nnstep.traces.record import TraceRecord, in_run_precision

ENDINGS = {ending: row.title for ending, row in TRACE_FORMATS.items()}
"""The endings of names of files that traces can be converted to, each with a description of the format."""
_SHOWN_EVERY = 256
_UNREADABLE = (
    *(KeyError, TypeError),
    *DAMAGED,
)
"""What reading a file may raise that is not as it should be."""


def convert(source: Path, target: Path, remark: Remark, tell: Tell = tell_nobody, *, overwrite: bool = False) -> int:
    """Write the trace `source` as `target`, in the format that its name ends in, and return how many records it has.

    `remark` is told what of the source can't be kept, and `tell` how far the work is. Raise DataError where the
    source is no trace or can't be read, FileTakenError where the target exists and must stay, OutputError where it
    can't be written, or not in this format.
    """
    written = TRACE_FORMATS[ending_of(target, ENDINGS)]
    check_outputs(Output(target, ENDINGS), inputs=[source], overwrite=overwrite)
    if written.check is not None:
        written.check()
    counted = _Counted(records_of(source, remark), partial(tell, f"converting {source}"))
    write_file(target, lambda file: written.write(counted, file), overwrite=overwrite)
    if counted.last is not None and counted.last.kind != "end":
        place = counted.last.place
        remark(f"the recording was broken off after {place.epoch}.{place.step}.{place.op}")
    return counted.count


def records_of(path: Path, remark: Remark) -> Iterator[TraceRecord]:
    """Yield the records of a trace in any format, values of a run in its precision; raise as `convert` does."""
    row = trace_format(path)
    if row.check is not None:
        row.check()
    with _readable(path):
        records = row.read(path, remark)
        first = next(records, None)
        if first is None:
            raise ValueError("it has no records")
        header = trace_header(first)
        yield first
        for record in records:
            yield in_run_precision(record, header.precision)


def trace_header(record: TraceRecord) -> Header:
    """Return the header that the first record of a trace holds; raise ValueError where it is none."""
    if record.kind != "header":
        raise ValueError(f"its first record is of the kind {record.kind!r}, and none but the header can be the first")
    facts = orjson.loads(record.text)
    if not isinstance(facts, dict) or facts.get("nnstep_trace") != FORMAT_VERSION:
        raise ValueError("its header is not one of a trace of format 2")
    return header_from(facts)


def trace_format(path: Path) -> TraceFormat:
    """Return the format that a trace's name ends in; by default the one in which nnstep records."""
    return TRACE_FORMATS[ending_in(path.name, TRACE_FORMATS) or ".jsonl"]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what reading a file may raise into a DataError."""
    try:
        yield
    except NNStepError:
        raise
    except OSError as error:
        raise DataError(f"{path}: {unreadable(error)}") from None
    except MemoryError:
        message = f"{path}: it asks for more memory than there is"
        raise DataError(message, "the file was changed, or its rows are too large for this machine") from None
    except _UNREADABLE as error:
        hint = "the file was changed, or is no trace of nnstep"
        raise DataError(f"{path}: this is no trace: {error}", hint) from None


class _Counted(Iterator[TraceRecord]):
    """Records on their way: how many there were, and the last one."""

    def __init__(self, records: Iterator[TraceRecord], show: Callable[[float], None]) -> None:
        self._records = records
        self._show = show
        self._first = self._last = 0
        self.count = 0
        self.last: TraceRecord | None = None

    def __next__(self) -> TraceRecord:
        record = self.last = next(self._records)
        if not self.count:
            header = trace_header(record)
            self._first, self._last = header.first_position, header.selection.last or header.last_position
        self.count += 1
        if self.count % _SHOWN_EVERY == 0:
            self._show((record.place.position - self._first) / max(1, self._last - self._first))
        return record
