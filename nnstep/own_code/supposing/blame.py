"""Which line of a program is to blame for a value that only a mistake explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.watched import Arrival, Assigned

PASSED_ON = (Arrival.BOUND, Arrival.RETURNED)
"""How a value only goes in or out of a function."""


class Blame:
    """Finds the lines to blame in one program."""

    def __init__(self, assignments: Sequence[Assigned]) -> None:
        """Prepare: which assignments read which."""
        self._assignments = assignments
        self._readers: dict[int, list[Assigned]] = {}
        self._kept = _kept_from_before(assignments)
        for assignment in assignments:
            for read in assignment.reads:
                self._readers.setdefault(read, []).append(assignment)

    def set_by(self, several: Iterable[Assigned]) -> Assigned:
        """Return the first of the assignments of a value that a line makes to a name.

        A call's argument, or its result, counts for the line that goes on with it.
        """
        several = tuple(several)
        for one in several:
            if one.kind not in PASSED_ON:
                return one
        return self._gone_on_with(several[0])

    def all_reads(self, assigned: Assigned) -> list[int]:
        """Return what an assignment reads, and what the calls that it goes through read."""
        found = list(assigned.reads)
        for read in found:
            one = self._assignments[read]
            if one.kind in PASSED_ON:
                found += [further for further in one.reads if further not in found]
        return found

    def origin(self, passed_on: Assigned) -> Assigned:
        """Return the line that made a value which only went in and out of functions since, or the last one known."""
        current = passed_on
        while current.kind in PASSED_ON:
            same = [
                one
                for read in current.reads
                if (one := self._assignments[read]).index < current.index
                and one.value.tobytes() == current.value.tobytes()
            ]
            if not same:
                return self._gone_on_with(passed_on)
            current = same[0]
        return current

    def _gone_on_with(self, passed_on: Assigned) -> Assigned:
        current, seen = passed_on, {passed_on.index}
        while current.kind in PASSED_ON:
            later = [one for one in self._readers.get(current.index, ()) if one.index not in seen]
            if not later:
                return passed_on
            current = min(later, key=lambda one: (one.kind is Arrival.BOUND, one.index))
            seen.add(current.index)
        return current

    def named_last(self, several: Sequence[Assigned], *, is_whole: bool = False) -> Assigned | None:
        """Return where a value that is right under one name is given another one, under which it is wrong.

        That is the last name that it gets, in whatever function, before anything else is worked out from it; None where
        it has only one. With `is_whole` it is a quantity, and handing it to a function counts as well: for the line
        that goes on with what the function returns.
        """
        value = several[0].value.tobytes()
        flow = [several[0]]
        for one in several[1:]:
            if one.value.tobytes() == value and any(one.index in self._read_by(earlier) for earlier in flow):
                flow.append(one)
        used = [
            reader.index
            for one in flow
            for reader in self._readers.get(one.index, ())
            if reader.kind not in PASSED_ON and reader.value.size and reader.value.tobytes() != value
        ]
        first = min(used, default=flow[-1].index)
        before_use = [one for one in flow if one.index <= first]
        before_use = [one for one in before_use if not self._is_only_received(one, before_use)]
        names = [one for one in before_use if one.kind not in PASSED_ON and not one.place.endswith("]")]
        if is_whole and names and (handed := [one for one in before_use if one.index > names[-1].index]):
            return self._called_at(handed[-1])
        return names[-1] if len(names) > 1 else None

    def _is_only_received(self, one: Assigned, flow: Sequence[Assigned]) -> bool:
        """Return whether a name gets what a function made, which was not handed to it."""
        returned = [earlier for earlier in flow if earlier.kind is Arrival.RETURNED and earlier.index in one.reads]
        handed = {earlier.call for earlier in flow if earlier.kind is Arrival.BOUND}
        made = {earlier.call for earlier in flow if earlier.kind not in PASSED_ON}
        return any(earlier.call not in handed and earlier.call in made for earlier in returned)

    def _called_at(self, bound: Assigned) -> Assigned | None:
        """Return the first assignment of what the function returns that was given an argument."""
        later = (one for one in self._assignments[bound.index :] if one.call == bound.call)
        returned = next((one for one in later if one.kind is Arrival.RETURNED), None)
        readers = () if returned is None else self._readers.get(returned.index, ())
        return next((one for one in readers if one.kind not in PASSED_ON), None)

    def _read_by(self, one: Assigned) -> set[int]:
        """Return the numbers of the assignments that read one."""
        return {reader.index for reader in self._readers.get(one.index, ())}

    def copied(self, blamed: Assigned, matches: Mapping[int, Match], ids: Iterable[str]) -> Assigned:
        """Return the line that gave an array read by `blamed`, one of `ids`, another name, or `blamed`.

        Where the line only handed it to the function that `blamed` is in, that is the line that called it.
        """
        wanted = set(ids)
        for read in self.all_reads(blamed):
            one = self._assignments[read]
            match = matches.get(read)
            if match is None or match.face.id not in wanted or len(one.reads) != 1:
                continue
            if self._is_used_well(one, blamed, matches):
                continue
            if one.kind is Arrival.BOUND and one.call == blamed.call and (called := self._called_at(one)) is not None:
                return called
            if one.kind in PASSED_ON or one.place.endswith("]"):
                continue
            copy_of = self._assignments[one.reads[0]]
            if copy_of.kind is not Arrival.RETURNED and copy_of.value.tobytes() == one.value.tobytes():
                return one
        return blamed

    def _is_used_well(self, one: Assigned, blamed: Assigned, matches: Mapping[int, Match]) -> bool:
        """Return whether another line than `blamed` works out a whole quantity rightly from a value."""
        wanted, reached = [one.index], {one.index}
        while wanted:
            for reader in self._readers.get(wanted.pop(), ()):
                if reader.index in reached or reader.index == blamed.index:
                    continue
                reached.add(reader.index)
                match = matches.get(reader.index)
                if reader.kind in PASSED_ON:
                    wanted.append(reader.index)
                elif match is not None and not match.face.way and not match.face.part:
                    return True
        return False

    def is_read(self, several: Iterable[Assigned]) -> bool:
        """Return whether the program reads any of these later, or hands one over."""
        return any(self._readers.get(one.index) for one in several)

    def is_read_after(self, several: Iterable[Assigned], moment: Assigned) -> bool:
        """Return whether another line than that of an assignment reads any of these after it."""
        here = (moment.file, moment.line, moment.call)
        return any(
            reader.index > moment.index and (reader.file, reader.line, reader.call) != here
            for one in several
            for reader in self._readers.get(one.index, ())
        )

    def ancestors(self, end: Assigned) -> set[int]:
        """Return the numbers of all assignments that a value was computed from, and its own."""
        wanted, reached = [end.index], {end.index}
        while wanted:
            one = wanted.pop()
            for read in (*self._assignments[one].reads, *self._kept.get(one, ())):
                if read not in reached:
                    reached.add(read)
                    wanted.append(read)
        return reached

    def depend_on(self, several: Iterable[Assigned], earlier: Iterable[Assigned]) -> bool:
        """Return whether any of `several` was computed from any of `earlier`, by whatever lines between."""
        wanted = [one.index for one in earlier]
        later, reached = {one.index for one in several}, set(wanted)
        while wanted:
            for reader in self._readers.get(wanted.pop(), ()):
                if reader.index in later:
                    return True
                if reader.index not in reached:
                    reached.add(reader.index)
                    wanted.append(reader.index)
        return False


def _kept_from_before(assignments: Sequence[Assigned]) -> dict[int, tuple[int, ...]]:
    """Return by change of some elements: what the array was before, which the others still are."""
    last: dict[tuple[int, str], int] = {}
    found: dict[int, tuple[int, ...]] = {}
    for one in assignments:
        place = (one.call, one.place)
        if one.kind is Arrival.CHANGED and one.changed_elements and place in last:
            found[one.index] = (last[place],)
        last[place] = one.index
    return found
