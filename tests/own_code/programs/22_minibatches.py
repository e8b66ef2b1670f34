import numpy as np

X = np.array([[0.1, 0.9, 0.4], [0.7, 0.2, 0.5], [0.3, 0.6, 0.8], [0.9, 0.1, 0.2], [0.4, 0.5, 0.6]])
T = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 0]])

def logistic(t):
    return 1.0 / (1.0 + np.exp(-t))

def batches(X, T, size):
    for start in range(0, len(X), size):
        yield X[start:start + size], T[start:start + size]

class MLP:
    def __init__(self):
        self.w1 = np.array([[0.4, 0.3, -0.7], [-0.2, 0.5, 0.2], [0.1, -0.6, 0.8]])
        self.c1 = np.array([0.05, -0.15, 0.25])
        self.w2 = np.array([[0.6, 0.2], [-0.5, 0.3], [0.4, -0.9]])
        self.c2 = np.array([0.35, -0.45])

    def fit_batch(self, x, t, lr):
        # forward
        h = logistic(x @ self.w1 + self.c1)
        o = logistic(h @ self.w2 + self.c2)
        # squared error
        do = 2 * (o - t) * o * (1 - o)
        dh = do @ self.w2.T * h * (1 - h)
        k = len(x)
        # average gradient of the batch
        self.w2 -= lr / k * (h.T @ do)
        self.c2 -= lr / k * do.sum(axis=0)
        self.w1 -= lr / k * (x.T @ dh)
        self.c1 -= lr / k * dh.sum(axis=0)
        return np.sum((o - t) ** 2) / k

net = MLP()
for xb, tb in batches(X, T, 2):
    print("batch error:", net.fit_batch(xb, tb, lr=0.3))
print(net.w1.tolist(), net.c1.tolist(), net.w2.tolist(), net.c2.tolist())
