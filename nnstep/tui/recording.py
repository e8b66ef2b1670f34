"""Recording what is stepped through: an open trace that follows a debugger. Knows no widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnstep.trace.writer import TraceWriter

if TYPE_CHECKING:
    from nnstep.machine.debugger import Debugger


class Recording:
    """From its start to its end each operation that is newly done is written, once, in order."""

    def __init__(self, debugger: Debugger, path: str, *, overwrite: bool = False) -> None:
        """Create the file; raise TraceError where that can't be done."""
        self._debugger = debugger
        self._writer = TraceWriter(
            Path(path).expanduser(), debugger.program, debugger.frame.position, overwrite=overwrite
        )
        debugger.observe(self._writer.write)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._writer.path.name

    @property
    def operations(self) -> int:
        """How many operations are in the file."""
        return self._writer.operations

    def stop(self) -> None:
        """Close the file; raise TraceError where the disk refuses."""
        self._debugger.observe(None)
        self._writer.close()
