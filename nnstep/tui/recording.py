"""Recording what is stepped through: an open trace that follows a debugger. Knows no widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnstep.errors import TraceError
from nnstep.trace.writer import TraceWriter
from nnstep.visible import visible

if TYPE_CHECKING:
    from nnstep.machine.debugger import Debugger


class Recording:
    """From its start to its end each operation that is newly done is written, once, in order."""

    def __init__(self, debugger: Debugger, path: str, *, overwrite: bool = False) -> None:
        """Create the file; raise TraceError where that can't be done."""
        self._debugger = debugger
        self._writer = TraceWriter(_expanded(path), debugger.program, debugger.frame.position, overwrite=overwrite)
        debugger.observe(self._writer.write)

    @property
    def name(self) -> str:
        """The file's name, fit to be shown."""
        return visible(self._writer.path.name)

    @property
    def operations(self) -> int:
        """How many operations are in the file."""
        return self._writer.operations

    def stop(self) -> None:
        """Close the file; raise TraceError where the disk refuses."""
        self._debugger.observe(None)
        self._writer.close()


def _expanded(path: str) -> Path:
    """Return the path with ~ replaced; raise TraceError where it stands for nobody's folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise TraceError(
            f"{visible(str(path))} names the folder of somebody who is not known here", "write the whole path"
        ) from None
