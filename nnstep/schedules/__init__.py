"""The schedules of the learning rate, one file each, as data in the expression language."""

from __future__ import annotations

from nnstep.expr.setting import Setting
from nnstep.plugins import collected
from nnstep.schedules.schedule import Rate

RATES = {rate.id: rate for rate in collected(__name__, __path__, Rate)}
"""Every schedule of the learning rate by the name that a scenario gives it."""
SCHEDULE_SETTINGS = {one.id: one for row in RATES.values() for one in row.declared if isinstance(one, Setting)}
"""Every constant of a schedule, by id."""
