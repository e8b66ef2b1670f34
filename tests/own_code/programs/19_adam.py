import numpy as np


class Adam:
    def __init__(self, params, lr=0.05, b1=0.9, b2=0.999, eps=1e-8):
        self.params, self.lr, self.b1, self.b2, self.eps = params, lr, b1, b2, eps
        self.m = {k: np.zeros_like(v) for k, v in params.items()}
        self.v = {k: np.zeros_like(v) for k, v in params.items()}
        self.t = 0

    def step(self, grads):
        self.t += 1
        for k in self.params:
            g = grads[k]
            self.m[k] = self.b1 * self.m[k] + (1 - self.b1) * g
            self.v[k] = self.b2 * self.v[k] + (1 - self.b2) * g ** 2
            m_hat = self.m[k] / (1 - self.b1 ** self.t)
            v_hat = self.v[k] / (1 - self.b2 ** self.t)
            self.params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def gradients(P, X, Y):
    N = X.shape[0]
    hidden = np.tanh(X @ P["W1"].T + P["b1"])
    pred = hidden @ P["W2"].T + P["b2"]
    g_pred = (pred - Y) / N
    g_hidden = g_pred @ P["W2"]
    g_pre = g_hidden * (1 - hidden ** 2)
    return {
        "W2": g_pred.T @ hidden,
        "b2": g_pred.sum(0),
        "W1": g_pre.T @ X,
        "b1": g_pre.sum(0),
    }


X = np.array([[0.5, -1.0], [1.5, 0.5], [-0.5, 2.0], [1.0, 1.0]])
Y = np.array([[0.3], [1.2], [-0.7], [0.9]])
P = {
    "W1": np.array([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1]]),
    "b1": np.array([0.1, 0.0, -0.2]),
    "W2": np.array([[0.7, -0.4, 0.2]]),
    "b2": np.array([0.05]),
}
optimizer = Adam(P)
for step in range(3):
    grads = gradients(P, X, Y)
    optimizer.step(grads)
for k, v in P.items():
    print(k, v.tolist())
