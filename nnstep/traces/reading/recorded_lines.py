"""A trace's lines: found by bisection of byte offsets, and read one after another."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from nnstep.errors import DataError
from nnstep.expr.array import Array
from nnstep.limits import TRACE_HEADER_BYTES, bytes_text
from nnstep.problems.message_text import description
from nnstep.traces.header import FORMAT_VERSION, Header, header_from
from nnstep.traces.reading.byte_lines import line_at, line_before, line_blocks, lines_backwards, next_line
from nnstep.traces.reading.first_format import (
    first_format_head,
    first_format_header,
    first_format_record,
)
from nnstep.traces.reading.line_head import Head, RunBounds
from nnstep.traces.reading.trace_bytes import open_bytes
from nnstep.traces.record import RecordKind, TraceRecord, in_run_precision, record_from, table_in, wrong_part

_TIMELINE = frozenset({"start", "batch", "op", "epoch"})
"""The kinds of records that come in the order of the run."""
_LONGEST_REST = 1 << 28
"""Bytes of a line that is cut off, beyond which nobody looks at it."""
_NEAR = 1 << 13
"""Bytes that are rather looked through than halved again."""


class Line(NamedTuple):
    """A line with its place in the file."""

    offset: int
    head: Head
    data: bytes


class RecordedLines:
    """The lines of an open trace."""

    def __init__(self, path: str | Path) -> None:
        """Open a trace, whole or cut off; raise DataError where it is none, or can't be read."""
        self.path = Path(path)
        self._bytes = open_bytes(self.path)
        weakref.finalize(self, self._bytes.close)  # a run that is read from it may be left at any time
        self.packed_size = self._bytes.packed_size
        try:
            first = line_at(self._bytes, 0, TRACE_HEADER_BYTES.most)
            if first is None:
                what = (
                    "the first line is not complete"
                    if self._bytes.size <= TRACE_HEADER_BYTES.most
                    else f"the first line has {TRACE_HEADER_BYTES.refusal(None)}"
                )
                raise self.wrong(1, what, "this is no trace, or nothing of it was written")
            self.header: Header = self._read_header(first)
            self._bounds = RunBounds.of(self.header)
            self._body = len(first)
            """Where the first line after the header begins."""
            self.end = self._end_of_lines()
            """Where the last complete record ends."""
        except BaseException:
            self._bytes.close()
            raise
        self.cut_off = self._bytes.size - self.end
        """Bytes of a last record that is not complete."""

    @property
    def is_first_format(self) -> bool:
        """Whether it is of format 1."""
        return self.header.nnstep_trace == 1

    @property
    def cut_off_text(self) -> str:
        """What is left out at the end, in words; empty where nothing is."""
        return f"its last record is not complete: its {bytes_text(self.cut_off)} are left out" if self.cut_off else ""

    def rest(self) -> bytes:
        """Return what follows the last complete line, without the NULs that a power failure may leave there."""
        return self._bytes.read(self.end, self.cut_off).rstrip(b"\0") if self.cut_off <= _LONGEST_REST else b""

    @property
    def size(self) -> int:
        """Bytes of the complete records, unpacked."""
        return self.end

    def close(self) -> None:
        """Close the file."""
        self._bytes.close()

    def lines(self, start: int = 0, *, body: bool = True) -> Iterator[Line]:
        """Yield the lines from the offset `start` on; by default all but the header.

        Raise DataError at one that is no record of a trace, or before which one is missing.
        """
        before: int | None = None
        for offset, data in self.raw_lines(max(start, self._body) if body else start):
            line = self.line(offset, data)
            if before is not None and line.head.n != before + 1 and not self.is_first_format:
                raise self.wrong_at(offset, f"records are missing: number {line.head.n} follows number {before}")
            before = line.head.n
            yield line

    def line(self, offset: int, data: bytes) -> Line:
        """Return a line that was read; raise DataError where it is no record of a trace."""
        return Line(offset, self._head(offset, data), data)

    def raw_lines(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield the complete lines from an offset on, with their offsets, unread."""
        for at, block in self.blocks(start):
            begins = 0
            while (newline := block.find(b"\n", begins)) >= 0:
                yield at + begins, block[begins : newline + 1]
                begins = newline + 1

    def blocks(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield the same as texts of many lines, each with the offset of its first one."""
        return line_blocks(self._bytes, start, self.end)

    def records(self) -> Iterator[TraceRecord]:
        """Yield all records, the header's first; raise DataError at a line that is none."""
        for number, (offset, data) in enumerate(self.raw_lines(0), start=1):
            yield self.record_at(offset, data, number)

    def record(self, line: Line, number: int | None = None) -> TraceRecord:
        """Return the record that a line states; raise DataError where it is none."""
        return self.record_at(line.offset, line.data, number)

    def record_at(self, offset: int, data: bytes, number: int | None = None) -> TraceRecord:
        """Return the record that a line of which nothing was read states; raise DataError where it is none."""
        try:
            facts = table_in(data)
            record = first_format_record(offset, facts, self.header) if self.is_first_format else record_from(facts)
            self._bounds.check(record.place)
            return record
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self.wrong_at(offset, f"this is no record of a trace: {wrong_part(error)}", number) from None

    def value(self, line: Line) -> Array:
        """Return the value that a line states, in the run's precision; raise DataError where it is no record."""
        return in_run_precision(self.record(line), self.header.precision).value

    def find_step(self, step: int) -> int:
        """Return the offset of the first line that belongs to training step `step`, from 0, or to a later one."""
        low, high = self._body, self.end
        while high - low > _NEAR:
            middle = (low + high) // 2
            found = self._timeline_line(middle, high)
            if found is None:
                high = middle
            elif found.head.step < step:
                low = found.offset + len(found.data)
            elif found.offset == low:
                return low
            else:
                high = middle
        return next((line.offset for line in self.lines(low) if self._is_from(line, step)), self.end)

    def last(self, kinds: Sequence[RecordKind]) -> Line | None:
        """Return the last line of any of these kinds, if there is one; those after it are read."""
        for offset, data in lines_backwards(self._bytes, self._body, self.end):
            head = self._head(offset, data)
            if head.kind in kinds:
                return Line(offset, head, data)
        return None

    def wrong(self, number: int, what: str, hint: str = "") -> DataError:
        """Return the error for what is wrong in line `number`, from 1."""
        return DataError(f"{self.path}:{number}: {what}", hint)

    def _is_from(self, line: Line, step: int) -> bool:
        return line.head.kind in _TIMELINE and line.head.step >= step

    def _timeline_line(self, offset: int, end: int) -> Line | None:
        """Return the first line in the order of the run that begins at or after an offset, and before `end`."""
        begins = next_line(self._bytes, offset, end)
        if begins is None:
            return None
        for line in self.lines(begins):
            if line.offset >= end:
                return None
            if line.head.kind in _TIMELINE:
                return line
        return None

    def _end_of_lines(self) -> int:
        """Return where the last complete line ends; what a power failure left after it may be NULs."""
        end = self._bytes.size
        return end if self._bytes.read(end - 1, 1) == b"\n" else line_before(self._bytes, end + 1)

    def _head(self, offset: int, data: bytes) -> Head:
        try:
            if self.is_first_format:
                return self._bounds.head_from(first_format_head(offset, table_in(data)))
            return self._bounds.head_of(data)
        except (ValueError, KeyError, TypeError) as error:
            raise self.wrong_at(offset, f"this is no record of a trace: {wrong_part(error)}") from None

    def wrong_at(self, offset: int, what: str, number: int | None = None) -> DataError:
        """Return the error for what is wrong in the line at an offset, whose number is looked for if it isn't given."""
        if number is None:
            number = 1 + sum(1 for _ in self.raw_lines(0) if _[0] < offset)
        return self.wrong(number, what, "the file was changed, or is no trace of nnstep")

    def _read_header(self, line: bytes) -> Header:
        try:
            facts = table_in(line)
            if facts.get("nnstep_trace") == 1:
                return first_format_header(facts)
            if facts["kind"] != "header":
                raise ValueError(f"its kind is {description(facts['kind'])}")
            stated = table_in(facts["text"])
            if stated["nnstep_trace"] != FORMAT_VERSION:
                newer = f"the trace is of format {stated['nnstep_trace']}, and formats 1 and 2 are known"
                raise self.wrong(1, newer, "open it with the version of nnstep that wrote it")
            return header_from(stated)
        except (ValueError, KeyError, TypeError) as error:
            hint = "the first line of a trace is its header; nnstep run --trace writes one"
            raise self.wrong(1, f"this is no header of a trace: {wrong_part(error)}", hint) from None
