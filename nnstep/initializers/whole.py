"""Whole numbers from -3 to 3 without 0, all as likely: weights for work by hand."""

import numpy as np

from nnstep.initializers.initializer import Initializer

WHOLE = Initializer(
    "whole",
    "whole numbers from -3 to 3 but 0, times `scale`",
    lambda random, neurons, inputs, scale: scale * random.choice(np.array([-3, -2, -1, 1, 2, 3]), (neurons, inputs)),
)
