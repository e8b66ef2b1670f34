from typing import NamedTuple

import numpy as np


class Params(NamedTuple):
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def grad(params, x, t):
    hidden = sigmoid(x @ params.W1 + params.b1)
    output = sigmoid(hidden @ params.W2 + params.b2)
    batch = x.shape[0]
    dnet2 = (output - t) * output * (1 - output)
    dnet1 = dnet2 @ params.W2.T * hidden * (1 - hidden)
    return Params(
        W1=np.tensordot(x, dnet1, axes=(0, 0)) / batch,
        b1=np.mean(dnet1, axis=0),
        W2=np.tensordot(hidden, dnet2, axes=(0, 0)) / batch,
        b2=np.mean(dnet2, axis=0),
    )


def sgd(params, gradient, lr):
    return Params(*(p - lr * g for p, g in zip(params, gradient)))


params = Params(
    W1=np.array([[0.2, -0.2, 0.3, 0.2], [0.3, 0.1, -0.5, 0.3], [0.4, 0.2, 0.1, -0.4]]),
    b1=np.array([0.4, 0.1, -0.1, 0.2]),
    W2=np.array([[0.3, 0.1], [-0.1, 0.4], [0.1, -0.2], [0.2, 0.2]]),
    b2=np.array([0.2, -0.3]),
)
x = np.array([[0.2, 0.1, 0.3], [0.9, 0.4, 0.1], [0.5, 0.8, 0.7]])
t = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
for _ in range(5):
    g = grad(params, x, t)
    params = sgd(params, g, 0.1)
for name, value in params._asdict().items():
    print(f"{name}:", value.tolist())
