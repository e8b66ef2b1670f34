"""Exponential decay: the rate times `factor` after each epoch."""

from nnstep.expr.tree import Name
from nnstep.schedules.schedule import EPOCHS, FIRST, Rate

EXPONENTIAL = Rate("exponential", value=FIRST * Name("factor") ** EPOCHS, settings={"factor": 0.95})
