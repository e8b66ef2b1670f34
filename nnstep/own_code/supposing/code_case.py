"""One program held against one exercise: its values, what the exercise explains of them, and what occurs in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np

from nnstep.expr.array import Array
from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.matches import Match, Matcher, bits_of
from nnstep.own_code.aligning.seen_values import SeenValue, SeenValues, in_order
from nnstep.own_code.aligning.supposed_run import HeldKey, SupposedRun, run_supposed
from nnstep.own_code.aligning.trials import trial_values
from nnstep.own_code.supposing.blame import PASSED_ON, Blame
from nnstep.own_code.supposing.explained_values import Explained, is_same
from nnstep.own_code.supposing.suspects import Suspect, Suspects
from nnstep.own_code.watched import Assigned

TELLING = 20.0
"""So many bits of a value make it no chance that it agrees."""
_ODDITY = 2.0
"""What each departure from the quantity as it is takes off what a match says."""

_MOST_FOLLOWED = 64
"""The elements of larger arrays are not followed one by one."""


class CodeCase:
    """What every part of the search takes of one program and one exercise."""

    def __init__(self, context: GradingContext, assignments: Sequence[Assigned], steps: int) -> None:
        """Prepare; `steps` training steps are looked at."""
        self.context = context
        self.steps = steps
        self.assignments = assignments
        self.trials = trial_values(assignments)
        self.seen = SeenValues(assignments, self.trials)
        self.matcher = Matcher(context.program, self.seen)
        self.suspects = Suspects(context, steps)
        self.blame = Blame(assignments)

    @cached_property
    def truth(self) -> Explained:
        """What the exercise itself explains."""
        run = run_supposed(self.context, self.suspects.right, self.steps, in_parts=True)
        return self.explained(None, run, self.matcher.match(run))

    @property
    def trained(self) -> tuple[str, ...]:
        """The parameters that training changes."""
        program = self.context.program
        return tuple(id for id in program.trained if id in program.parameters)

    def occurs(self, step: int, id: str) -> bool:
        """Return whether a parameter as training step `step` leaves it occurs in the program."""
        return self.occurs_in(self.truth.run, step, id)

    def occurs_in(self, run: SupposedRun, step: int, id: str) -> bool:
        """Return whether a parameter occurs in the program as a run has it after a training step."""
        value = run.value(step, id)
        if value is None or not bool(self.seen.holds(value).all()):
            return False
        if bits_of(value) > TELLING:
            return True
        start = np.asarray(self.context.program.start[id])
        if run is not self.truth.run and is_same(np.asarray(value), start) and self._is_never_changed(id):
            return True  # as the supposition has it: no place need hold it once more
        return self._is_followed(run, step, id)  # few digits may stand anywhere: their places must go along

    def is_gone_through(self, step: int) -> bool:
        """Return whether the outputs of a training step occur, where parameters that stay as they are tell nothing."""
        if step == 1 or not any(self.is_left(step, id) for id in self.trained):
            return True
        outputs = [op.target for op in self.context.program.ops if op.role == "activation"]
        return all(self.is_telling(step, id) for id in outputs if self.is_telling(1, id) and not self.is_left(step, id))

    def is_left(self, step: int, id: str) -> bool:
        """Return whether a quantity is the same after a training step as before it."""
        run = self.truth.run
        now, before = run.value(step, id), run.value(step - 1, id) if step > 1 else run.before[1].get(id)
        return now is not None and before is not None and is_same(now, np.asarray(before))

    def is_kept(self, step: int, id: str) -> bool:
        """Return whether the program leaves as they are the elements of a parameter that training leaves up to `step`.

        It does not where a line changes more of them before any parameter is as the next training step leaves it: with
        relu, a missing derivative shows only in what should have stayed.
        """
        later = [one.index for one in self._ends_of(step + 1)]
        if not later:
            return True
        start = np.asarray(self.context.program.start[id])
        runs = (self.truth.run.value(at, id) for at in (step, step + 1))
        most = max(_count_of_others(start, np.asarray(value)) for value in runs if value is not None)
        if most == start.size:
            return True
        held = {one.index: one for seen in self._equal_to(start) for one in seen.assignments}
        return not any(
            held[read].place == one.place
            and held[read].value.shape == one.value.shape
            and _count_of_others(held[read].value, one.value) > most
            for one in self.assignments[: min(later)]
            if one.kind not in PASSED_ON and one.index not in self.trials
            for read in one.reads
            if read in held
        )

    def is_telling(self, step: int, id: str) -> bool:
        """Return whether a quantity occurs as training step `step` has it, in numbers that occur by no chance."""
        value = self.truth.run.value(step, id)
        return value is not None and bits_of(value) > TELLING and bool(self.seen.holds(value).all())

    def _is_followed(self, run: SupposedRun, step: int, id: str) -> bool:
        """Return whether places that hold a parameter at first hold it after each training step up to `step` too."""
        values = self._course(run, step, id)
        if any(value.shape != values[0].shape for value in values):
            return False
        if self._is_made_from(values[-2], values[-1]):
            return True
        if any(self._goes_through(ways, [in_order(value) for value in values]) for ways in self._ways):
            return True
        flat = [np.ravel(value) for value in values]
        return all(
            any(self._goes_through(way, [value[at : at + 1] for value in flat]) for way in self._element_ways)
            for at in range(flat[0].size)
        )

    def _course(self, run: SupposedRun, step: int, id: str) -> list[Array]:
        """Return a parameter as a run has it at first, and after each training step up to `step`."""
        return [
            np.asarray(self.context.program.start[id]),
            *(np.asarray(run.value(at, id)) for at in range(1, step + 1)),
        ]

    def _is_made_from(self, before: Array, after: Array) -> bool:
        """Return whether a line that reads the one value assigned the other, to whatever name."""
        old = {one.index for seen in self._equal_to(before) for one in seen.assignments}
        new = [one for seen in self._equal_to(after) for one in seen.assignments]
        return any(one.kind not in PASSED_ON and old.intersection(one.reads) for one in new)

    def _equal_to(self, value: Array) -> Iterable[SeenValue]:
        return self.seen.equal_to(in_order(value))

    @cached_property
    def _ways(self) -> tuple[list[Array], ...]:
        """The values of each place, one after the other."""
        found: dict[tuple[str, str], list[Array]] = {}
        for one in self.assignments:
            if one.kind not in PASSED_ON:
                found.setdefault((one.function, one.place), []).append(in_order(one.value))
        return tuple(found.values())

    @cached_property
    def _element_ways(self) -> tuple[list[Array], ...]:
        """The values of each number and of each element of a small array, one after the other."""
        found: dict[tuple[str, str, int], list[Array]] = {}
        for one in self.assignments:
            if one.kind not in PASSED_ON and one.value.size <= _MOST_FOLLOWED:
                flat = np.ravel(one.value)
                for at in range(flat.size):
                    found.setdefault((one.function, one.place, at), []).append(flat[at : at + 1])
        return tuple(found.values())

    def _goes_through(self, way: Sequence[Array], values: Sequence[Array]) -> bool:
        """Return whether a place has these values one after the other, from its first one on, whatever lies between."""
        if way[0].size != values[0].size or not self.is_near(way[0], values[0]):
            return False
        following = iter(way[1:])
        return all(any(self.is_near(own, value) for own in following) for value in values[1:])

    def is_near(self, own: Array, value: Array) -> bool:
        """Return whether numbers are the same as others, to the precision of the program."""
        near = self.seen.closeness * float(np.abs(value).max(initial=0.0))
        return own.size == value.size and bool((np.abs(own - value) <= near).all())

    def places_of(self, id: str) -> set[str]:
        """Return the places that hold a parameter's first value."""
        return {one.place for seen in self._equal_to(self.context.program.start[id]) for one in seen.assignments}

    def _is_never_changed(self, id: str) -> bool:
        """Return whether the places that hold a parameter's first value never hold another one of its size."""
        start = in_order(self.context.program.start[id])
        places = self.places_of(id)
        held = [one.value for one in self.assignments if one.place in places and one.value.size == start.size]
        return bool(held) and all(self.is_near(in_order(value), start) for value in held)

    def goes_on_after(self, step: int) -> bool:
        """Return whether the program goes on to train after it has the parameters of training step `step`.

        It does where a line that made them makes other ones of them: a gradient check that moves a weight by another
        line does not go on, and neither does another training run, from other first parameters.
        """
        if step == 0:  # unless watching ended before training began
            return bool(self.assignments) and self.assignments[-1].index not in self.trials
        ends = self._ends_of(step)
        last = max((one.index for one in ends), default=-1)
        lines = {(one.file, one.line) for one in ends}
        values = {one.value.tobytes() for one in ends}
        updates_again = [
            one
            for one in self.assignments[last + 1 :]
            if (one.file, one.line) in lines and one.kind not in PASSED_ON and one.value.tobytes() not in values
        ]
        if not ends:
            return self._has_more_steps(step)
        if not self.blame.depend_on(ends, self._first_parameters()):
            return bool(updates_again)  # what was read in between was not seen
        return self.blame.depend_on(updates_again, ends)

    def _first_parameters(self) -> list[Assigned]:
        """Return where the parameters stand that training starts from."""
        return [
            one
            for matches in self.truth.matches.values()
            if matches[0].face.id in self.trained and matches[0].face.number < 0
            for one in matches[0].seen.assignments
        ]

    def _ends_of(self, step: int) -> list[Assigned]:
        """Return the first assignments of the parameters as a training step leaves them: whole, or else in parts."""
        found: dict[str, list[Match]] = {}
        for matches in self.truth.matches.values():
            face = matches[0].face
            is_end = face.id in self.trained and face.step == step and face.number >= 0 and not face.way
            if is_end and not matches[0].seen.is_collected:
                found.setdefault(face.id, []).append(matches[0])
        return [
            self.blame.set_by(match.seen.assignments)
            for several in found.values()
            for match in [one for one in several if not one.face.part] or several
        ]

    def _has_more_steps(self, step: int) -> bool:
        """Return whether a place that goes along with a parameter of few digits is assigned once more after `step`."""
        for id in self.trained:
            flat = [np.ravel(value) for value in self._course(self.truth.run, step, id)]
            for at in range(flat[0].size):
                wanted = [value[at : at + 1] for value in flat]
                if any(len(way) > len(wanted) and self._goes_through(way, wanted) for way in self._element_ways):
                    return True
        return False

    def factors(self, base: Explained) -> tuple[float, ...]:
        """Return the factors that the program writes its deltas, gradients and steps with, 1 among them."""
        found = [
            matches[0].factor
            for matches in base.matches.values()
            if matches[0].bits > TELLING and matches[0].arrangement != "reordered"
        ]
        return tuple(dict.fromkeys((1.0, *found)))

    def explained(self, suspect: Suspect | None, run: SupposedRun, matches: Iterable[Match]) -> Explained:
        """Return what a run explains, from all that matches."""
        by_value: dict[int, list[Match]] = {}
        for match in matches:
            by_value.setdefault(match.seen.number, []).append(match)
        for several in by_value.values():
            several.sort(key=lambda match: match.oddity)
        taken = suspect.stands_for.number if suspect is not None and suspect.stands_for is not None else None
        plain = [
            next((match for match in several if not match.face.way), None)
            for number, several in by_value.items()
            if number != taken
        ]
        bits = sum(self.worth(match) for match in plain if match is not None)
        return Explained(suspect, run, by_value, bits)

    def worth(self, match: Match) -> float:
        """Return how much a match says."""
        if match.seen.is_collected:
            return 0.0  # its numbers count one by one
        return max(0.0, self.matcher.worth(match.seen) - _ODDITY * match.oddity)

    def by_assignment(self, of: Explained) -> dict[int, Sequence[Match]]:
        """Return by assignment what its value can be, the simplest form first."""
        return {
            one.index: matches for number, matches in of.matches.items() for one in self.seen.values[number].assignments
        }

    def best_matches(self, of: Explained, among: Collection[HeldKey] | None = None) -> dict[int, Match]:
        """Return by assignment what its value is; with `among`, only where it is a whole one of these."""
        fitting = {
            index: [
                match
                for match in matches
                if among is None or (match.face.key in among and not match.face.part and not match.face.way)
            ]
            for index, matches in self.by_assignment(of).items()
        }
        return {index: matches[0] for index, matches in fitting.items() if matches}

    def seen_at(self, assigned: Assigned) -> SeenValue | None:
        """Return the value that an assignment is of; None of a trial, and where it is not finite."""
        return next((seen for seen in self.seen.values if assigned in seen.assignments), None)


def _count_of_others(before: Array, after: Array) -> int:
    return int(np.count_nonzero(before != after))
