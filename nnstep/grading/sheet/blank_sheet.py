"""What a sheet of an exercise asks for, whole or chosen: a blank one to fill in, or one with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from nnstep import limits
from nnstep.errors import CommandError
from nnstep.grading.sheet.answer_sheet import Index
from nnstep.grading.sheet.form.asked_quantities import AskedQuantities
from nnstep.grading.sheet.form.sheet_form import FormField, SheetForm, form_field
from nnstep.grading.sheet.formats.toml import toml_text
from nnstep.program.program import Program

MOST_NUMBERS = 400
"""A quantity of more numbers has no place on a blank sheet, unless it is asked for by its elements."""


def blank_form(program: Program, steps: int = 1, asked: AskedQuantities | None = None) -> SheetForm:
    """Return a sheet with a place for every number that `steps` training steps give, or for those `asked` alone.

    Raise CommandError where there are too many.
    """
    chosen = {op.target: None for op in program.ops} if asked is None else asked
    places = steps * sum(
        min(MOST_NUMBERS, prod(program.shapes[id])) if indices is None else len(indices)
        for id, indices in chosen.items()
    )
    if places > limits.SHEET_NUMBERS.most:
        message = f"a sheet for {steps:,} training steps has {limits.SHEET_NUMBERS.refusal(places, 'places')}"
        raise CommandError(message, "choose fewer training steps")
    fields = [
        form_field(program, step, id, indices=indices, most=MOST_NUMBERS)
        for step in range(1, steps + 1)
        for id, indices in chosen.items()
    ]
    return SheetForm(program, f"Answers to {program.name}", tuple(fields))


def blank_sheet(program: Program, steps: int = 1) -> str:
    """Return a blank sheet as TOML; raise CommandError as `blank_form` does."""
    return toml_text(blank_form(program, steps))


def sheet_text(program: Program, texts: Mapping[tuple[int, str], Mapping[Index, str]], title: str) -> str:
    """Return a sheet as TOML that holds these numbers; a quantity that is not whole is written element by element."""
    places = sorted(texts, key=lambda place: place[0])
    fields = (_filled(program, place, texts[place]) for place in places)
    return toml_text(SheetForm(program, title, tuple(fields)))


def _filled(program: Program, place: tuple[int, str], texts: Mapping[Index, str]) -> FormField:
    step, id = place
    return form_field(program, step, id, indices=texts, texts=texts)
