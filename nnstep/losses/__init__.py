"""The error functions, one file each, as data in the expression language."""

from __future__ import annotations

from nnstep.losses.loss import Loss
from nnstep.plugins import collected

LOSSES = {loss.id: loss for loss in collected(__name__, __path__, Loss)}
"""Every error function by the name that a scenario gives it."""


def loss_named(name: object) -> Loss | None:
    """Return the error function of this name, or None where there is none, whatever `name` is."""
    return LOSSES.get(name) if isinstance(name, str) else None
