"""Where in a program it shows first that something is done otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstep.own_code.aligning.faces import Face
from nnstep.own_code.aligning.matches import Match
from nnstep.own_code.aligning.seen_values import in_order
from nnstep.own_code.aligning.supposed_run import Held, HeldKey
from nnstep.own_code.finding.brought_factor import BroughtFactor
from nnstep.own_code.finding.derivatives import other_derivative
from nnstep.own_code.finding.given_data import GivenData
from nnstep.own_code.finding.proportions import in_proportion
from nnstep.own_code.finding.taken_step import useless_update, wrong_step
from nnstep.own_code.supposing.blame import PASSED_ON
from nnstep.own_code.supposing.causes import ANOTHER_VALUE, Cause, KnownMistake, OwnValue, ProgramFault
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.supposing.explained_values import Explained, changed_values
from nnstep.own_code.watched import Assigned


@dataclass(frozen=True, slots=True, eq=False)
class CodeFault:
    """One thing that a program does otherwise, and where it shows first."""

    cause: Cause
    assignment: Assigned
    """The first one that shows it."""
    match: Match | None
    """What its value is under the supposition; None where it is only known that it is wrong."""
    alternatives: tuple[Cause, ...] = ()
    """Other causes that explain just as much."""


class Showing:
    """Finds the lines of one program at which suppositions show first."""

    def __init__(self, case: CodeCase) -> None:
        """Prepare for one program."""
        self._case = case
        self._blame = case.blame
        self._given = GivenData(case)
        self._conventions: frozenset[float] = frozenset()
        """The factors other than 1 with which the program writes what leads to parameters that come out right."""

    def fault(self, base: Explained, best: tuple[Explained, ...], step: int) -> CodeFault | None:
        """Return what the first of `best` says beyond `base`, with the line; the others say as much.

        `step` is the training step that goes wrong.
        """
        self._conventions = self._right_factors(base, step)
        shown = [self._shown(base, one) for one in best]
        if not self._conventions:  # of causes that explain as much, the one that shows first
            order = sorted(range(len(best)), key=lambda at: (shown[at][0] is None, _moment(shown[at][0])))
            best, shown = tuple(best[at] for at in order), [shown[at] for at in order]
        chosen = best[0]
        first, match = shown[0]
        if first is None or chosen.suspect is None:
            return None
        taken = useless_update(self._case, base, chosen, first, step)
        if taken is None and match is not None:
            taken = wrong_step(self._case, base, first, match)
        given = self._given.wrong_source(base, chosen, first, step if match is None else match.face.step)
        first = taken or given or self._moved_back(base, chosen, first, match, step)
        others = [
            one.suspect.cause
            for one, (place, _) in zip(best[1:], shown[1:], strict=True)
            if one.suspect is not None and place is not None and not isinstance(one.suspect.cause, OwnValue)
        ]
        return CodeFault(self._in_words(chosen.suspect.cause, base, chosen), first, match, tuple(others))

    def _shown(self, base: Explained, explained: Explained) -> tuple[Assigned | None, Match | None]:
        """Return the first assignment that only the supposition explains, or explains more simply."""
        suspect = explained.suspect
        changed = changed_values(base.run, explained.run)
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
        return (
            self._read_as(base, explained, moved, first, match)
            or self._read_in_few_digits(changed, first, match)
            or (first, match)
        )

    def _read_in_few_digits(
        self, changed: Sequence[Held], first: Assigned, match: Match
    ) -> tuple[Assigned, Match | None] | None:
        """Return what `first` reads if it is what leads to the quantity under the supposition, in few digits."""
        face, known = match.face, self._case.best_matches(self._case.truth)
        for read in self._blame.all_reads(first):
            one = self._case.assignments[read]
            if read in known:
                continue
            for held in changed:
                if (held.step, held.part) != (face.step, "") or not 0 <= held.number < face.number:
                    continue
                if face.index is None or held.value.shape != self._shape_of(face):
                    wanted = held.value
                else:
                    wanted = np.asarray(held.value[face.index])
                if wanted.size == one.value.size and self._case.is_near(in_order(one.value), in_order(wanted)):
                    return self._blame.origin(one), None
        return None

    def _shape_of(self, face: Face) -> tuple[int, ...]:
        return self._case.context.program.shapes_in(face.step - 1)[face.id]

    def _read_as(
        self, base: Explained, explained: Explained, moved: set[HeldKey], first: Assigned, match: Match
    ) -> tuple[Assigned, Match] | None:
        """Return the value that `first` reads for a quantity that it is not, under whatever name it stands."""
        as_other, as_is = self._case.best_matches(explained, among=moved), self._case.by_assignment(base)
        for read in self._blame.all_reads(first):
            other, before = as_other.get(read), as_is.get(read, ())
            if other is None or other.face.step != match.face.step or other.face.number >= match.face.number:
                continue
            if self._is_convention(before, other.face.id) or any(one.face.id == other.face.id for one in before[:1]):
                continue
            if not before or other.oddity <= before[0].oddity != 0:  # a whole quantity is what it is
                return self._blame.origin(self._case.assignments[read]), other
        return None

    def _is_convention(self, before: Sequence[Match], id: str) -> bool:
        """Return whether a value is a quantity in the program's own sign or factor, which comes out right elsewhere."""
        return any(
            one.face.id == id and one.factor in self._conventions and not one.face.way and not one.face.part
            for one in before
        )

    def _is_usual(self, match: Match) -> bool:
        """Return whether a value has a factor that the program writes, or may well write, its deltas with."""
        samples = float(self._case.context.program.schedule.feeds(0).get("B", 1.0))
        return abs(match.factor) in {1.0, 1.0 / samples, *map(abs, self._conventions)}

    def _right_factors(self, base: Explained, step: int) -> frozenset[float]:
        program = self._case.context.program
        right = [id for id in self._case.trained if self._case.occurs(step, id) and not self._case.is_left(step, id)]
        layers = {op.layer for op in program.ops if op.target in right}
        ids = {program.gradients[id] for id in right if id in program.gradients}
        ids |= {op.target for op in program.ops if op.phase == "backward" and op.layer in layers}
        matches = (match for several in base.matches.values() for match in several[:1])
        whole = (match for match in matches if not match.face.way and not match.face.part)
        return frozenset(match.factor for match in whole if match.face.id in ids) - {1.0}

    def _first_new(self, base: Explained, number: int, match: Match) -> Assigned | None:
        """Return where a value stands that a supposition explains better; None where it explains nothing new."""
        assignments = self._case.seen.values[number].assignments
        before = base.matches.get(number)
        if before is None:
            return self._blame.set_by(assignments) if self._case.worth(match) > 0 or match.seen.is_collected else None
        alike = before[0].oddity == match.oddity
        if (
            self._is_convention(before, match.face.id)
            or before[0].oddity < match.oddity
            or (self._is_usual(before[0]) and not self._is_usual(match))
            or (alike and any(one.face.id == match.face.id for one in before))
        ):
            return None
        later = self._blame.named_last(assignments, is_whole=before[0].oddity == 0)
        if later is None and alike and self._has_right_one(base, match):
            return None
        return later or self._blame.set_by(assignments)

    def _has_right_one(self, base: Explained, match: Match) -> bool:
        """Return whether the program has the right value of a quantity, too, in the same training step."""
        wanted = (match.face.id, match.face.step, "")
        return any((one.face.id, one.face.step, one.face.way) == wanted for ms in base.matches.values() for one in ms)

    def _again(self, base: Explained, number: int, here: Sequence[Match]) -> Assigned | None:
        """Return where a value of an earlier training step stands again in a later one, as a supposition has it."""
        before = base.matches.get(number, [])
        wanted = [match for match in here if not match.face.part and match.bits > TELLING]
        if not wanted or any(match.face.step >= wanted[0].face.step for match in before):
            return None
        began = self._begun(wanted[0].face.step)
        later = [one for one in self._case.seen.values[number].assignments if began is not None and one.index > began]
        return next((one for one in later if one.kind not in PASSED_ON), None)

    def _begun(self, step: int) -> int | None:
        """Return after which assignment a training step, from 2, begins: all parameters of the one before are there."""
        ends: list[int] = []
        for matches in self._case.truth.matches.values():
            face = matches[0].face
            if face.id in self._case.trained and face.number >= 0 and face.step == step - 1 and not face.way:
                ends.append(self._case.seen.values[matches[0].seen.number].assignments[0].index)
        return max(ends, default=None)

    def _moved_back(
        self, base: Explained, chosen: Explained, blamed: Assigned, match: Match | None, step: int
    ) -> Assigned:
        """Return the earlier line that brings in what is wrong at `blamed`, or `blamed`."""
        cause = None if chosen.suspect is None else chosen.suspect.cause
        if isinstance(cause, ProgramFault) and cause.reads:
            return self._blame.copied(blamed, self._case.best_matches(base), cause.reads)
        if isinstance(cause, KnownMistake) and match is not None and ANOTHER_VALUE & set(cause.id.split(" + ")):
            right = {read for op in self._case.context.program.ops if op.target == match.face.id for read in op.reads}
            others = set(self._case.context.program.shapes) - right - {match.face.id}
            return self._blame.copied(blamed, self._case.best_matches(base), others)
        return BroughtFactor(self._case, base, chosen, step, self._conventions).line(blamed)

    def _in_words(self, cause: Cause, base: Explained, chosen: Explained) -> Cause:
        """Return a cause, said more closely: a value in proportion to the right one, or another derivative."""
        own = chosen.run.value(cause.step, cause.target) if isinstance(cause, OwnValue) else None
        if own is None:
            return cause
        return other_derivative(self._case, base, in_proportion(cause, base, own))


def _moment(assigned: Assigned | None) -> int:
    return 0 if assigned is None else assigned.index
