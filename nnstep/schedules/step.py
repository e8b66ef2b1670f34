"""Steps: the rate times `factor` after each `every` epochs."""

from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name, call
from nnstep.schedules.schedule import COUNT_FROM, EPOCHS, FIRST, Rate

STEP = Rate(
    "step",
    value=FIRST * Name("factor") ** call("floor", EPOCHS / Name("every")),
    declared=(
        Setting("factor", 0.5, "factor", POSITIVE, "what the rate is multiplied by at each step down"),
        Setting("every", 10.0, "every", POSITIVE, "how many epochs pass between two steps down"),
        COUNT_FROM,
    ),
)
