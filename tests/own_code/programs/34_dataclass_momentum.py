from dataclasses import dataclass, field

import numpy as np


@dataclass
class Layer:
    W: np.ndarray
    b: np.ndarray
    vW: np.ndarray = field(init=False)
    vb: np.ndarray = field(init=False)

    def __post_init__(self):
        self.vW = np.zeros(self.W.shape)
        self.vb = np.zeros(self.b.shape)

    def output(self, x):
        return 1 / (1 + np.exp(-(self.W @ x + self.b)))

    def adjust(self, gW, gb, lr, momentum):
        self.vW = momentum * self.vW - lr * gW
        self.vb = momentum * self.vb - lr * gb
        self.W = self.W + self.vW
        self.b = self.b + self.vb


first = Layer(np.array([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]]), np.array([[0.1], [-0.2], [0.3]]))
second = Layer(np.array([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]]), np.array([[-0.1], [0.2]]))
x = np.array([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]]).T
y = np.array([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]]).T
samples = x.shape[1]

for step in range(3):
    h = first.output(x)
    p = second.output(h)
    # cross entropy: the derivative of the sigmoid cancels
    d2 = p - y
    d1 = second.W.T @ d2 * h * (1 - h)
    second.adjust(d2 @ h.T / samples, d2.sum(1, keepdims=True) / samples, lr=0.5, momentum=0.8)
    first.adjust(d1 @ x.T / samples, d1.sum(1, keepdims=True) / samples, lr=0.5, momentum=0.8)

for layer in first, second:
    print(layer.W.tolist(), layer.b.tolist())
