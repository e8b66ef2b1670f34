import numpy as np

SEED = 2
inputs = np.array([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]])
targets = np.array([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]])

w1 = np.array([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
w2 = np.array([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
b1 = np.array([0.1, -0.2, 0.3])
b2 = np.array([-0.1, 0.2])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(2):
    order = np.random.default_rng([SEED, epoch]).permutation(len(inputs))
    shuffled_x = inputs[order]
    shuffled_t = targets[order]
    for first in (0, 2):
        x = shuffled_x[first:first + 2]
        t = shuffled_t[first:first + 2]
        a1 = sigmoid(x @ w1.T + b1)
        a2 = sigmoid(a1 @ w2.T + b2)
        d2 = (a2 - t) * a2 * (1 - a2)
        d1 = d2 @ w2 * a1 * (1 - a1)
        w2 -= 0.5 * d2.T @ a1 / 2
        b2 -= 0.5 * d2.mean(axis=0)
        w1 -= 0.5 * d1.T @ x / 2
        b1 -= 0.5 * d1.mean(axis=0)

print(w1.tolist(), b1.tolist())
print(w2.tolist(), b2.tolist())
