"""A recorded run as Python programs read it: operations in order, quantities as arrays, all records as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast, overload

import numpy as np
from numpy.typing import NDArray

from nnstep.engine.frame import Frame
from nnstep.errors import NNStepError
from nnstep.explain.explanation import operation_formula
from nnstep.explain.python_view.run_operation import RunOperation
from nnstep.expr.array import Array, frozen
from nnstep.program.program import Phase, Program
from nnstep.traces.header import Header
from nnstep.traces.loading.epoch_values import epoch_values
from nnstep.traces.loading.operation_lines import OperationLines
from nnstep.traces.loading.quantity_values import positions_of, values_of
from nnstep.traces.loading.record_table import arrow_table, pandas_frame, polars_frame
from nnstep.traces.reading.trace_file import Line, TraceFile
from nnstep.traces.replay.recorded_program import program_of
from nnstep.traces.replay.recorded_timeline import RecordedTimeline


class Trace(AbstractContextManager["Trace"]):
    """An open trace: a sequence of the operations that are recorded, each with its value.

    ``len(trace)``, ``trace[0]``, ``trace[-1]``, ``trace[10:20]`` and ``for operation in trace`` work as with a list.
    Nothing is read before it is asked for; a trace of gigabytes opens at once. Everything that reads raises
    `nnstep.errors.DataError`, with file and line, where the file is damaged. Close it after use, or open it in a
    ``with`` statement.

    >>> import nnstep, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = nnstep.record("xor", folder.name + "/xor.jsonl", epochs=3)
    >>> with nnstep.open_trace(path) as trace:
    ...     print(len(trace), trace[0].target, trace[-1].formula)
    ...     print(trace.quantity("W1").shape)
    45 z1 b1 = b1 − lr db1
    (3, 2, 2)
    >>> folder.cleanup()
    """

    def __init__(self, path: str | Path) -> None:
        """Open a trace, whole or cut off; raise DataError where it is none, or can't be read."""
        self._file = TraceFile(path)
        self._operations = OperationLines(self._file)

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __repr__(self) -> str:
        return f"Trace({str(self.path)!r})"

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def header(self) -> Header:
        """What the first line says: the scenario's text, the operations of a training step, versions and others."""
        return self._file.header

    @property
    def cut_off(self) -> int:
        """Bytes of a last record that is not complete, as after a crash; they are left out. 0 if there is none."""
        return self._file.cut_off

    @property
    def ended(self) -> str:
        """Why the recording ended; empty where it was broken off."""
        ending = self._file.ending
        return ending.reason if ending is not None else ""

    def __len__(self) -> int:
        """Return how many operations are recorded."""
        return len(self._operations)

    def __iter__(self) -> Iterator[RunOperation]:
        """Yield the operations that are recorded, in order."""
        return map(self._operation, self._operations)

    @overload
    def __getitem__(self, number: int) -> RunOperation: ...
    @overload
    def __getitem__(self, number: slice) -> list[RunOperation]: ...
    def __getitem__(self, number: int | slice) -> RunOperation | list[RunOperation]:
        """Return an operation by its number in the recording, from 0 or from the end, or a list of them by a slice."""
        numbers = range(len(self))[number]
        if isinstance(numbers, range):
            return [self._operation(self._operations.line(each)) for each in numbers]
        return self._operation(self._operations.line(numbers))

    @property
    def start(self) -> Mapping[str, Array]:
        """The values at the beginning of the recording by id, among them what never changes; read-only arrays."""
        return self._file.start

    def quantity(self, id: str) -> Array:
        """Return the recorded values of a quantity in one array: shape (values, rows, columns), of numbers (values,).

        There is a value for each recorded operation that computes it, in order; of what training steps are given, such
        as ``x`` and ``y``, one for each recorded training step. `start` has what comes before. Changes
        that a person made by hand are not among them. A value that is smaller
        than others, as in a smaller last batch, is filled up with NaN. The array is your own, of float64, or of float32
        in a run of single precision. Raise DataError where no value is recorded.
        """
        return values_of(self._file, (id,))[id]

    def quantities(self, *ids: str) -> dict[str, Array]:
        """Return what `quantity` does of several quantities by id, of all if none is named, in one pass."""
        return values_of(self._file, ids)

    def positions(self, id: str) -> NDArray[np.int64]:
        """Return the position of each value in `quantity`: operations of the run done when it is computed.

        Of what training steps are given it is the operations done before the training step.
        """
        return positions_of(self._file, id)

    def frame(self, position: int) -> Frame:
        """Return everything that is known of the run after `position` operations: `values` by id, `errors` and others.

        Before the recording begins and after it ends, return the frame of its nearest end. Raise ValueError for a
        position outside the run, NNStepError where the scenario in the trace can't be compiled.
        """
        return self._run.seek(position)

    @cached_property
    def errors(self) -> Array:
        """The error of each training step so far, from the beginning of the run; NaN where it is not recorded.

        Raise NNStepError where the recording was broken off and the scenario in the trace can't be compiled.
        """
        errors = self._file.all_errors
        return frozen(errors if errors is not None else self._run.seek(self._run.last_position).errors)

    @cached_property
    def epochs(self) -> Mapping[str, NDArray[Any]]:
        """The recorded figures of each epoch by name, an entry an epoch.

        ``epoch`` is its number; the others are ``mean_error``, ``test_error``, ``accuracy`` and ``learning_rate``, as
        far as the run has them.
        """
        return epoch_values(self._file)

    def to_arrow(self) -> Any:
        """Return all records as a `pyarrow.Table`, a record a row; needs the package pyarrow.

        Its columns are ``n kind epoch step op position phase layer target shape value text hash``, as in the lines:
        whole numbers of 64 bits, texts, and lists of numbers; ``value`` is flat, in C order, and has NaN and infinities
        in it. Raise DataError where the package is missing.
        """
        return arrow_table(self._file)

    def to_pandas(self) -> Any:
        """Return all records as a `pandas.DataFrame` with the columns of `to_arrow`; needs the package pandas.

        ``shape`` holds tuples, ``value`` arrays of rank one. Raise DataError where the package is missing.
        """
        return pandas_frame(self._file)

    def to_polars(self) -> Any:
        """Return all records as a `polars.DataFrame` with the columns of `to_arrow`; needs the package polars.

        Raise DataError where the package is missing.
        """
        return polars_frame(self._file)

    @cached_property
    def program(self) -> Program:
        """The program that was recorded; raise NNStepError where the scenario in the trace can't be compiled."""
        return program_of(self._file)

    @cached_property
    def _run(self) -> RecordedTimeline:
        return RecordedTimeline(self._file, self.program)

    @cached_property
    def _formulas(self) -> tuple[str, ...]:
        """The formula of each operation of a training step; empty ones where they can't be known."""
        try:
            return tuple(operation_formula(op, self.program) for op in self.program.ops)
        except NNStepError:
            return ("",) * self.header.length

    def _operation(self, line: Line) -> RunOperation:
        head = line.head
        epoch, step = divmod(head.step, self.header.steps_per_epoch)
        if not 0 < head.op <= self.header.length:
            raise self._file.wrong_at(line.offset, f"a training step has no operation {head.op}")
        op = self.header.ops[head.op - 1]
        return RunOperation(
            head.position,
            epoch + 1,
            step + 1,
            head.op,
            cast("Phase", op.phase),
            op.layer,
            head.target,
            self._formulas[head.op - 1],
            op.numpy,
            self._file.value(line),
            partial(self._frame_of, head.position),
        )

    def _frame_of(self, position: int) -> Frame | None:
        """Return what is known of an operation; None where the scenario in the trace can't be compiled."""
        try:
            return self.frame(position)
        except NNStepError:
            return None
