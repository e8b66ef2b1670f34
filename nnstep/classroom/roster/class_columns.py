"""Which column of a class's table is which, by its heading, in English and German."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias, get_args

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant

Column: TypeAlias = Literal["id", "name", "first", "last", "email", "participant"]

_HEADINGS: dict[Column, tuple[str, ...]] = {
    "id": (
        *("id", "studentid", "student id number", "student number", "student no", "matriculation number"),
        *("matriculation", "matric no", "registration number", "id number", "sid", "sis user id", "university id"),
        *("matrikelnummer", "matrikelnr", "matrikel nr", "matrikel", "matnr", "matr nr", "mat nr", "mtknr"),
        *("id nummer", "studentennummer", "personennummer", "immatrikulationsnummer", "kennung"),
        *("username", "user name", "user", "login", "login id", "sis login id", "user id", "account"),
        *("benutzername", "anmeldename", "nutzername", "nutzerkennung", "hochschulkennung", "benutzerkennung"),
    ),
    "name": (
        *("name", "full name", "student", "student name", "display name", "participant name"),
        *("vollstandiger name", "vollstaendiger name", "studierende", "studierender", "teilnehmer", "studentin"),
    ),
    "first": ("first name", "given name", "forename", "firstname", "vorname", "vornamen", "rufname"),
    "last": ("last name", "surname", "family name", "lastname", "nachname", "familienname", "zuname"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "e mail adresse", "emailadresse"),
    "participant": ("identifier", "participant", "teilnehmer in", "participant id", "participant number"),
}
_BY_HEADING = {heading.replace(" ", ""): column for column, headings in _HEADINGS.items() for heading in headings}


def columns_of(headings: Sequence[str]) -> dict[Column, list[int]]:
    """Return the columns of each kind, the one that says most of a person first."""
    found: dict[Column, list[int]] = {column: [] for column in get_args(Column)}
    for number, heading in enumerate(headings):
        column = _BY_HEADING.get(bare_heading(heading))
        if column is not None:
            found[column].append(number)
    order = {heading.replace(" ", ""): rank for rank, heading in enumerate(_HEADINGS["id"])}
    found["id"].sort(key=lambda number: order[bare_heading(headings[number])])
    return found


def named_column(heading: str, headings: Sequence[str], option: str, file: str) -> int:
    """Return which column has this heading, or this number, from 1; raise CommandError where none has."""
    for number, own in enumerate(headings):
        if bare_heading(own) == bare_heading(heading) and bare_heading(heading):
            return number
    if heading.isdecimal() and 1 <= int(heading) <= len(headings):
        return int(heading) - 1
    hint = meant(heading, headings) or f"its columns are {_listed(headings)}"
    raise CommandError(f"{option}: {file} has no column {heading!r}", hint)


def no_column(what: str, option: str, headings: Sequence[str], file: str) -> CommandError:
    """Return the error that says that no heading is known as a column of some kind."""
    return CommandError(
        f"{file}: no column is known as the {what}; its columns are {_listed(headings)}",
        f"name it: {option} {headings[0] if headings and headings[0] else 1}",
    )


def _listed(headings: Iterable[str]) -> str:
    return ", ".join(f"“{heading}”" for heading in headings)


def bare_heading(heading: str) -> str:
    """Return a heading as it is compared: its letters and digits, without accents, in one case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", heading).casefold()))
