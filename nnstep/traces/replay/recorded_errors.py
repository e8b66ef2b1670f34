"""The errors and accuracies of a recorded run: read from its end, or, where it was broken off, as far as needed."""

from __future__ import annotations

import math

from nnstep.engine.series import Series
from nnstep.expr.array import Array
from nnstep.traces.reading.trace_file import TraceFile


class RecordedErrors:
    """The error of each training step and the accuracy of each epoch; NaN where one is not recorded."""

    def __init__(self, trace: TraceFile, objective: str, *, has_accuracies: bool) -> None:
        """Read them from `trace`, where the errors are the values of `objective`, if there is one."""
        self._has_accuracies = has_accuracies
        self._trace = trace
        self._mark = f'"target":"{objective}",'.encode() if objective else b'"op",'
        self._objective = objective
        self._errors, self._accuracies = Series(), Series()
        self._lines = trace.raw_lines(0)
        self._read = trace.ending is not None
        """Whether all that there are were read."""
        if trace.ending is not None and trace.all_errors is not None:
            self._errors.extend(trace.all_errors)
            self._accuracies.extend(trace.ending.accuracies)
        else:
            self._errors.extend(trace.earlier_errors)

    def errors(self, count: int) -> Array:
        """Return the errors of the first `count` training steps."""
        while len(self._errors) < count and not self._read:
            self._read_line()
        if self._read:
            self._pad(count)
        return self._errors.first(count)

    @property
    def known(self) -> Array:
        """All errors that were read so far."""
        return self._errors.first(len(self._errors))

    def accuracies(self, epochs: int) -> Array:
        """Return the accuracies after the first `epochs` epochs."""
        while self._has_accuracies and len(self._accuracies) < epochs and not self._read:
            self._read_line()
        return self._accuracies.first(epochs)

    def _read_line(self) -> None:
        entry = next(self._lines, None)
        if entry is None:
            self._read = True
        else:
            self._note(*entry)

    def _note(self, offset: int, data: bytes) -> None:
        """Note what a line says, if it is one of an error or of an epoch."""
        beginning = data[:240]
        if b'"epoch","epoch"' in beginning:
            record = self._trace.record(self._trace.line(offset, data))
            figures = dict(zip(record.text.split(" "), record.value.ravel().tolist(), strict=False))
            if "accuracy" in figures:
                before = record.place.epoch - 1 - len(self._accuracies)  # epochs that ended before the recording began
                self._accuracies.extend([math.nan] * before + [figures["accuracy"]])
        elif self._objective and self._mark in beginning:
            line = self._trace.line(offset, data)
            if line.head.kind == "op" and line.head.step >= len(self._errors):
                value = self._trace.value(line)
                if value.size != 1:
                    raise self._trace.wrong_at(offset, f"the error is one number, not {value.size}")
                self._pad(line.head.step)
                self._errors.extend([value.item()])

    def _pad(self, count: int) -> None:
        self._errors.extend([math.nan] * (count - len(self._errors)))
