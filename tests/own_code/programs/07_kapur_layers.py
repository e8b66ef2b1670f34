import numpy as np


class Sigmoid:
    def fprop(self, z):
        self.out = 1 / (1 + np.exp(-z))
        return self.out

    def bprop(self, upstream):
        return upstream * self.out * (1 - self.out)


class FullyConnected:
    def __init__(self, W):
        self.W = np.array(W, dtype=float)

    def fprop(self, inputs):
        self.inputs = inputs
        return self.inputs @ self.W

    def bprop(self, upstream):
        self.dW = self.inputs.T @ upstream
        downstream = upstream @ self.W.T
        return downstream

    def update(self, alpha):
        self.W -= alpha * self.dW


# weights are written as W[from][to]
layers = [
    FullyConnected([[0.2, 0.1, -0.4], [-0.3, 0.5, 0.3], [0.4, -0.2, 0.6]]),
    Sigmoid(),
    FullyConnected([[0.3, -0.5, 0.6], [-0.1, 0.4, 0.2], [0.2, 0.1, -0.3]]),
    Sigmoid(),
    FullyConnected([[0.5], [-0.4], [0.7]]),
    Sigmoid(),
]

x = np.array([[1, 0.5, -1]])
a = np.array([[1.0]])

for i in range(3):
    out = x
    for layer in layers:
        out = layer.fprop(out)
    J = 0.5 * np.sum((out - a) ** 2)

    grad = out - a
    for layer in reversed(layers):
        grad = layer.bprop(grad)

    for layer in layers:
        if hasattr(layer, "update"):
            layer.update(0.5)

for layer in layers:
    if hasattr(layer, "W"):
        print(layer.W.tolist())
