"""Spellings of one name, and names of two people."""

from __future__ import annotations

import pytest

from nnstep.classroom.roster.person_names import name_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Meyer", "Meyer, Anna"),
        ("Anna Meyer", "meyeranna"),
        ("Anna Lena von der Heide", "von der Heide, Anna Lena"),
        ("Anna Lena von der Heide", "vonderheideannalena"),
        ("Jürgen Müller", "mullerjurgen"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("José Núñez", "Nunez José"),
        ("Sean O'Neill", "oneillsean"),
        ("Großmann Kim", "Kim Grossmann"),
        ("Ann-Kathrin Li", "liannkathrin"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert name_keys(one) & name_keys(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna Meyer", "Anna Meier"), ("Anna Meyer", "Anna"), ("Anna", ""), ("", "")]
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert not name_keys(one) & name_keys(other)
