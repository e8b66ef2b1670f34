"""What the check says of one answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nnstep.expr.array import Shape
from nnstep.grading.mistakes.kinds import Mistake
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.written_numbers import Written

Kind: TypeAlias = Literal[
    "correct", "rounded", "single", "carried", "mistake", "ambiguous", "wrong", "shape", "missing"
]

RIGHT: tuple[Kind, ...] = ("correct", "rounded", "single")
"""The verdicts on right answers."""
OLD_IDS = {"undecidable": "ambiguous"}
"""Earlier ids of verdicts, which are still accepted as input."""
NEW_MISTAKES: tuple[Kind, ...] = ("mistake", "ambiguous", "wrong", "shape")
"""The verdicts on new mistakes: those that do not follow from an earlier one."""

MEANINGS: dict[Kind, str] = {
    "correct": "equals the right value, to the digits written",
    "rounded": "right; it was rounded on the way",
    "single": "right in single precision",
    "carried": "the method is right; the value follows from an earlier mistake",
    "mistake": "a known mistake explains it",
    "ambiguous": "a known mistake may explain it, or it has another cause",
    "wrong": "no known mistake explains it",
    "shape": "the shape differs from the quantity's",
    "missing": "left open",
}
"""What each verdict means, in one line."""
RAGGED = "its rows differ in length, or it mixes numbers and rows"
"""What is said of numbers that have no shape."""
_UNEXPLAINED = "no mistake that was tried explains it"
AGREES_WITH = "everything else agrees with "
"""How the remark begins on a wrong number that another one gives, which is not on the sheet: ``z2[0] = 0.556, ...``."""
NOT_LOOKED_FURTHER = "the search for explanations stopped at its limit for one sheet"
"""What is said of a number where that was so."""

POINTS: dict[Kind, float] = {
    "correct": 1,
    "rounded": 1,
    "single": 1,
    "carried": 1,
    "mistake": 0,
    "ambiguous": 0.5,
    "wrong": 0,
    "shape": 0,
    "missing": 0,
}
"""The points of each verdict, unless others are asked for; a carried answer that took no work has none."""


def place_name(step: int, name: str) -> str:
    """Return what people call a quantity or element of a training step: ``z1``, ``step.2.z1[0]``."""
    return name if step == 1 else f"step.{step}.{name}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A mistake, or two together, that gives just the digits written."""

    mistakes: tuple[Mistake, ...]
    details: tuple[str, ...]
    """How each was made, where there is more than one way: ``a factor 2 too many``."""
    value: float
    """What it gives, in full."""
    digits: int | None
    """How many significant digits tell it from the right value; None where none do."""
    line: str = ""
    """The NumPy line that gives it, where it is one line."""
    places: tuple[str, ...] = ()
    """Where each was made, where there is more than one place: ``at delta1``."""

    @property
    def ids(self) -> str:
        """The mistakes' ids."""
        return " + ".join(mistake.id for mistake in self.mistakes)

    @property
    def diagnosis(self) -> str:
        """What was done, without how and where: a clause."""
        return ", and ".join(mistake.diagnosis for mistake in self.mistakes)

    @property
    def remark(self) -> str:
        """How and where it was done, where that takes saying: ``a factor 2 too many, at delta1``."""
        return ", and ".join(filter(None, self._remarks))

    @property
    def statement(self) -> str:
        """What was done, how and where: ``two digits are exchanged (2 and 9)``."""
        parts = zip(self.mistakes, self._remarks, strict=True)
        return ", and ".join(mistake.diagnosis + (f" ({remark})" if remark else "") for mistake, remark in parts)

    @property
    def sentence(self) -> str:
        """What the digits are: ``this is what you get if ...``."""
        return f"this is what you get if {self.statement}"

    @property
    def _remarks(self) -> list[str]:
        places = self.places or ("",) * len(self.mistakes)
        return [", ".join(filter(None, parts)) for parts in zip(self.details, places, strict=True)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one number; on a whole answer where its shape is wrong, then without an index."""

    kind: Kind
    step: int
    """The training step, counted from 1."""
    id: str
    index: Index | None
    address: str
    """How people write the element: ``W1[0,2]``."""
    written: Written | None = None
    exact: float | None = None
    """The true value."""
    recomputed: float | None = None
    """What follows from the person's own earlier answers, where that is another value."""
    interval: tuple[float, float] | None = None
    """Between which values it can lie, given how the earlier answers were rounded; where that was needed."""
    origins: tuple[str, ...] = ()
    """The answers with the mistakes that it follows from."""
    trivial: str = ""
    """Why following from the mistake took no work, where it took none."""
    explanations: tuple[Explanation, ...] = ()
    """All that fit, the likeliest first."""
    digits: int | None = None
    """How many significant digits would tell the explanations apart, or a mistake from the right value."""
    fits_right: bool = False
    """Of an ambiguous one: whether being right is among what fits."""
    remark: str = ""
    typed_shape: Shape = ()
    shape: Shape = ()
    alike: tuple[Explanation, ...] = field(default=())
    """Of a right answer: the mistakes that give the same digits."""
    cut_short: bool = False
    """Whether the search for explanations ended before all were tried: the sheet had used up what it may cost."""

    @property
    def label(self) -> str:
        """The verdict as people read it; `kind` is its id."""
        return "carried forward" if self.kind == "carried" else self.kind

    @property
    def meaning(self) -> str:
        """What it means, in one line."""
        if self.fits_right:
            return "may be right: the digits do not tell"
        return _UNEXPLAINED if self.cut_short and self.kind == "wrong" else MEANINGS[self.kind]

    @property
    def source(self) -> str:
        """Of a wrong number: the number off the sheet that it comes from, ``z2[0] = 0.556, where 0.456 is right``."""
        solved = self.kind == "wrong" and self.remark.startswith(AGREES_WITH)
        return self.remark.removeprefix(AGREES_WITH) if solved else ""

    @property
    def place(self) -> str:
        """The address with the training step where that is not the first."""
        return place_name(self.step, self.address)

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""
        return self.kind in RIGHT

    @property
    def is_mistake(self) -> bool:
        """Whether it is a new mistake."""
        return self.kind in NEW_MISTAKES and not self.fits_right


def points(verdict: Verdict, scale: dict[Kind, float] | None = None) -> float:
    """Return the points of a verdict on `scale`, or by those that hold unless others are asked for."""
    if verdict.kind == "carried" and verdict.trivial:
        return 0.0
    return (scale or POINTS)[verdict.kind]
