"""Writes a trace to a file that stays readable to its last complete line, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.stream import Stream
from nnstep.program.program import Program
from nnstep.traces.record import header_line, operation_line

ENDINGS = {".jsonl": "JSON Lines"}
"""The endings of a trace's file name."""


class TraceWriter:
    """An open trace, in the file at each training step's end, and on the disk as `nnstep.outputs.stream` says."""

    def __init__(
        self,
        path: str | Path,
        program: Program,
        position: int = 0,
        *,
        values: Mapping[str, Array] | None = None,
        edits: Sequence[Edit] = (),
        overwrite: bool = False,
    ) -> None:
        """Create the file and write the header, as `header_line` does.

        Raise FileTakenError where it exists and must stay, OutputError where it can't be created.
        """
        self.path = Path(path)
        self.operations = 0
        """The number of operations written."""
        self._last_op = len(program.ops)
        check_outputs(Output(self.path, ENDINGS), inputs=program.scenario.inputs, overwrite=overwrite)
        header = header_line(program, position, values=values, edits=edits)
        self._file = Stream(self.path, header, overwrite=overwrite)

    def write(self, frame: Frame) -> None:
        """Write the last operation of `frame`; raise OutputError where that fails."""
        self._file.add(operation_line(frame), ends_group=frame.done == self._last_op)
        self.operations += 1

    def close(self) -> None:
        """Write the rest and close; raise OutputError where the file is incomplete."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
