"""The variants of a class, from a program and what is asked of it, as Python programs get them."""

from __future__ import annotations

from collections.abc import Iterable

from nnstep.classroom.quality.task import task_of
from nnstep.classroom.variants.handed_out import HandedOut, HandingOut, numbered_ids
from nnstep.classroom.variants.variant_search import plan_for
from nnstep.program.program import Program


def class_variants(
    program: Program,
    students: int | Iterable[str],
    seed: str,
    digits: int | None = None,
    mistakes: Iterable[str] = (),
) -> list[HandedOut]:
    """Return the variant of each student; raise CommandError where the sets don't hold enough good ones."""
    task = task_of(program, digits=digits, mistakes=tuple(mistakes))
    ids = numbered_ids(students) if isinstance(students, int) else list(students)
    return list(HandingOut.of(plan_for(program.scenario, task), seed).every(ids))
