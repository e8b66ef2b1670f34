"""An open trace: its lines, and what they say of the recording as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property

import orjson

from nnstep.expr.array import Array, frozen, in_precision
from nnstep.traces.ending import RecordingEnd, ending_from
from nnstep.traces.reading.first_format import first_format_start
from nnstep.traces.reading.recorded_lines import Line, RecordedLines
from nnstep.traces.record import KINDS, wrong_part

__all__ = ["Line", "TraceFile"]


class TraceFile(RecordedLines, AbstractContextManager["TraceFile"]):
    """An open trace. Each fact is looked for when it is asked for."""

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def start(self) -> Mapping[str, Array]:
        """The values at the beginning of the recording, as far as they are recorded, in the run's precision."""
        if self.is_first_format:
            try:
                stated = first_format_start(orjson.loads(next(self.raw_lines(0))[1]))
            except (ValueError, KeyError, TypeError) as error:
                raise self.wrong_at(0, f"the values at the beginning can't be read: {wrong_part(error)}", 1) from None
            return {id: in_precision(value, self.header.precision) for id, value in stated.items()}
        found = {}
        for line in self.lines():
            if line.head.kind != "start":
                break
            if line.head.target:
                found[line.head.target] = self.value(line)
        return found

    @cached_property
    def earlier_errors(self) -> Array:
        """The errors of the training steps before the recording began."""
        for line in self.lines():
            if line.head.kind != "start":
                break
            if not line.head.target:
                return self.value(line).ravel()
        return frozen([])

    @cached_property
    def ending(self) -> RecordingEnd | None:
        """Why the recording ended; None where it was broken off. Raise DataError where its last line does not say."""
        line = self._end_line
        if line is None:
            return None
        try:
            return ending_from(self.record(line).text)
        except ValueError as error:
            raise self.wrong_at(line.offset, f"this does not say why the recording ended: {error}") from None

    @cached_property
    def all_errors(self) -> Array | None:
        """The errors of all training steps, which the last line has; None where the recording was broken off."""
        return None if self._end_line is None else self.value(self._end_line).ravel()

    @cached_property
    def _end_line(self) -> Line | None:
        line = self.last(KINDS)
        return line if line is not None and line.head.kind == "end" else None

    @cached_property
    def last_position(self) -> int:
        """How many operations of the run are done at the end of the recording."""
        line = self._end_line or self.last(("op", "epoch"))
        return line.head.position if line is not None else self.header.first_position
