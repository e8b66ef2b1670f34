"""Recording what is stepped through: an open trace that follows a debugger. Knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.outputs.asked import typed
from nnstep.trace.writer import TraceWriter
from nnstep.visible import visible

if TYPE_CHECKING:
    from nnstep.machine.debugger import Debugger


class Recording:
    """From its start to its end each operation that is newly done is written, once, in order."""

    def __init__(self, debugger: Debugger, text: str) -> None:
        """Create the file that `text` names, as typed; raise OutputError where that can't be done."""
        path, overwrite = typed(text)
        self._debugger = debugger
        self._writer = TraceWriter(path, debugger.program, debugger.frame.position, overwrite=overwrite)
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
        """Close the file; raise OutputError where it is not whole."""
        self._debugger.observe(None)
        self._writer.close()
