"""The perceptron rule: W := W + lr (y - a) x^T, without a derivative of the activation.

Source: Rosenblatt, The Perceptron (1958); in the form of Minsky and Papert (1969).
"""

from nnstep.optimizers.optimizer import LR, G, Optimizer, W

PERCEPTRON = Optimizer("perceptron", lines=((None, W - LR * G),), output_delta="difference")
