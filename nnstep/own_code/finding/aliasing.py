"""Arrays that have two names and are changed in place under one of them, so that the other is not what it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from nnstep.own_code.aligning.labels import Label
from nnstep.own_code.finding.blame import PASSED_ON
from nnstep.own_code.finding.causes import ProgramFault
from nnstep.own_code.watched import Arrival, Assigned


@dataclass(frozen=True, slots=True, eq=False)
class OtherName:
    """An array that one name was meant to keep, and the line that changed it through another."""

    kept: Assigned
    """The name that was meant to keep its value."""
    change: Assigned
    """The line that changed the array in place, under its other name."""

    @property
    def cause(self) -> ProgramFault:
        """What to say of it."""
        changed, kept = self.change.place, self.kept.place
        return ProgramFault(
            "aliased",
            f"{changed} is the same array as {kept} here, not a copy of it: changing it in place changes {kept} too",
            f"Is {kept} still needed as it was before this line? Then work on a copy, as {kept}.copy() makes it.",
        )


def changed_through_other_name(
    assignments: Sequence[Assigned],
    blamed: Assigned,
    wanted: Collection[str],
    labels: Mapping[int, Label],
    sources: Mapping[Path, str],
) -> OtherName | None:
    """Return the array that the blamed line reads under one name after it was changed in place under another.

    `wanted` are the quantities that the line should compute, and compute from; `labels` says by the number of an
    assignment which quantity its value rightly is.
    """
    for root in _arrays_read(assignments, blamed):
        shared = (one for one in assignments if one.index == root or root in one.aliases)
        group = [one for one in shared if one.kind not in PASSED_ON or one.index == root]
        for before, changed in pairwise(one for one in group if one.index <= blamed.index):
            if not _is_overwritten(before, changed) or _is_lent(assignments, changed):
                continue
            kept = next((one for one in reversed(group) if _is_kept(one, changed, labels)), None)
            if kept is None:
                continue
            readers = [blamed, *_readers(assignments, [one for one in group if one.index >= changed.index])]
            if labels[kept.index].id in wanted or any(_mentions(one, kept.place, sources) for one in readers):
                return OtherName(kept, changed)
    return None


def _arrays_read(assignments: Sequence[Assigned], blamed: Assigned) -> list[int]:
    """Return the numbers of the first assignments of all arrays that a line reads, in calls that it makes too."""
    waiting, seen = [blamed], dict[int, None]()
    while waiting:
        current = waiting.pop(0)
        if current.index in seen:
            continue
        seen[current.index] = None
        if current is blamed or current.kind in PASSED_ON or current.line == blamed.line:
            waiting += [assignments[read] for read in sorted(current.reads, reverse=True)]
    roots = (min(assignments[index].aliases, default=index) for index in seen)
    return list(dict.fromkeys(roots))


def _is_overwritten(before: Assigned, changed: Assigned) -> bool:
    """Return whether an array holds other numbers than before, not the same in another order or a part of them."""
    one, other = np.sort(np.ravel(before.value)), np.sort(np.ravel(changed.value))
    return one.size == other.size and one.tobytes() != other.tobytes()


def _is_lent(assignments: Sequence[Assigned], changed: Assigned) -> bool:
    """Return whether a function was given the array under this name, to write to it."""
    return any(one.kind is Arrival.BOUND and one.place == changed.place and one.call == changed.call for one in assignments)


def _is_kept(one: Assigned, changed: Assigned, labels: Mapping[int, Label]) -> bool:
    """Return whether an array was a quantity under another name, which it is no longer once it is changed."""
    was, now = labels.get(one.index), labels.get(changed.index)
    if one.index >= changed.index or one.place == changed.place or one.kind in PASSED_ON:
        return False
    return was is not None and was.is_whole and (now is None or now.id != was.id)


def _readers(assignments: Sequence[Assigned], group: Sequence[Assigned]) -> list[Assigned]:
    indices = {one.index for one in group}
    return [one for one in assignments if indices & set(one.reads) and one.place not in {g.place for g in group[:1]}]


def _mentions(assigned: Assigned, place: str, sources: Mapping[Path, str]) -> bool:
    """Return whether the text of a line names a place: `h_in`, or `self.h_in` of the same object or another's."""
    lines = sources.get(assigned.file, "").splitlines()
    text = lines[assigned.line - 1] if assigned.line <= len(lines) else ""
    name = place.rpartition(".")[2]
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", text) is not None
