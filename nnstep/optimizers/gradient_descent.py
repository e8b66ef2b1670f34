"""Gradient descent: W - lr dW."""

from nnstep.optimizers.optimizer import LR, G, Optimizer, W

GRADIENT_DESCENT = Optimizer("gradient-descent", lines=((None, W - LR * G),))
