"""Find the first line of a mistaken program that assigns something else than the right program does.

Both are traced line by line. What a line has assigned, changed in place or returned into a name is compared with what
the right program has put there at the same count. Whole numbers alone (counters, sizes) are no quantities.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

import numpy as np

from tests.own_code.program_runs import printed_by
from tests.own_code.programs_corpus import MistakenProgram, Program

INSIDE_A_LINE = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<lambda>")

Place = tuple[Any, ...]  # the function, the name, then attributes, keys and indices
Snapshot = dict[Place, tuple[Any, Any]]  # an identity that changes with the value, and the value
Heard = Callable[[int, Place, np.ndarray], None]  # a line, a place and its new value


class _PartedError(Exception):
    """The values have parted: there is no need to run on."""


def first_parting(mistaken: MistakenProgram) -> int | None:
    """Return the line that is the first to assign another value than the right program, or None."""
    right = _assignments(mistaken.program)
    counts: Counter[Place] = Counter()
    parted: list[int] = []

    def compare(line: int, place: Place, value: np.ndarray) -> None:
        count = counts[place]
        counts[place] += 1
        if count < len(right[place]) and not _same(value, right[place][count]):
            parted.append(line)
            raise _PartedError

    with _traced(str(mistaken.program.path), compare):
        try:
            printed_by(mistaken.program, mistaken.source)
        except _PartedError:
            return parted[0]
    return None


@cache
def _assignments(program: Program) -> dict[Place, list[np.ndarray]]:
    found: dict[Place, list[np.ndarray]] = defaultdict(list)
    with _traced(str(program.path), lambda _line, place, value: found[place].append(value)):
        printed_by(program, program.source)
    return found


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=1e-15, equal_nan=True))


@contextmanager
def _traced(path: str, heard: Heard) -> Iterator[None]:
    snapshots = _Snapshots(heard)

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if frame.f_code.co_filename != path or frame.f_code.co_name in INSIDE_A_LINE:
            return None
        if event == "call":
            snapshots.enter(frame)
        elif event in ("line", "return"):
            snapshots.hear_changes(frame)
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(previous)


class _Snapshots:
    """What each frame's names held before the line that it runs, and the globals."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._lines: dict[FrameType, int] = {}
        self._locals: dict[FrameType, Snapshot] = {}
        self._globals: dict[str, Snapshot] = {}

    def enter(self, frame: FrameType) -> None:
        self._lines[frame] = frame.f_lineno
        self._locals[frame] = _local_values(frame)

    def hear_changes(self, frame: FrameType) -> None:
        line, self._lines[frame] = self._lines[frame], frame.f_lineno
        was, self._locals[frame] = self._locals[frame], _local_values(frame)
        self._hear(line, was, self._locals[frame])
        for name in _global_names(frame):
            was = self._globals.get(name, {})
            self._globals[name] = _values("<module>", {name: frame.f_globals[name]})
            self._hear(line, was, self._globals[name])

    def _hear(self, line: int, was: Snapshot, now: Snapshot) -> None:
        for place, (kept, value) in now.items():
            if place not in was or was[place][0] != kept:
                self._heard(line, place, np.array(value, dtype=float))


def _global_names(frame: FrameType) -> list[str]:
    """Return the globals that the frame's code speaks of."""
    code = frame.f_code
    names = list(frame.f_globals) if code.co_name == "<module>" else code.co_names
    return [name for name in names if name in frame.f_globals]


def _local_values(frame: FrameType) -> Snapshot:
    return {} if frame.f_code.co_name == "<module>" else _values(frame.f_code.co_name, frame.f_locals)


def _values(owner: str, names: dict[str, Any]) -> Snapshot:
    found: Snapshot = {}
    for name, value in list(names.items()):
        if not name.startswith(("__", ".")):
            _add_leaves((owner, name), value, found)
    return found


def _add_leaves(place: Place, value: object, found: Snapshot) -> None:
    if len(place) > 7:
        return
    match value:
        case bool() | int() | np.integer() | type():
            pass
        case float() | np.floating():
            found[place] = ((id(value), float(value)), value)
        case np.ndarray() if value.dtype.kind in "fiu":
            found[place] = ((id(value), value.tobytes()), value.copy())
        case dict():
            for key, part in value.items():
                _add_leaves((*place, key), part, found)
        case list() | tuple():
            for index, part in enumerate(value):
                _add_leaves((*place, index), part, found)
        case object(requires_grad=_, grad_fn=_):
            array = value.detach().numpy()
            found[place] = ((id(value), array.tobytes()), array.copy())
            if value.is_leaf and value.grad is not None:
                _add_leaves((*place, "grad"), value.grad, found)
        case object(__dict__=attributes) if type(value).__module__.startswith(("__main__", "torch.nn")):
            for name, part in attributes.items():
                _add_leaves((*place, name), part, found)
