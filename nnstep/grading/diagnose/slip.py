"""A slip: one thing done otherwise than the exercise asks, where, and how many bits it takes to name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from nnstep.grading.baseline.compiled_ops import CompiledOp
from nnstep.grading.diagnose.variants import Variant
from nnstep.grading.mistakes.kinds import HandMistake, Mistake
from nnstep.grading.sheet.answer_sheet import Index


@dataclass(frozen=True, slots=True, eq=False)
class Reworked:
    """Operations done otherwise: a variant of the exercise, everywhere that it goes."""

    variant: Variant


@dataclass(frozen=True, slots=True, eq=False)
class InElements:
    """Some elements of one result worked out by another expression, the others as they should be."""

    line: CompiledOp
    """What gives the elements: the whole quantity, or for one element just its number."""
    indices: tuple[Index, ...]
    scalar: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Replaced:
    """One element that came out as another number, by a slip of no known kind; what follows is computed from it."""

    target: str
    index: Index
    number: float


@dataclass(frozen=True, slots=True, eq=False)
class Miswritten:
    """Numbers of the sheet that are not what the person went on with: written down wrongly, or put right later."""

    target: str
    indices: tuple[Index, ...]
    value: float | None = None
    """What stands on the sheet by this slip; None where it is of no known kind and can be anything."""


Change: TypeAlias = Reworked | InElements | Replaced | Miswritten


@dataclass(frozen=True, slots=True, eq=False)
class Slip:
    """One slip of a story."""

    change: Change
    bits: float
    """How many it takes to say which slip it is, of all that could have been made."""
    mistakes: tuple[Mistake, ...] = ()
    """The known mistakes that it is; none where it is of no known kind."""
    details: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    line: str = ""
    """The NumPy line that is computed, where it is one."""
    step: int | None = None
    """The training step that it is made in, from 1; None: in every one."""

    @property
    def ids(self) -> str:
        """The mistakes' ids."""
        return " + ".join(mistake.id for mistake in self.mistakes)

    @property
    def is_known(self) -> bool:
        """Whether it is a mistake of the catalogue."""
        return bool(self.mistakes)

    @property
    def by_hand(self) -> bool:
        """Whether it is a mistake in writing a number down."""
        return any(isinstance(mistake, HandMistake) for mistake in self.mistakes)

    def together_with(self, others: Iterable[Slip], without: Slip | None = None) -> Slip:
        """Return the known ones of several slips that one number shows, `without` one, in one: this one first."""
        known = [self, *(other for other in others if other not in (self, without) and other.is_known)]
        if len(known) == 1:
            return self
        return replace(
            self,
            mistakes=tuple(mistake for slip in known for mistake in slip.mistakes),
            details=tuple(detail for slip in known for detail in slip.details),
            places=tuple(place for slip in known for place in slip.places),
            line="",
        )
