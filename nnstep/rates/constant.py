"""The same learning rate throughout."""

from nnstep.rates.rate import Rate

CONSTANT = Rate("constant", value=None)
