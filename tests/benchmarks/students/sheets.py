"""Which of a student's numbers stand on the sheet, and how the sheet is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from random import Random
from typing import Literal, TypeAlias

from tests.benchmarks.students.exercise import Cell, Exercise

Extent: TypeAlias = Literal["whole", "every other", "partial", "final"]
EXTENTS: tuple[Extent, ...] = ("whole", "every other", "partial", "final")


def quantities(cells: Iterable[Cell]) -> list[tuple[int, str]]:
    """Return the quantities in the order in which they were worked."""
    return list(dict.fromkeys((step, id) for step, id, _ in cells))


def extract(random: Random, exercise: Exercise, texts: Mapping[Cell, str], extent: Extent) -> frozenset[Cell]:
    """Return the places of the numbers that the sheet shows."""
    order = quantities(texts)
    if extent == "whole":
        shown = set(order)
    elif extent == "every other":
        shown = set(order[random.randrange(2) :: 2])
    elif extent == "partial":
        shown = set(random.sample(order, max(1, len(order) // 2)))
    else:
        shown = {(step, id) for step, id in order if step == exercise.steps and id[0] in "Wb"}
    return frozenset(cell for cell in texts if cell[:2] in shown)


def sheet_text(texts: Mapping[Cell, str]) -> str:
    """Return the sheet as a person would type it."""
    lines = []
    for (step, id), group in groupby(
        sorted(texts, key=lambda cell: (cell[0], _order(cell[1]), cell[2])), lambda c: c[:2]
    ):
        if step > 1 and f"[step.{step}]" not in lines:
            lines.append(f"[step.{step}]")
        cells = list(group)
        if cells[0][2] == ():
            value = texts[cells[0]]
        elif len(cells[0][2]) == 1:
            value = f"[{', '.join(texts[cell] for cell in cells)}]"
        else:
            rows = groupby(cells, lambda cell: cell[2][0])
            value = f"[{', '.join('[' + ', '.join(texts[cell] for cell in row) + ']' for _, row in rows)}]"
        lines.append(f"{id} = {value}")
    return "\n".join(lines) + "\n"


def _order(id: str) -> tuple[int, str]:
    stages = ("z", "a", "E", "delta", "dW", "db", "v", "m", "s", "W", "b")
    forward = id[0] in "za" and id[-1].isdigit()
    stage = next(place for place, start in enumerate(stages) if id.startswith(start))
    return (0, id[-1] + ("0" if id[0] == "z" else "1")) if forward else (stage, id)
