"""A recording: an open trace that follows a debugger."""

from __future__ import annotations

from collections.abc import Callable

from nnstep.debugger.debugger import Debugger
from nnstep.harmless_text import visible
from nnstep.outputs.asked import typed
from nnstep.traces.writer import TraceWriter


class Recording:
    """Writes each operation that is newly done, once and in order.

    All of them belong to one run: `at_change` is called before that is changed, and nothing is written from then on.
    """

    def __init__(self, debugger: Debugger, text: str, *, at_change: Callable[[], None] = lambda: None) -> None:
        """Create the file that `text` names, as typed; raise OutputError if that can't be done."""
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
        """Close the file; raise OutputError if it is not complete."""
        self._debugger.observe(None)
        self._writer.close()
