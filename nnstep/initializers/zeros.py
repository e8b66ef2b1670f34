"""All weights 0, which shows why one does not do that."""

import numpy as np

from nnstep.initializers.initializer import Initializer

ZEROS = Initializer(
    "zeros",
    "all 0",
    lambda random, neurons, inputs, scale: np.zeros((neurons, inputs)),  # noqa: ARG005
)
