import numpy as np


def f(x):
    return 1 / (1 + np.exp(-x))


def df(x):
    return f(x) * (1 - f(x))


class NeuralNetwork:
    """Two layers, samples are columns."""

    def __init__(self, lr):
        self.lr = lr
        self.W1 = np.array([[0.2, 0.3, 0.4], [-0.2, 0.1, 0.2], [0.3, -0.5, 0.1], [0.2, 0.3, -0.4]])
        self.b1 = np.array([0.4, 0.1, -0.1, 0.2]).reshape(-1, 1)
        self.W2 = np.array([[0.3, -0.1, 0.1, 0.2], [0.1, 0.4, -0.2, 0.2]])
        self.b2 = np.array([0.2, -0.3]).reshape(-1, 1)

    def forward(self, x):
        self.x = x
        self.h_in = self.W1 @ x + self.b1
        self.h = f(self.h_in)
        self.o_in = self.W2 @ self.h + self.b2
        self.o = f(self.o_in)
        return self.o

    def backward(self, t):
        n = t.shape[1]
        d_o = (self.o - t) * df(self.o_in)
        d_h = (self.W2.T @ d_o) * df(self.h_in)
        self.gW2 = d_o @ self.h.T / n
        self.gb2 = d_o.sum(axis=1, keepdims=True) / n
        self.gW1 = d_h @ self.x.T / n
        self.gb1 = d_h.sum(axis=1, keepdims=True) / n

    def step(self):
        self.W2 -= self.lr * self.gW2
        self.b2 -= self.lr * self.gb2
        self.W1 -= self.lr * self.gW1
        self.b1 -= self.lr * self.gb1


X = np.array([[0.2, 0.1, 0.3], [0.9, 0.4, 0.1], [0.5, 0.8, 0.7]]).T
T = np.array([[0, 1], [1, 0], [0, 1]]).T

net = NeuralNetwork(lr=0.1)
for epoch in range(4):
    net.forward(X)
    net.backward(T)
    net.step()

for p in (net.W1, net.b1, net.W2, net.b2):
    print(p.tolist())
