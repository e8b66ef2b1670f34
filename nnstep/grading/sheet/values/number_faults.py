"""What is wrong with a text that should be a number, and what to write instead."""

from __future__ import annotations

import re

from nnstep.grading.sheet.number_forms import divides_by_zero, is_too_large, unit_after
from nnstep.harmless_text import cut_text
from nnstep.problems.message_text import description

FORMS = "write it as 0.50, 2.4e-3 or 161/7"
_LONGEST_SHOWN = 60
_DATE = re.compile(
    r"\d{1,2}[-./ ]{1,2}[^\W\d_]{3,9}\.?(?:[-./ ]\d{2,4})?|[^\W\d_]{3,9}\.?[-./ ]\d{1,4}"
    r"|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}-\d{2}-\d{2}(?:[ T][\d:.]+)?"
)
"""What a spreadsheet makes of 1/3, and of 1.5 where its decimal sign is a comma: 3-Jan, 01. Mrz, 03/01/2026, Jan-03."""


def fault_of(text: str) -> tuple[str, str]:
    """Return a message and a hint for a text that is no number."""
    plain = text.strip()
    if plain.lower() in ("true", "false"):
        return f"must be a number, but it is {plain.lower()}", f"write {int(plain.lower() == 'true')}"
    if (name := plain.lower().lstrip("+-")) in ("nan", "inf", "infinity"):
        return f"is {plain.lower() if name != 'infinity' else 'infinity'}, but every number must be finite", ""
    if divides_by_zero(plain):
        return f"is {short(plain)}, and nothing can be divided by 0", "correct it, or leave it empty"
    if is_too_large(plain):
        return "is too large: a number can be at most about 1.8e308", ""
    if _DATE.fullmatch(plain):
        hint = "a spreadsheet makes dates of 1/3 and 1.5: give the cell the format Text before you type, or type =1/3"
        return f"is {description(plain)}, which looks like a date", hint
    if plain.startswith("#"):
        return f"is {description(plain)}, as a spreadsheet shows an error or a narrow column", "correct the cell"
    number, unit = unit_after(plain)
    if unit:
        return f"has {description(unit)} after its number", f"write {number}"
    return f"must be a number, but it is {description(plain)}", FORMS


def ambiguity_of(text: str) -> tuple[str, str]:
    """Return a message and a hint for a number whose comma or point may separate thousands or decimals."""
    plain = short(text.strip())
    other = plain.replace(".", ",") if "." in plain else plain.replace(",", ".")
    return f"is {plain}, which can be read in two ways", f"write {re.sub('[.,]', '', plain)} or {other}"


def short(text: str) -> str:
    """Return a text as long as a message can hold it."""
    return cut_text(text, _LONGEST_SHOWN)
