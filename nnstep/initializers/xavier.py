"""Glorot's initialization, named Xavier's: uniform, with the variance 2 / (inputs + neurons).

Source: Glorot and Bengio (2010), equation 16.
"""

import numpy as np

from nnstep.initializers.initializer import Initializer

XAVIER = Initializer(
    "xavier",
    "uniform within `scale` times sqrt(6 / (inputs + neurons))",
    lambda random, neurons, inputs, scale: (
        scale * np.sqrt(6 / (inputs + neurons)) * random.uniform(-1, 1, (neurons, inputs))
    ),
)
