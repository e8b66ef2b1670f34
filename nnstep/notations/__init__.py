"""The notations: one file each, which symbols a text writes. Changes no number; knows no network and no program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.catalogue import collected
from nnstep.notations.notation import Notation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nnstep.notations.writing import Writing

NOTATIONS = {notation.id: notation for notation in collected(__name__, __path__, Notation)}
"""Every notation by the name that a scenario gives it."""


def writings(first: str, sizes: Sequence[int], overrides: Mapping[str, str]) -> tuple[Writing, ...]:
    """Return a network of these layer sizes, the input's first, in every notation, beginning with the one named.

    The `overrides`, templates by kind of quantity, are for that one alone.
    """
    ids = list(NOTATIONS)
    place = ids.index(first)
    others = [*ids[place + 1 :], *ids[:place]]
    return (NOTATIONS[first].writing(sizes, overrides), *(NOTATIONS[id].writing(sizes) for id in others))
