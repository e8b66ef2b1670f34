"""Which line of a program is to blame for a value that only a mistake explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.watched import Assignment, Kind

PASSED_ON = (Kind.BOUND, Kind.RETURNED)
"""How a value only goes in or out of a function."""


class Blame:
    """Finds the lines to blame in one program."""

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        """Prepare: which assignments read which."""
        self._assignments = assignments
        self._readers: dict[int, list[Assignment]] = {}
        for assignment in assignments:
            for read in assignment.reads:
                self._readers.setdefault(read, []).append(assignment)

    def set_by(self, several: Iterable[Assignment]) -> Assignment:
        """Return the first of the assignments of a value that a line makes to a name.

        A call's argument, or its result, counts for the line that goes on with it.
        """
        several = tuple(several)
        for one in several:
            if one.kind not in PASSED_ON:
                return one
        return self._gone_on_with(several[0])

    def _gone_on_with(self, passed_on: Assignment) -> Assignment:
        current, seen = passed_on, {passed_on.index}
        while current.kind in PASSED_ON:
            later = [one for one in self._readers.get(current.index, ()) if one.index not in seen]
            if not later:
                return passed_on
            current = later[0]
            seen.add(current.index)
        return current

    def of_other_factor(self, blamed: Assignment, matches: Mapping[int, Match]) -> Assignment:
        """Return the line on the way to `blamed` that brings in a factor that does not belong there, or `blamed`.

        `matches` says by assignment what its value is of the true run.
        """
        current = blamed
        while True:
            brought = [
                self._assignments[read]
                for read in current.reads
                if (match := matches.get(read)) is not None and match.face.way and abs(match.factor) not in (0.0, 1.0)
            ]
            brought = [one for one in brought if one.kind not in PASSED_ON and one.index < current.index]
            if not brought:
                return current
            current = brought[0]

    def unused(self, several: Iterable[Assignment]) -> Assignment | None:
        """Return the assignment of a value that nothing reads later, if none of them is read."""
        several = [one for one in several if one.kind not in PASSED_ON]
        return several[0] if several and not any(self._readers.get(one.index) for one in several) else None
