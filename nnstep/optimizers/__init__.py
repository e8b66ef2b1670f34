"""The optimizers, one file each, as data in the expression language."""

from __future__ import annotations

from nnstep.expr.setting import Setting
from nnstep.optimizers.optimizer import Optimizer
from nnstep.plugins import collected

OPTIMIZERS = {optimizer.id: optimizer for optimizer in collected(__name__, __path__, Optimizer)}
"""Every optimizer by the name that a scenario gives it."""
OPTIMIZER_SETTINGS = {one.id: one for row in OPTIMIZERS.values() for one in row.declared if isinstance(one, Setting)}
"""Every constant of an optimizer, by id."""
