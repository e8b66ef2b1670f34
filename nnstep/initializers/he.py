"""He's initialization, for ReLU: normal with the variance 2 / inputs. Source: He, Zhang, Ren and Sun (2015), eq. 10."""

import numpy as np

from nnstep.initializers.initializer import Initializer

HE = Initializer(
    "he",
    "normal, with the standard deviation `scale` times sqrt(2 / inputs)",
    lambda random, neurons, inputs, scale: scale * np.sqrt(2 / inputs) * random.standard_normal((neurons, inputs)),
)
