"""How two runs differ, as plain dictionaries and lists, ready for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

from nnstep.expr.array import plain
from nnstep.json_schemas.type_schema import JsonArray, JsonNumber
from nnstep.session.difference.difference_lines import place_text
from nnstep.session.difference.explained import ExplainedDifference, SideFacts
from nnstep.session.difference.mistake_behind import MistakeBehind
from nnstep.session.difference.opened_sides import SideKind
from nnstep.traces.difference.comparison import QuantityGap


class ComparedSide(TypedDict):
    """One of the two sides."""

    name: str
    """Its name: the file or the exercise."""
    kind: SideKind
    """What it is."""
    remarks: list[str]
    """What is said about reading it."""
    kernel: str
    """What computed it; empty where that is not known."""
    numpy: str
    """Its NumPy line of the first operation that differs; may be empty."""


class ToleranceFacts(TypedDict):
    """What counts as rounding."""

    relative: float
    """How far numbers may differ, relative to the largest number of the quantity."""
    absolute: float
    """How far numbers may always differ."""


class SettingOfBoth(TypedDict):
    """A setting that the two scenarios state differently."""

    a: str
    """What A has."""
    b: str
    """What B has."""


class GapFacts(TypedDict):
    """How one quantity differs in one training step."""

    quantity: str
    """The id of the quantity."""
    step: int
    """The training step, from 1; 0 for the values before the first one."""
    place: str
    """The place in words."""
    largest: JsonNumber
    """The largest difference."""
    relative: JsonNumber
    """That difference, relative to the largest number of the quantity."""
    index: list[int]
    """The indices of the element that differs most; empty for a number."""
    differ: NotRequired[int]
    """How many elements differ; of the first difference only."""
    of: NotRequired[int]
    """How many elements the quantity has; of the first difference only."""
    a: NotRequired[JsonArray]
    """The value of A; of the first difference only."""
    b: NotRequired[JsonArray]
    """The value of B; of the first difference only."""


class MistakeFacts(TypedDict):
    """The mistake that makes the first difference."""

    place: str
    """The element that it is said of."""
    verdict: str
    """The verdict on that element."""
    mistakes: str
    """The ids of the mistakes, with ` + ` between them; empty where no known mistake gives these numbers."""
    statement: str
    """What was done, in a clause."""
    numpy: str
    """The NumPy line that gives these numbers; empty where it is not one line."""
    questions: list[str]
    """What to ask yourself about it."""
    others: list[str]
    """What else gives the same numbers."""
    conventions: str
    """Other conventions that give all numbers of the training step; may be empty."""


class GrowthFacts(TypedDict):
    """How far the two are apart in one training step, from the first difference on."""

    step: int
    """The training step, from 1."""
    largest: Mapping[str, JsonNumber]
    """The largest difference of each quantity, by id."""


class BitsFacts(TypedDict):
    """The first operation that read the same bits on both sides and gave others."""

    quantity: str
    """The id of the quantity."""
    step: int
    """The training step, from 1."""
    place: str
    """The place in words."""
    wrong: list[Literal["a", "b"]]
    """The sides that no correct library computes; empty where another kernel may compute the difference."""


class DifferenceFacts(TypedDict):
    """How two runs differ, and why."""

    a: ComparedSide
    """The one side."""
    b: ComparedSide
    """The other side."""
    reference: Literal["a", "b"]
    """Which side the other one is held against."""
    tolerance: ToleranceFacts
    """What counts as rounding."""
    settings: Mapping[str, SettingOfBoth]
    """What two scenarios state differently, by key."""
    numbers: int
    """How many numbers were compared."""
    steps: int
    """How many training steps were compared."""
    parts: int
    """Of how many of these only some operations were compared, since a side begins or ends within them."""
    last_step: int
    """The last training step that was compared."""
    identical: int
    """How many arrays are equal, up to the first difference."""
    rounded: int
    """How many arrays differ by rounding alone, up to there."""
    rounding: GapFacts | None
    """The largest difference that is rounding; null where there is none."""
    bits: BitsFacts | None
    """Where the rounding begins; null where nothing differs in any bit, or what is read there is not the same."""
    grown_rounding: bool
    """Whether the first difference is little more than the rounding just before it."""
    first: GapFacts | None
    """The first difference that is more than rounding; null where there is none."""
    also: list[str]
    """What else differs in the same training step."""
    mistake: MistakeFacts | None
    """The mistake that makes the first difference; null where none is looked for."""
    growth: list[GrowthFacts]
    """How the difference goes on."""


def difference_facts(found: ExplainedDifference) -> DifferenceFacts:
    """Return everything that was found; numbers that are not finite are texts."""
    difference, mistake = found.difference, found.mistake
    return {
        "a": _side_facts(found.a),
        "b": _side_facts(found.b),
        "reference": "b" if found.reference else "a",
        "tolerance": {"relative": difference.closeness.relative, "absolute": difference.closeness.absolute},
        "settings": {key: {"a": a, "b": b} for key, (a, b) in found.settings.items()},
        "numbers": difference.numbers,
        "steps": difference.steps,
        "parts": difference.parts,
        "last_step": difference.last_step,
        "identical": difference.identical,
        "rounded": difference.rounded,
        "rounding": _gap_facts(found, difference.rounding, whole=False),
        "bits": _bits_facts(found),
        "grown_rounding": difference.is_grown_rounding,
        "first": _gap_facts(found, difference.first, whole=True),
        "also": list(difference.also),
        "mistake": None if mistake is None else _mistake_facts(mistake),
        "growth": [
            {"step": row.step, "largest": {id: _number(value) for id, value in row.largest.items()}}
            for row in difference.growth.rows
        ],
    }


def _bits_facts(found: ExplainedDifference) -> BitsFacts | None:
    bits = found.bits
    if bits is None:
        return None
    letters: tuple[Literal["a", "b"], ...] = ("a", "b")
    wrong = [letters[side] for side in bits.wrong]
    return {"quantity": bits.at.id, "step": bits.at.step, "place": place_text(found, bits.at), "wrong": wrong}


def _mistake_facts(mistake: MistakeBehind) -> MistakeFacts:
    return {
        "place": mistake.place,
        "verdict": mistake.verdict,
        "mistakes": mistake.ids,
        "statement": mistake.statement,
        "numpy": mistake.numpy,
        "questions": list(mistake.questions),
        "others": list(mistake.others),
        "conventions": mistake.conventions,
    }


def _side_facts(side: SideFacts) -> ComparedSide:
    return {
        "name": side.name,
        "kind": side.kind,
        "remarks": list(side.remarks),
        "kernel": side.kernel,
        "numpy": side.numpy,
    }


def _gap_facts(found: ExplainedDifference, difference: QuantityGap | None, *, whole: bool) -> GapFacts | None:
    if difference is None:
        return None
    gap = difference.gap
    facts: GapFacts = {
        "quantity": difference.id,
        "step": difference.step,
        "place": place_text(found, difference),
        "largest": _number(gap.largest),
        "relative": _number(gap.relative),
        "index": list(gap.index),
    }
    if not whole:
        return facts
    return {**facts, "differ": gap.count, "of": gap.gaps.size, "a": plain(gap.a), "b": plain(gap.b)}


def _number(value: float) -> JsonNumber:
    return value if math.isfinite(value) else str(value)
