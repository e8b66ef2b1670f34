import numpy as np


def unpack(p):
    """All parameters are one long vector: W1, b1, W2, b2."""
    W1 = p[0:9].reshape(3, 3)
    b1 = p[9:12]
    W2 = p[12:18].reshape(2, 3)
    b2 = p[18:20]
    return W1, b1, W2, b2


def cost_gradient(p, X, Y):
    W1, b1, W2, b2 = unpack(p)
    n = len(X)
    H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    O = 1 / (1 + np.exp(-(H @ W2.T + b2)))
    delta_o = (O - Y) * O * (1 - O)
    delta_h = (delta_o @ W2) * H * (1 - H)
    grad_W2 = delta_o.T @ H / n
    grad_W1 = delta_h.T @ X / n
    grad_b2 = delta_o.mean(0)
    grad_b1 = delta_h.mean(0)
    return np.concatenate([grad_W1.ravel(), grad_b1, grad_W2.ravel(), grad_b2])


X = np.array([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]])
Y = np.array([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]])
p = np.array([0.2, -0.4, 0.7, -0.5, 0.3, 0.1, 0.6, 0.9, -0.2,
              0.1, -0.2, 0.3,
              0.8, -0.3, 0.5, -0.6, 0.4, 0.7,
              -0.1, 0.2])
for k in range(3):
    p = p - 0.5 * cost_gradient(p, X, Y)
print(*(repr(float(v)) for v in p))
