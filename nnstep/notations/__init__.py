"""The notations: one file each, which symbols a text writes. Changes no number; knows no network and no program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnstep.expr.network_notation import Writing
from nnstep.expr.notation import Notation, Variant
from nnstep.plugins import collected

NOTATIONS = {notation.id: notation for notation in collected(__name__, __path__, Notation)}
"""Every notation by the name that a scenario gives it."""


def writings(
    first: str, sizes: Sequence[int], overrides: Mapping[str, str], variant: Variant | None = None
) -> tuple[Writing, ...]:
    """Return a network of these layer sizes, the input's first, in every notation, beginning with the one named.

    The `overrides`, templates by kind of quantity, are for that one alone.
    """
    own, *others = ordered(first)
    return (own.writing(sizes, overrides, variant), *(notation.writing(sizes, variant=variant) for notation in others))


def ordered(first: str) -> list[Notation]:
    """Return every notation, beginning with the one named."""
    ids = list(NOTATIONS)
    place = ids.index(first)
    return [NOTATIONS[id] for id in [*ids[place:], *ids[:place]]]
