"""Recording what is stepped through: an open trace that follows a debugger. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable

from nnstep.debugger.debugger import Debugger
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.traces.writer import TraceWriter


class Recording:
    """From its start to its end each operation that is newly done is written, once, in order.

    All of them are of one run: `at_change` is called where that is changed, and nothing is written from there on.
    """

    def __init__(self, debugger: Debugger, text: str, *, at_change: Callable[[], None] = lambda: None) -> None:
        """Create the file that `text` names, as typed; raise OutputError where that can't be done."""
        path, overwrite = typed(text)
        self._debugger = debugger
        frame = debugger.frame
        edits = [edit for edit in debugger.edits if edit.position <= frame.position]
        self._writer = TraceWriter(
            path, frame.program, frame.position, values=frame.values, edits=edits, overwrite=overwrite
        )
        debugger.observe(self._writer.write, at_change=at_change)

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
