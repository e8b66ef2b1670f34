"""Variants for a class: for each id the numbers that follow from the secret seed, no two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nnstep import limits
from nnstep.classroom.roster.person_names import id_key
from nnstep.classroom.variants.drawn.keyed_stream import KeyedStream, secret_key
from nnstep.classroom.variants.rejections import Rejections, too_narrow
from nnstep.classroom.variants.variant_plan import Draw, VariantPlan
from nnstep.classroom.variants.variant_search import VariantSearch
from nnstep.errors import CommandError
from nnstep.harmless_text import visible_prose
from nnstep.progress import Tell, tell_nobody
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.variants import VariantRules
from nnstep.scenario.write import scenario_text


@dataclass(frozen=True, slots=True, eq=False)
class HandedOut:
    """The variant of one student."""

    id: str
    """The student's."""
    scenario: Scenario
    """The exercise with the student's numbers, as their file states it."""
    text: str = field(repr=False)
    """The file: a scenario without answers, as ``nnstep`` opens it."""


@dataclass(slots=True)
class HandingOut:
    """Finds the variants of a class, one after the other."""

    plan: VariantPlan
    key: bytes = field(repr=False)
    rejections: Rejections = field(default_factory=Rejections)
    _taken: set[Draw] = field(default_factory=set)

    @classmethod
    def of(cls, plan: VariantPlan, seed: str) -> HandingOut:
        """Begin to hand out variants that follow from a secret seed; raise CommandError where it is empty."""
        check_seed(seed)
        own = plan.own_draw
        return cls(plan, secret_key(seed, plan.scenario.title), _taken=set() if own is None else {own})

    def every(self, ids: Sequence[str], tell: Tell = tell_nobody) -> Iterator[HandedOut]:
        """Yield the variant of each id, in order; raise CommandError where the sets don't hold enough good ones."""
        check_ids(ids)
        room = 1
        for size in self.plan.sizes:
            room *= size
        if room <= len(ids):
            raise CommandError(
                f"the sets hold {room:,} exercises, too few for {len(ids):,} students", "widen them in [variants]"
            )
        for number, id in enumerate(ids):
            tell(f"variant {number + 1} of {len(ids)}", number / len(ids))
            yield self._for(id)

    def _for(self, id: str) -> HandedOut:
        search = VariantSearch(self.plan, KeyedStream(self.key, id_key(id)))
        draw = search.found(self._taken)
        self.rejections.add(search.rejections)
        if draw is None:
            raise too_narrow(search.rejections, f" for {id}")
        self._taken.add(draw)
        return handed_out(self.plan, id, draw)


def handed_out(plan: VariantPlan, id: str, draw: Draw) -> HandedOut:
    """Return the variant with drawn numbers."""
    own = plan.scenario
    note = f"Variant of {own.name} for {visible_prose(id)}."
    other = replace(plan.scenario_of(draw), notes=note, answers={}, variants=VariantRules(), breakpoints=())
    text = scenario_text(other)
    return HandedOut(id, parse(text, own.path), text)


def check_seed(seed: str) -> None:
    """Raise CommandError for an empty seed, which everybody can guess; a shell gives it for an unset variable."""
    if not seed.strip():
        raise CommandError("the seed is empty, so anybody could make the variants", "choose a long text, and keep it")


def check_ids(ids: Iterable[str]) -> None:
    """Raise CommandError where there are no ids, too many, an empty one, or the same one twice."""
    every = list(ids)
    if not every:
        raise CommandError("there are no students", "name a roster, or a number of students")
    if len(every) > limits.STUDENTS.most:
        raise CommandError(f"there are {limits.STUDENTS.refusal(len(every), 'students')}", "name a smaller roster")
    if not all(map(id_key, every)):
        raise CommandError("a student has an empty id", "give each student an id")
    twice = [key for key, count in Counter(map(id_key, every)).items() if count > 1]
    if twice:
        raise CommandError(f"the id {twice[0]!r} is there twice", "give each student an id of their own")


def numbered_ids(count: int) -> list[str]:
    """Return ids for a number of students: 001, 002 ..."""
    return [f"{number:03}" for number in range(1, count + 1)]
