"""The notations, one file each: the symbols that a text writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nnstep.expr.network_notation import Writing
from nnstep.expr.notation import Notation, NotationVariant, TrainingSymbols
from nnstep.optimizers import OPTIMIZER_SETTINGS, OPTIMIZERS
from nnstep.optimizers.penalty import L1, L2
from nnstep.plugins import collected
from nnstep.schedules import SCHEDULE_SETTINGS

_TRAINING = TrainingSymbols(
    {setting.id: setting.symbol for setting in (*OPTIMIZER_SETTINGS.values(), *SCHEDULE_SETTINGS.values(), L2, L1)},
    {own.id: own.symbol for optimizer in OPTIMIZERS.values() for own in optimizer.accumulators},
)
NOTATIONS = {found.id: replace(found, training=_TRAINING) for found in collected(__name__, __path__, Notation)}
"""Every notation by the name that a scenario gives it."""


def writings(
    first: str, sizes: Sequence[int], overrides: Mapping[str, str], variant: NotationVariant | None = None
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
