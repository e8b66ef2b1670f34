"""Steps: the rate times `factor` after each `every` epochs."""

from nnstep.expr.tree import Name, call
from nnstep.schedules.schedule import EPOCHS, FIRST, Rate

STEP = Rate(
    "step",
    value=FIRST * Name("factor") ** call("floor", EPOCHS / Name("every")),
    settings={"factor": 0.5, "every": 10.0},
)
