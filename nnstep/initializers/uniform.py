"""Uniformly distributed weights, from -`scale` to `scale`."""

from nnstep.initializers.initializer import Initializer

UNIFORM = Initializer(
    "uniform",
    "uniform from -`scale` to `scale`",
    lambda random, neurons, inputs, scale: scale * random.uniform(-1, 1, (neurons, inputs)),
)
