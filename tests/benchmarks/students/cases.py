"""One simulated sheet with all that is known of how it came about; a key makes the same one again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias, get_args

from tests.benchmarks.students.exercise import Cell, Exercise, random_exercise
from tests.benchmarks.students.hand import HABITS, Habit, Hand
from tests.benchmarks.students.mistakes import Mistake, chosen
from tests.benchmarks.students.sheets import EXTENTS, Extent, extract
from tests.benchmarks.students.student import Student
from tests.benchmarks.students.true_ids import alike

Part: TypeAlias = Literal["right", "one", "two", "chance"]
PARTS: tuple[Part, ...] = get_args(Part)
TINY = 1e-11
"""A number below this is what is left where terms cancel: it has no digits to write."""


@dataclass(frozen=True)
class Case:
    """A sheet, and what the student did."""

    key: str
    part: Part
    group: str
    """The row of the table: a habit, an extent, a number of digits."""
    exercise: Exercise
    habit: Habit
    digits: int
    significant: bool
    shown: Mapping[Cell, str]
    right: Mapping[Cell, str]
    """What the same student writes without a mistake, in the same places."""
    mistakes: tuple[Mistake, ...] = ()
    ties: bool = False
    """Whether a number lay on the border between two roundings."""

    @property
    def changed(self) -> frozenset[Cell]:
        """Return the places of the numbers that the mistakes change."""
        return frozenset(cell for cell, text in self.shown.items() if text != self.right[cell])


def groups(part: Part) -> tuple[str, ...]:
    """Return the rows of a part of the table."""
    if part == "right":
        return HABITS
    if part == "one":
        return EXTENTS
    return ("whole",) if part == "two" else tuple(f"{d} {how}" for how in ("random", "nearby") for d in range(1, 7))


def case_of(key: str) -> Case:
    """Return the case of a key: seed, part, row and number, joined by strokes."""
    _, part, group, _ = key.split("/")
    random = Random(key)
    while True:
        found = _drawn(random, key, next(each for each in PARTS if each == part), group)
        if found is not None:
            return found


def worked(
    exercise: Exercise, habit: Habit, digits: int, *, significant: bool, mistakes: tuple[Mistake, ...] = ()
) -> tuple[dict[Cell, str], bool]:
    """Return what a student writes, and whether a number lay on the border between two roundings."""
    hand = Hand(habit, digits, significant)
    try:
        return Student(exercise, hand, mistakes).work(), hand.ties > 0
    except ArithmeticError:  # A mistake can make numbers that are too large.
        return {(0, "", ()): "nan"}, False


def _usable(texts: Mapping[Cell, str]) -> bool:
    return all(math.isfinite(float(text)) and len(text) < 25 for text in texts.values())


def _drawn(random: Random, key: str, part: Part, group: str) -> Case | None:
    exercise = random_exercise(random)
    full, _ = worked(exercise, "exact", 16, significant=False)
    if not _usable(full) or any(0 < abs(float(text)) < TINY for text in full.values()):
        return None
    if any(
        not any(float(full[1, f"a{layer}", (j,)]) for j in range(exercise.sizes[layer])) for layer in exercise.layers
    ):
        return None
    habit: Habit = random.choices(HABITS, (45, 25, 8, 12, 10))[0]
    digits, significant = random.randint(2, 6), random.random() < 0.5
    if part == "right":
        habit = next(each for each in HABITS if each == group)
    if part == "chance":
        habit, digits, significant = "exact", int(group.split(maxsplit=1)[0]), True
    if habit == "float32":
        digits = random.randint(5, 7)
    if exercise.optimizer == "adam" and habit not in ("exact", "float32"):
        significant = True  # The squares of gradients would have no digits left.
    right, ties = worked(exercise, habit, digits, significant=significant)
    extent: Extent = next((each for each in EXTENTS if each == group), "whole")
    if part == "right":
        extent = random.choice(EXTENTS)
    places = extract(random, exercise, right, extent)
    plain = {cell: text for cell, text in right.items() if cell in places}

    def case(texts: Mapping[Cell, str], mistakes: tuple[Mistake, ...], *, border: bool) -> Case:
        shown = {cell: text for cell, text in texts.items() if cell in places}
        return Case(key, part, group, exercise, habit, digits, significant, shown, plain, mistakes, border)

    if part == "right":
        return case(right, (), border=ties) if _usable(right) else None
    if part == "chance":
        return case(_with_random_number(random, plain, group), (), border=ties)
    made: tuple[Mistake, ...] = ()
    for _ in range(1 if part == "one" else 2):
        made = (*made, chosen(random, exercise, tuple(right)))
    texts, border = worked(exercise, habit, digits, significant=significant, mistakes=made)
    found = case(texts, made, border=border)
    if not _usable(texts) or not found.changed or (part == "two" and not _both_count(found)):
        return None
    return found


def _both_count(case: Case) -> bool:
    """Return whether two mistakes are different ones, and each changes what stands on the sheet beside the other."""
    one, other = case.mistakes
    if alike(one.id, other.id):
        return False
    for alone in case.mistakes:
        texts, _ = worked(case.exercise, case.habit, case.digits, significant=case.significant, mistakes=(alone,))
        if all(texts.get(cell) == text for cell, text in case.shown.items()):
            return False
    return True


def _with_random_number(random: Random, texts: Mapping[Cell, str], group: str) -> dict[Cell, str]:
    """Return a sheet with one number replaced by one with random digits, or by one nearby."""
    cell = random.choice([cell for cell, text in texts.items() if float(text)])
    text, wrong = texts[cell], texts[cell]
    first = next(place for place, sign in enumerate(text) if sign in "123456789")
    decimals = len(text.partition(".")[2])
    while wrong == text:
        if group.endswith("nearby"):
            units = random.choice([-1, 1]) * random.randint(2, 20)
            wrong = f"{float(text) + units * 10.0**-decimals:.{decimals}f}"
        else:
            tail = (
                str(random.randint(place == first, 9)) if text[place] != "." else "."
                for place in range(first, len(text))
            )
            wrong = text[:first] + "".join(tail)
    return {**texts, cell: wrong}
