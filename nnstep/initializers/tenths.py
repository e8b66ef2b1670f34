"""Tenths from -0.9 to 0.9 without 0, all as likely: weights for work by hand where larger ones saturate."""

import numpy as np

from nnstep.initializers.initializer import Initializer

_TENTHS = np.array([*range(-9, 0), *range(1, 10)]) / 10

TENTHS = Initializer(
    "tenths",
    "tenths from -0.9 to 0.9 but 0, times `scale`",
    lambda random, neurons, inputs, scale: scale * random.choice(_TENTHS, (neurons, inputs)),
)
