"""What was seen of a person's program: the values that its own lines assigned, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np


class Arrival(StrEnum):
    """How a value came to stand at a place."""

    ASSIGNED = "assigned"
    CHANGED = "changed"  # in place: `W -= ...`, `out=`, `h[2] = ...`, `h.append(...)`, or by a call
    BOUND = "bound"  # a parameter of a function, at the call
    RETURNED = "returned"  # the value of a function of the person's own; its place is the name of the function


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """One value that a line of the person's own files assigned.

    `value` holds the whole array, list of numbers or number as it was after the line, as float64 (a copy, read-only);
    `changed_elements` are the indices that the line changed, where it changed some only. `reads` and `aliases` are
    indices of earlier assignments: those whose values the line read, and those whose array shares memory with this one.
    """

    index: int
    file: Path
    line: int
    place: str  # as it is written: `self.W1`, `grads['dW1']`, `h`
    function: str  # the qualified name of the function; `<module>` for the top level
    call: int  # which call of a function (each call its own number; the top level is 0)
    kind: Arrival
    value: np.ndarray
    type_name: str  # `numpy.ndarray`, `list`, `float`, `torch.Tensor`, ...
    dtype: str  # `float64`, `int64`, `float32`, ...
    changed_elements: tuple[tuple[int, ...], ...] = ()
    reads: tuple[int, ...] = ()
    aliases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramEnd:
    """How the program ended: its exit status, and what Python said of an exception (a traceback of its own lines)."""

    status: int
    exception: str = ""
    exception_line: int | None = None
    stopped_watching: str = ""  # why not everything was watched, in words; empty where all was


@dataclass(frozen=True, slots=True)
class ProgramCells:
    """The cells of a notebook that was run as one program."""

    places: tuple[tuple[int, int], ...]
    """By line of the program: the cell and the line in it, from 1; cells without code are not counted."""
    left_out: tuple[str, ...] = ()
    """Lines and cells that only IPython understands."""


@dataclass(frozen=True, slots=True)
class WatchedProgram:
    """A whole run of a program: the source of each file of the person's own, and what its lines assigned."""

    script: Path
    sources: dict[Path, str]
    assignments: tuple[Assigned, ...]
    end: ProgramEnd
    lines_run: tuple[tuple[Path, int], ...] = field(default=())  # distinct lines in the order of their first execution
    cells: ProgramCells | None = None
    """Where the script is a notebook."""
    by_pytest: bool = False
    """Whether pytest ran the script, a file of tests."""

    def cell_place(self, file: Path, line: int) -> tuple[int, int] | None:
        """Return the cell and the line in it of a line of the program; None where it is not of a notebook."""
        if self.cells is None or file != self.script or not 0 < line <= len(self.cells.places):
            return None
        return self.cells.places[line - 1]

    def line_name(self, file: Path, line: int) -> str:
        """Return what a report calls a line: `line 16`, or `cell 3, line 5`."""
        place = self.cell_place(file, line)
        return f"line {line}" if place is None else f"cell {place[0]}, line {place[1]}"
