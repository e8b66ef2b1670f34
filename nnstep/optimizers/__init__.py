"""The optimizers, one file each, as data in the expression language."""

from __future__ import annotations

from nnstep.optimizers.optimizer import Optimizer
from nnstep.plugins import collected

OPTIMIZERS = {optimizer.id: optimizer for optimizer in collected(__name__, __path__, Optimizer)}
"""Every optimizer by the name that a scenario gives it."""
OPTIMIZER_SETTINGS = {setting.id: setting for row in OPTIMIZERS.values() for setting in row.declared}
"""Every setting of an optimizer, by id."""
