"""The same learning rate throughout."""

from nnstep.schedules.schedule import Rate

CONSTANT = Rate("constant", value=None)
