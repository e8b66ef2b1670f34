"""Exponential decay: the rate times `factor` after each epoch."""

from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name
from nnstep.schedules.schedule import COUNT_FROM, EPOCHS, FIRST, Rate

EXPONENTIAL = Rate(
    "exponential",
    value=FIRST * Name("factor") ** EPOCHS,
    declared=(
        Setting("factor", 0.95, "factor", POSITIVE, "what the rate is multiplied by after each epoch"),
        COUNT_FROM,
    ),
)
