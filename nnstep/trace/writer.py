"""Writes a trace to a file, so that whatever happens it is readable to its last complete line. Knows no face."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from nnstep.errors import FileTakenError, TraceError
from nnstep.trace.record import header_line, operation_line
from nnstep.visible import visible

if TYPE_CHECKING:
    from types import TracebackType

    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program


class TraceWriter:
    """An open trace. Flushed at each training step's end, and when it is closed."""

    def __init__(self, path: str | Path, program: Program, position: int = 0, *, overwrite: bool = False) -> None:
        """Create the file and write the header; raise FileTakenError where it exists, TraceError where it can't be."""
        self.path = Path(path)
        self.operations = 0
        """How many operations have been written."""
        self._last_op = len(program.ops)
        try:
            self._file: BinaryIO = self.path.open("wb" if overwrite else "xb")
        except FileExistsError:
            raise FileTakenError(visible(f"{path} exists already"), "choose another name") from None
        except OSError as error:
            raise self._failure(error) from None
        except ValueError:
            raise TraceError(visible(f"{path} can't be the name of a file"), "choose another name") from None
        self._put(header_line(program, position), flush=True)

    def write(self, frame: Frame) -> None:
        """Write the operation that `frame` has just done; raise TraceError where the disk refuses."""
        self._put(operation_line(frame), flush=frame.done == self._last_op)
        self.operations += 1

    def close(self) -> None:
        """Flush and close; raise TraceError where the disk refuses."""
        try:
            self._file.close()
        except OSError as error:
            raise self._failure(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, line: bytes, *, flush: bool) -> None:
        try:
            self._file.write(line)
            if flush:
                self._file.flush()
        except OSError as error:
            self._give_up()
            raise self._failure(error) from None

    def _give_up(self) -> None:
        """Close the file without a word: it has been said already that the disk refuses."""
        with suppress(OSError):
            self._file.close()

    def _failure(self, error: OSError) -> TraceError:
        reason = (error.strerror or str(error)).lower()
        return TraceError(
            visible(f"the trace can't be written to {self.path}: {reason}"), "choose a file in a folder with room"
        )
