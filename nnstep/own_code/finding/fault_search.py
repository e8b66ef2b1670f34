"""Finds what a program does otherwise than the exercise asks, and the first line at which it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf
from pathlib import Path

from nnstep.grading.context import GradingContext
from nnstep.own_code.aligning.supposed_run import Held, run_one_step
from nnstep.own_code.finding.aliasing import changed_elsewhere
from nnstep.own_code.finding.no_number import first_no_number
from nnstep.own_code.finding.showing import CodeFault, Showing
from nnstep.own_code.finding.unread import unread_update
from nnstep.own_code.finding.wrong_updates import wrong_update
from nnstep.own_code.mending.discarded_updates import at_the_call, discarded_update
from nnstep.own_code.mending.mended_line import LineMender, MendedFault
from nnstep.own_code.mending.mended_script import ScriptMender
from nnstep.own_code.supposing.causes import OwnValue
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.supposing.explained_values import Explained, changed_values, is_same
from nnstep.own_code.supposing.suspects import Suspect
from nnstep.own_code.watched import Assigned
from nnstep.progress import Tell, tell_nobody

_LEAST_GAIN = 8.0
"""So many bits a supposition must explain beyond what it takes to say it."""
_MOST_FAULTS = 3
_MOST_ALTERNATIVES = 6
_GROUPS = 4
"""Of suspects, at most."""
_LOOKING = "looking for what goes wrong"
_MOST_TRIED = 120
"""So many suspects of a group, the most promising, are looked at closely."""


def _is_explained(base: Explained, number: int) -> bool:
    """Return whether a value is a quantity, its numbers in the order in which they belong."""
    return any(match.arrangement != "reordered" for match in base.matches.get(number, ()))


def _with_mended(found: list[CodeFault], mended: MendedFault) -> list[CodeFault]:
    """Return what is wrong, the line that a change of its source puts right in place of what was found first."""
    if not found:
        return [mended.fault]
    first, *others = found
    at = mended.fault.assignment
    if not _is_unknown(first) or first.assignment.index < at.index:
        return found
    return [mended.fault, *(one for one in others if one.assignment.index > at.index)]


def _is_unknown(fault: CodeFault) -> bool:
    """Return whether only a wrong value is known of a fault."""
    return isinstance(fault.cause, OwnValue) and not fault.cause.is_given


class FaultSearch:
    """Holds one program's values against the exercise, and against all that may be wrong in it."""

    def __init__(
        self,
        context: GradingContext,
        assignments: Sequence[Assigned],
        steps: int,
        sources: Mapping[Path, str],
        tell: Tell = tell_nobody,
    ) -> None:
        """Prepare; `steps` training steps are looked at, and `sources` are the texts of the person's files."""
        self._tell = tell
        tell(_LOOKING, 0.0)
        self.case = CodeCase(context, assignments, steps)
        self._sources = sources
        self._mender = LineMender(self.case, sources, tell)
        self._script = ScriptMender(self.case, sources)
        self._showing = Showing(self.case)
        self.explained_at_last: Explained | None = None
        """What all that was found explains together, once `faults` has looked."""

    def shortened(self, steps: int) -> FaultSearch:
        """Return the same search where fewer training steps are looked at, but for what needs many of them."""
        search = FaultSearch(self.case.context, self.case.assignments, steps, self._sources, self._tell)
        search._script = self._script
        return search

    def right_steps(self) -> int:
        """Return how many training steps, from the first, are right: their last parameters occur in the program.

        Parameters of many digits come out right only if all steps before were right, too.
        """
        right = 0
        for step in range(1, self.case.steps + 1):
            is_right = self.case.is_telling if right < step - 1 else self.case.occurs
            if all(is_right(step, id) for id in self.case.trained) and self.case.is_gone_through(step):
                if not all(self.case.is_kept(step, id) for id in self.case.trained):
                    break
                right = step
        return right

    def faults(self, step: int) -> list[CodeFault]:
        """Return what is wrong, training step `step` being the first that ends with other parameters."""
        found: list[CodeFault] = []
        if self._script.has_few_digits and (fault := self._script.fault()) is not None:
            return [fault]
        if (unread := unread_update(self.case, step)) is not None:
            return [at_the_call(unread, self._sources)]
        if not self.case.goes_on_after(step - 1):
            return []
        if (discarded := discarded_update(self.case, self._sources, step)) is not None:
            return [discarded]
        mended = self._mender.fault(step)
        if mended is not None and not mended.gives_way:
            self.explained_at_last = self._from_own_value(mended.fault)
            return [mended.fault]
        base = self.case.truth
        while len(found) < _MOST_FAULTS:
            best = self._best(base, step)
            if best is None:
                break
            best = tuple(
                self._tried(base, one.suspect, in_parts=True) for one in best[:_MOST_ALTERNATIVES] if one.suspect
            )
            fault = self._showing.fault(base, best, step)
            if fault is None:
                break
            found.append(fault)
            base = best[0]
            self.explained_at_last = base
            if all(self.case.occurs_in(base.run, step, id) for id in self.case.trained):
                break
        if not found and (fault := wrong_update(self.case, step) or first_no_number(self.case)) is not None:
            found.append(fault)
        if found and (changed := changed_elsewhere(self.case, found[0])) is not None:
            return [changed, *found]
        if mended is not None:
            return _with_mended(found, mended)
        if all(_is_unknown(one) for one in found) and (fault := self._script.fault()) is not None:
            return [fault]
        return found

    def _from_own_value(self, fault: CodeFault) -> Explained | None:
        """Return what follows from the value that a line gives in place of a whole quantity."""
        face = None if fault.match is None else fault.match.face
        if face is None or face.part or face.way or fault.match is None:
            return None
        factors = [1 / fault.match.factor]
        for suspect in self.case.suspects.values_in_place(None, face.step, [fault.match.seen], factors):
            cause = suspect.cause
            if isinstance(cause, OwnValue) and cause.target == face.id and cause.is_given == (face.number < 0):
                return self._tried(self.case.truth, suspect, in_parts=True)
        return None

    def _best(self, base: Explained, step: int) -> tuple[Explained, ...] | None:
        """Return the supposition that explains most beyond `base`, and after it those that explain as much."""
        tried: list[Explained] = []
        for group, suspects in enumerate(self._by_effort(base, step)):
            tried += self._all_tried(base, step, suspects, group)
            if any(self._is_convincing(base, one, step) for one in tried):
                break
        tried = [one for one in tried if one.bits - one.cost - base.bits > _LEAST_GAIN]
        if not tried:
            return None
        # One thing that explains the whole training step is likelier than several that do so together.
        tried = [one for one in tried if self._is_convincing(base, one, step)] or tried
        tried.sort(key=lambda one: one.cost - one.bits)
        best = tried[0].bits - tried[0].cost
        return tuple(one for one in tried if best - (one.bits - one.cost) < 1.0 + 0.02 * best)

    def _by_effort(self, base: Explained, step: int) -> Iterator[Iterator[Suspect]]:
        """Yield groups of suspects: first those that have a name, then values in place of quantities."""
        suspects = self.case.suspects
        factors = self.case.factors(base)
        yield suspects.around(base.suspect)
        if self._has_numbers:
            yield suspects.known_in_elements(base.suspect, step, base.run, self.case.seen, factors)
        unexplained = [one for one in self.case.seen.values if not _is_explained(base, one.number)]
        yield suspects.values_in_place(base.suspect, step, unexplained, factors)
        if self._has_numbers:
            yield suspects.elements_in_place(base.suspect, step, unexplained, factors)

    def _is_convincing(self, base: Explained, one: Explained, step: int) -> bool:
        """Return whether a supposition explains all of what a training step ends with."""
        return one.bits - one.cost - base.bits > _LEAST_GAIN and all(
            self.case.occurs_in(one.run, step, id) for id in self.case.trained
        )

    def _all_tried(self, base: Explained, step: int, suspects: Iterable[Suspect], group: int) -> list[Explained]:
        """Return what suspects explain; of many, those that explain most of the training step that goes wrong."""
        promising = [
            (gain - suspect.bits, suspect)
            for suspect in self._telling(suspects, group / _GROUPS)
            if (gain := self._gain_in(base, step, suspect)) > _LEAST_GAIN
        ]
        promising.sort(key=lambda pair: -pair[0])
        closely = [suspect for _, suspect in promising[:_MOST_TRIED]]
        return [self._tried(base, suspect) for suspect in self._telling(closely, (group + 0.5) / _GROUPS)]

    def _telling(self, suspects: Iterable[Suspect], part: float) -> Iterator[Suspect]:
        """Yield suspects, and tell at each of them which part of the groups is looked at."""
        for suspect in suspects:
            self._tell(_LOOKING, part)
            yield suspect

    def _gain_in(self, base: Explained, step: int, suspect: Suspect) -> float:
        """Return about how much more a supposition explains up to the step after the one that goes wrong."""
        if suspect.other is not None:
            return inf
        taken = None if suspect.stands_for is None else suspect.stands_for.number
        changed: list[Held] = []
        values = base.run.before[1]
        for at in range(1, min(step + 1, self.case.steps) + 1):
            run, values = run_one_step(self.case.context, suspect.supposition, at, values)
            right = base.results(at)
            changed += [
                held for held in run.held if not any(is_same(other, held.value) for other in right.get(held.id, ()))
            ]
        numbers = set(self.case.matcher.numbers_of(changed)) - base.matches.keys()
        seen = [self.case.seen.values[number] for number in numbers if number != taken]
        gain = sum((self.case.matcher.worth(one) for one in seen), start=0.0)
        shows_later = bool(suspect.supposition.summed) or self._shows_later(suspect)
        return max(gain, 2 * _LEAST_GAIN + suspect.bits) if shows_later else gain

    def _shows_later(self, suspect: Suspect) -> bool:
        """Return whether a value is put in place of a parameter, which the next training step reads first."""
        return isinstance(suspect.cause, OwnValue) and suspect.cause.target in self.case.trained

    @cached_property
    def _has_numbers(self) -> bool:
        """Whether the program works with single numbers, one neuron at a time."""
        scalars = [seen for seen in self.case.seen.of_size(1) if self.case.matcher.bits(seen) > TELLING]
        return len(scalars) > 3

    def _tried(self, base: Explained, suspect: Suspect, *, in_parts: bool = False) -> Explained:
        run = suspect.run(self.case.context, self.case.steps, in_parts=in_parts)
        changed = changed_values(base.run, run)
        moved = {held.key for held in changed}
        if not in_parts:
            operations = {(held.step, held.number) for held in changed}
            moved |= {held.key for held in base.run.held if held.part and (held.step, held.number) in operations}
        lasting = [match for matches in base.matches.values() for match in matches if match.face.key not in moved]
        return self.case.explained(suspect, run, lasting + self.case.matcher.match(run, changed))
