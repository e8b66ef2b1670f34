"""Normally distributed weights: mean 0, standard deviation `scale`."""

from nnstep.initializers.initializer import Initializer

NORMAL = Initializer(
    "normal",
    "normal, with the standard deviation `scale`",
    lambda random, neurons, inputs, scale: scale * random.standard_normal((neurons, inputs)),
)
