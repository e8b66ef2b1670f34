"""The error functions: one file each, data in the expression language. Knows no network."""

from __future__ import annotations

from nnstep.catalogue import collected
from nnstep.losses.loss import Loss

LOSSES = {loss.id: loss for loss in collected(__name__, __path__, Loss)}
"""Every error function by the name that a scenario gives it."""
