import numpy as np

tanh_pair = (np.tanh, lambda y: 1 - y ** 2)
sigmoid_pair = (lambda z: 1 / (1 + np.exp(-z)), lambda y: y * (1 - y))

network = [
    [np.array([[0.4, -0.6, 0.2], [0.1, 0.8, -0.3], [-0.5, 0.7, 0.9]]), np.array([0.1, 0.2, -0.1]), tanh_pair],
    [np.array([[0.3, 0.5, -0.7], [-0.2, 0.6, 0.4], [0.8, -0.1, 0.35]]), np.array([-0.2, 0.15, 0.05]), tanh_pair],
    [np.array([[0.55, -0.45, 0.65], [-0.85, 0.25, 0.75]]), np.array([0.3, -0.35]), sigmoid_pair],
]


def learn(depth, signal, wanted, speed):
    """Go forward to the end, return the error for the layer below, and update on the way back."""
    if depth == len(network):
        return signal - wanted
    W, b, (function, slope) = network[depth]
    out = function(W @ signal + b)
    error = learn(depth + 1, out, wanted, speed)
    delta = error * slope(out)
    error_below = W.T @ delta
    network[depth][0] = W - speed * np.outer(delta, signal)
    network[depth][1] = b - speed * delta
    return error_below


learn(0, np.array([0.5, -0.3, 0.8]), np.array([1, 0]), 0.2)
learn(0, np.array([-0.7, 0.9, 0.2]), np.array([0, 1]), 0.2)
learn(0, np.array([0.4, 0.6, -0.5]), np.array([1, 1]), 0.2)

for W, b, _ in network:
    print(W.tolist(), b.tolist())
