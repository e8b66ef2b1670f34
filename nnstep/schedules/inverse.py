"""Inverse decay, 1/t: the first rate over 1 + decay times the epochs done."""

from nnstep.expr.setting import NOT_NEGATIVE, Setting
from nnstep.expr.tree import Name
from nnstep.schedules.schedule import COUNT_FROM, EPOCHS, FIRST, Rate

INVERSE = Rate(
    "1/t",
    value=FIRST / (1 + Name("decay") * EPOCHS),
    declared=(
        Setting("decay", 0.1, "decay", NOT_NEGATIVE, "how fast the rate falls: the rate is lr / (1 + decay t)"),
        COUNT_FROM,
    ),
)
