"""Finds what a program does otherwise than the exercise asks, and the first line at which it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.matches import Match, Matcher, bits_of
from nnstep.own_code.aligning.seen_values import SeenValue, SeenValues
from nnstep.own_code.aligning.supposed_run import Held, SupposedRun, run_one_step, run_supposed
from nnstep.own_code.finding.blame import PASSED_ON, Blame
from nnstep.own_code.finding.causes import Cause, OwnValue, ProgramFault
from nnstep.own_code.finding.suspects import Suspect, Suspects
from nnstep.own_code.watched import Assigned

_LEAST_GAIN = 8.0
"""So many bits a supposition must explain beyond what it takes to say it."""
NEVER_READ = "never-updated"
NEVER_READ_DIAGNOSIS = "{} is never updated: its new value is computed and never used, and the old one is read again"
NEVER_READ_QUESTION = "Which array does the update write, and which does the next forward pass read?"
_TELLING = 20.0
"""So many bits of a value make it no chance that it agrees."""
_MOST_FAULTS = 3
_ODDITY = 2.0
"""What each departure from the quantity as it is takes off what a match says."""
_MOST_ALTERNATIVES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What a supposition explains of a program."""

    suspect: Suspect | None
    run: SupposedRun
    matches: dict[int, list[Match]]
    """By the number of the seen value: what it can be."""
    bits: float
    _results: dict[int, dict[tuple[int, str], np.ndarray]] = field(default_factory=dict)

    def results(self, step: int) -> dict[tuple[int, str], np.ndarray]:
        """Return what the operations of a training step give."""
        if step not in self._results:
            self._results[step] = {
                (held.number, held.id): held.value
                for held in self.run.held
                if held.step == step and held.number >= 0 and not held.part
            }
        return self._results[step]

    @property
    def cost(self) -> float:
        """What it takes to say it."""
        return 0.0 if self.suspect is None else self.suspect.bits


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One thing that a program does otherwise, and where it shows first."""

    cause: Cause
    assignment: Assigned
    """The first one that shows it."""
    match: Match | None
    """What its value is under the supposition; None where it is only known that it is wrong."""
    alternatives: tuple[Cause, ...] = ()
    """Other causes that explain just as much."""


class FaultSearch:
    """Holds one program's values against the exercise, and against all that may be wrong in it."""

    def __init__(self, context: GradingContext, assignments: Sequence[Assigned], steps: int) -> None:
        """Prepare; `steps` training steps are looked at."""
        self.context = context
        self.steps = steps
        self.assignments = assignments
        self.seen = SeenValues(assignments)
        self.matcher = Matcher(context.program, self.seen)
        self._suspects = Suspects(context, steps)
        self._blame = Blame(assignments)
        self.explained_at_last: Explained | None = None
        """What all that was found explains together, once `faults` has looked."""

    @cached_property
    def truth(self) -> Explained:
        """What the exercise itself explains."""
        run = run_supposed(self.context, self._suspects.right, self.steps, in_parts=True)
        return self._explained(None, run, self.matcher.match(run))

    def right_steps(self) -> int:
        """Return how many training steps, from the first, end with parameters that occur in the program."""
        for step in range(1, self.steps + 1):
            if any(not self.occurs(step, id) for id in self.trained):
                return step - 1
        return self.steps

    @property
    def trained(self) -> tuple[str, ...]:
        """The parameters that training changes."""
        program = self.context.program
        return tuple(id for id in program.trained if id in program.parameters)

    def occurs(self, step: int, id: str) -> bool:
        """Return whether a parameter as training step `step` leaves it occurs in the program."""
        return self._occurs_in(self.truth.run, step, id)

    def _occurs_in(self, run: SupposedRun, step: int, id: str) -> bool:
        value = run.value(step, id)
        if value is None or not bool(self.seen.holds(value).all()):
            return False
        if bits_of(value) > _TELLING or not (places := self._places_of(id)):
            return True
        ordered = np.sort(np.ravel(value)) + 0.0
        return any(places & {one.place for one in seen.assignments} for seen in self.seen.equal_to(ordered))

    def _places_of(self, id: str) -> set[str]:
        """Return the places that hold a parameter's first value."""
        ordered = np.sort(np.ravel(self.context.program.start[id])) + 0.0
        return {one.place for seen in self.seen.equal_to(ordered) for one in seen.assignments}

    def faults(self, step: int) -> list[Fault]:
        """Return what is wrong, training step `step` being the first that ends with other parameters."""
        found: list[Fault] = []
        if (unread := self._never_read(step)) is not None:
            return [unread]
        base = self.truth
        while len(found) < _MOST_FAULTS:
            best = self._best(base, step)
            if best is None:
                break
            best = tuple(
                self._tried(base, one.suspect, in_parts=True) for one in best[:_MOST_ALTERNATIVES] if one.suspect
            )
            fault = self._fault(base, best)
            if fault is None:
                break
            found.append(fault)
            base = best[0]
            self.explained_at_last = base
            if all(self._occurs_in(base.run, step, id) for id in self.trained):
                break
        if not found and (fault := self._at_its_place(step)) is not None:
            found.append(fault)
        return found

    def _never_read(self, step: int) -> Fault | None:
        """Return the right update that the program never reads, since it goes on with the old parameter."""
        for match in (match for matches in self.truth.matches.values() for match in matches[:1]):
            face = match.face
            if face.id not in self.trained or face.number < 0 or face.step != step - 1 or match.bits < _TELLING:
                continue
            updated = self._seen(match.seen.number).assignments
            if not match.seen.is_collected and not self._blame.is_read(updated) and self._reads_old(face, updated[0]):
                kept = ProgramFault(NEVER_READ, NEVER_READ_DIAGNOSIS.format(face.id), NEVER_READ_QUESTION)
                return Fault(kept, updated[0], match)
        return None

    def _reads_old(self, face: Face, updated: Assigned) -> bool:
        """Return whether the value that an update replaces is still read after it."""
        for matches in self.truth.matches.values():
            before = matches[0].face
            is_earlier = before.id == face.id and before.part == face.part and before.order < face.order
            if is_earlier and self._blame.is_read_after(self._seen(matches[0].seen.number).assignments, updated):
                return True
        return False

    def _at_its_place(self, step: int) -> Fault | None:
        """Return the first line that gives a parameter another value than it should have, where no more is known."""
        found: list[tuple[int, Fault]] = []
        for id in self.trained:
            if self.occurs(step, id):
                continue
            places = self._places_of(id)
            held = {np.asarray(self.context.program.start[id]).tobytes()}
            for one in self.assignments:
                is_update = one.place in places and one.kind not in PASSED_ON and one.value.size == self._size(id)
                if is_update and one.index not in self._best_matches(self.truth) and one.value.tobytes() not in held:
                    cause = self._cause_at(step, id, one) or OwnValue(self._seen_at(one), id, step)
                    found.append((one.index, Fault(cause, one, None)))
                    break
        return min(found, key=lambda entry: entry[0])[1] if found else None

    def _cause_at(self, step: int, id: str, assigned: Assigned) -> Cause | None:
        """Return the mistake that gives a parameter just this value."""
        ordered = np.sort(np.ravel(assigned.value))
        fitting = []
        for suspect in self._suspects.around(None):
            if suspect.other is None:
                values = self.truth.run.before[1]
                for at in range(1, step + 1):
                    run, values = run_one_step(self.context, suspect.supposition, at, values)
                value = run.value(step, id)
                if value is not None and value.size == ordered.size:
                    if np.allclose(np.sort(np.ravel(value)), ordered, rtol=self.seen.closeness, atol=0):
                        fitting.append(suspect)
        return min(fitting, key=lambda suspect: suspect.bits).cause if fitting else None

    def _size(self, id: str) -> int:
        return int(np.size(self.context.program.start[id]))

    def _seen_at(self, assigned: Assigned) -> SeenValue:
        return next(seen for seen in self.seen.values if assigned in seen.assignments)

    def _best(self, base: Explained, step: int) -> tuple[Explained, ...] | None:
        """Return the supposition that explains most beyond `base`, and after it those that explain as much."""
        tried: list[Explained] = []
        for suspects in self._by_effort(base, step):
            tried += self._all_tried(base, step, suspects)
            if any(self._is_convincing(base, one, step) for one in tried):
                break
        tried = [one for one in tried if one.bits - one.cost - base.bits > _LEAST_GAIN]
        if not tried:
            return None
        tried.sort(key=lambda one: one.cost - one.bits)
        best = tried[0].bits - tried[0].cost
        return tuple(one for one in tried if best - (one.bits - one.cost) < 1.0 + 0.02 * best)

    def _by_effort(self, base: Explained, step: int) -> Iterator[Iterator[Suspect]]:
        """Yield groups of suspects: first those that have a name, then values in place of quantities."""
        suspects = self._suspects
        factors = self._factors(base)
        yield suspects.around(base.suspect)
        if self._has_numbers:
            yield suspects.known_in_elements(base.suspect, step, base.run, self.seen, factors)
        unexplained = [one for one in self.seen.values if one.number not in base.matches]
        yield suspects.values_in_place(base.suspect, step, unexplained, factors)
        if self._has_numbers:
            yield suspects.elements_in_place(base.suspect, step, unexplained, factors)

    def _is_convincing(self, base: Explained, one: Explained, step: int) -> bool:
        """Return whether a supposition explains all of what a training step ends with."""
        return one.bits - one.cost - base.bits > _LEAST_GAIN and all(
            self._occurs_in(one.run, step, id) for id in self.trained
        )

    def _all_tried(self, base: Explained, step: int, suspects: Iterable[Suspect]) -> list[Explained]:
        return [self._tried(base, suspect) for suspect in suspects if self._may_explain(base, step, suspect)]

    def _may_explain(self, base: Explained, step: int, suspect: Suspect) -> bool:
        """Return whether a supposition explains anything more of the training step that goes wrong."""
        if suspect.other is not None or suspect.supposition.summed or self._shows_later(suspect):
            return True
        taken = None if suspect.stands_for is None else suspect.stands_for.number
        changed: list[Held] = []
        values = base.run.before[1]
        for at in range(1, min(step + 1, self.steps) + 1):
            run, values = run_one_step(self.context, suspect.supposition, at, values)
            right = base.results(at)
            for held in run.held:
                other = right.get((held.number, held.id))
                if other is None or not _same(other, held.value):
                    changed.append(held)
        explained = 0.0
        for number in set(self.matcher.numbers_of(changed)):
            if number not in base.matches and number != taken:
                explained += self.matcher.worth(self._seen(number))
                if explained > _LEAST_GAIN:
                    return True
        return False

    def _shows_later(self, suspect: Suspect) -> bool:
        """Return whether a value is put in place of a parameter, which the next training step reads first."""
        return isinstance(suspect.cause, OwnValue) and suspect.cause.target in self.trained

    @cached_property
    def _has_numbers(self) -> bool:
        """Whether the program works with single numbers, one neuron at a time."""
        scalars = [seen for seen in self.seen.of_size(1) if self.matcher.bits(seen) > _TELLING]
        return len(scalars) > 3

    def _factors(self, base: Explained) -> tuple[float, ...]:
        """Return the factors that the program writes its deltas, gradients and steps with, 1 among them."""
        found = [
            matches[0].factor
            for matches in base.matches.values()
            if matches[0].bits > _TELLING and matches[0].face.way == "" and matches[0].arrangement != "reordered"
        ]
        return tuple(dict.fromkeys((1.0, *found)))

    def _tried(self, base: Explained, suspect: Suspect, *, in_parts: bool = False) -> Explained:
        run = suspect.run(self.context, self.steps, in_parts=in_parts)
        changed = _changed(base.run, run)
        moved = {held.key for held in changed}
        if not in_parts:
            operations = {(held.step, held.number) for held in changed}
            moved |= {held.key for held in base.run.held if held.part and (held.step, held.number) in operations}
        lasting = [match for matches in base.matches.values() for match in matches if match.face.key not in moved]
        return self._explained(suspect, run, lasting + self.matcher.match(run, changed))

    def _explained(self, suspect: Suspect | None, run: SupposedRun, matches: Iterable[Match]) -> Explained:
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
        bits = sum(self._worth(match) for match in plain if match is not None)
        return Explained(suspect, run, by_value, bits)

    def _worth(self, match: Match) -> float:
        if match.seen.is_collected:
            return 0.0  # its numbers count one by one
        return max(0.0, self.matcher.worth(match.seen) - _ODDITY * match.oddity)

    def _fault(self, base: Explained, best: tuple[Explained, ...]) -> Fault | None:
        chosen = best[0]
        if chosen.suspect is None:
            return None
        shown = [self._shown(base, one) for one in best]
        first, match = shown[0]
        if first is None:
            return None
        first = self._moved_back(base, chosen.suspect.cause, first)
        others = [
            one.suspect.cause
            for one, (place, _) in zip(best[1:], shown[1:], strict=True)
            if one.suspect is not None and place is not None and not isinstance(one.suspect.cause, OwnValue)
        ]
        return Fault(chosen.suspect.cause, first, match, tuple(others))

    def _shown(self, base: Explained, explained: Explained) -> tuple[Assigned | None, Match | None]:
        """Return the first assignment that only the supposition explains, or explains more simply."""
        suspect = explained.suspect
        changed = _changed(base.run, explained.run)
        moved = {held.key for held in changed}
        found: list[tuple[int, Assigned, Match]] = []
        for number, matches in explained.matches.items():
            here = [m for m in matches if m.face.key in moved]
            if not here:
                continue
            one = self._first_new(base, number, here[0]) or self._again(base, number, here)
            if one is not None:
                found.append((one.index, one, here[0]))
        if suspect is not None and suspect.stands_for is not None:
            one = self._blame.set_by(suspect.stands_for.assignments)
            return one, next((m for index, at, m in found if at is one), None)
        if not found:
            return None, None
        _, first, match = min(found, key=lambda entry: entry[0])
        return first, match

    def _first_new(self, base: Explained, number: int, match: Match) -> Assigned | None:
        """Return where a value stands that a supposition explains better; None where it explains nothing new."""
        assignments = self._seen(number).assignments
        before = base.matches.get(number)
        if before is None:
            return self._blame.set_by(assignments) if self._worth(match) > 0 or match.seen.is_collected else None
        alike = before[0].oddity == match.oddity
        if before[0].oddity < match.oddity or (alike and before[0].face.id == match.face.id):
            return None
        later = self._blame.named_last(assignments)
        if later is None and alike:
            return None
        return later or self._blame.set_by(assignments)

    def _again(self, base: Explained, number: int, here: Sequence[Match]) -> Assigned | None:
        """Return where a value of an earlier training step stands again in a later one, which a supposition explains."""
        before = base.matches.get(number, [])
        wanted = [match for match in here if not match.face.part and not match.face.way and match.bits > _TELLING]
        if not wanted or any(match.face.step >= wanted[0].face.step for match in before):
            return None
        began = self._begun(wanted[0].face.step)
        later = [one for one in self._seen(number).assignments if began is not None and one.index > began]
        return next((one for one in later if one.kind not in PASSED_ON), None)

    def _begun(self, step: int) -> int | None:
        """Return after which assignment a training step, from 2, begins: all parameters of the one before are there."""
        ends: list[int] = []
        for matches in self.truth.matches.values():
            face = matches[0].face
            if face.id in self.trained and face.number >= 0 and face.step == step - 1 and not face.way:
                ends.append(self._seen(matches[0].seen.number).assignments[0].index)
        return max(ends, default=None)

    def _moved_back(self, base: Explained, cause: Cause, blamed: Assigned) -> Assigned:
        """Return the earlier line that brings in what is wrong at `blamed`, or `blamed`."""
        matches = self._best_matches(base)
        if isinstance(cause, ProgramFault) and cause.reads:
            return self._blame.copied(blamed, matches, cause.reads)
        return self._blame.of_other_factor(blamed, matches, [abs(factor) for factor in self._factors(base)])

    def _best_matches(self, explained: Explained) -> dict[int, Match]:
        """Return by assignment what its value is."""
        return {
            assignment.index: matches[0]
            for number, matches in explained.matches.items()
            for assignment in self._seen(number).assignments
        }

    def _seen(self, number: int) -> SeenValue:
        return self.seen.values[number]


def _changed(base: SupposedRun, run: SupposedRun) -> list[Held]:
    """Return the values of a run that are others than those of `base`."""
    before = {held.key: held.value for held in base.held}
    found = []
    for held in run.held:
        other = before.get(held.key)
        if other is None or not _same(other, held.value):
            found.append(held)
    return found


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one is other or (one.shape == other.shape and one.tobytes() == other.tobytes())
