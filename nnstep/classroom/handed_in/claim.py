"""Whose a file is, as far as its name in a platform's export says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Owner:
    """A person as a platform names them; what it does not say is empty."""

    name: str = ""
    ids: tuple[str, ...] = ()
    """What the university calls them: a number, a user name, an address."""
    number: str = ""
    """What the platform alone calls them: the number of a participant or a user."""

    @property
    def label(self) -> str:
        """What they are called where nothing else is known: the first of their ids, their name or their number."""
        return next(filter(None, (*self.ids, self.name, self.number)), "")


@dataclass(frozen=True, slots=True)
class OwnerClaim:
    """What a platform says of one file."""

    owners: tuple[Owner, ...]
    """Several where a group handed in together."""
    version: int = 0
    """The higher one is the later one, where the platform counts."""
    is_late: bool = False
    returned_as: str = ""
    """What the name of a file begins with that the platform hands back to its owner; empty where that is free."""


Texts: TypeAlias = Mapping[PurePosixPath, str]
OwnerClaims: TypeAlias = Mapping[PurePosixPath, OwnerClaim]
Recognizer: TypeAlias = Callable[[Sequence[PurePosixPath], Texts], OwnerClaims]
"""Takes the paths below the folder, and the texts of the files that describe the others; returns what it knows."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One learning platform's way of naming what students hand in."""

    name: str
    recognize: Recognizer
    describing: frozenset[str] = frozenset()
    """Names of files that say whose the others are."""
    rank: int = 0
    """Those with a lower one are asked first."""
