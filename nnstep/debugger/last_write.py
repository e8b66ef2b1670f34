"""The last write of one element of a quantity: by an operation, or by an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.debugger.breakpoint_search import BackwardSearch, CompiledBreakpoints
from nnstep.debugger.breakpoint_text import parse_breakpoint
from nnstep.debugger.breakpoints import Breakpoints
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run


@dataclass(frozen=True, slots=True)
class LastWrite:
    """Where an element got its value."""

    position: int
    """After the operation, or at the edit, that wrote it; 0 for a value from the start."""
    edit: Edit | None = None


class LastWriteSearch:
    """The search for the last write of one element, chunk by chunk."""

    def __init__(self, run: Run, frame: Frame, id: str, index: tuple[int, ...], edits: Sequence[Edit]) -> None:
        """Search backwards from `frame`, where the quantity must have a value."""
        self._run = run
        self._index = index
        self._edit = _last_edit(frame, id, index, edits)
        self._search: BackwardSearch | None = None
        self._written = 0
        program = frame.program
        if id in program.parameters:
            points = Breakpoints(program.shapes)
            place = f"[{','.join(map(str, index))}]" if index else ""
            points.add(parse_breakpoint(f"{id}{place} changes", program))
            self._search = BackwardSearch(CompiledBreakpoints(points), run, frame.position + 1, 0)
        else:
            writers = [n for n, op in enumerate(program.ops[: frame.done]) if op.target == id]
            self._written = frame.position - frame.done + writers[-1] + 1 if writers else 0

    @property
    def finished(self) -> bool:
        """Whether the last write is known."""
        return self._search is None or self._search.finished

    def advance(self) -> None:
        """Search one more chunk."""
        if self._search is not None:
            self._search.advance()

    @property
    def last_write(self) -> LastWrite:
        """The result."""
        written = self._written if self._search is None else self._search.found or 0
        if self._edit is not None and (self._edit.position >= written or not self._changed_at(written)):
            return LastWrite(self._edit.position, self._edit)
        return LastWrite(written)

    def _changed_at(self, position: int) -> bool:
        """Return whether the operation there changed the element.

        The search compares with the previous training step, and an edit may lie between.
        """
        frame = self._run.seek(position)
        if self._search is None or frame.result is None or frame.previous is None:
            return True
        return bool(frame.previous[self._index] != frame.result[self._index])


def _last_edit(frame: Frame, id: str, index: tuple[int, ...], edits: Sequence[Edit]) -> Edit | None:
    """Return the last edit before a frame that changed this element."""
    before = [edit for edit in edits if edit.id == id and edit.position <= frame.position]
    found = [edit for edit in before if any(edit.touches(place) for place in _places(edit, frame, index))]
    return found[-1] if found else None


def _places(edit: Edit, frame: Frame, index: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the places of an element of a frame in what was edited; an input has one only where its sample is."""
    program = frame.program
    if edit.id not in program.schedule.batch(0):
        return [index]
    step, _ = program.step_and_op(edit.position)
    sample = program.schedule.rows(frame.step)[index[program.sample_axis]]
    columns = [int(column) for column in np.flatnonzero(program.schedule.rows(step) == sample)]
    return [(index[0], column) if program.sample_axis else (column, index[1]) for column in columns]
