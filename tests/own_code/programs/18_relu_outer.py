import numpy as np
from numpy import outer

# three layers of relu neurons, one regression sample
W1 = np.array([[0.2, -0.3, -0.4], [0.1, -0.5, 0.2], [0.4, 0.3, -0.6]])
W2 = np.array([[0.3, -0.1, 0.2], [0.5, 0.4, 0.1], [0.6, 0.2, 0.3]])
W3 = np.array([[0.5, 0.4, 0.7]])
x = np.array([1, 0.5, -1])
target = np.array([2])
rate = 0.05


def relu(v): return v * (v > 0)
def relu_grad(v): return (v > 0).astype(float)


for t in range(4):
    s1 = W1 @ x; y = relu(s1)
    s2 = W2 @ y; z = relu(s2)
    s3 = W3 @ z; p = relu(s3)
    e3 = (p - target) * relu_grad(s3)
    e2 = (e3 @ W3) * relu_grad(s2)
    e1 = (e2 @ W2) * relu_grad(s1)
    W3 -= rate * outer(e3, z)
    W2 -= rate * outer(e2, y)
    W1 -= rate * outer(e1, x)

print(W1.tolist(), W2.tolist(), W3.tolist(), sep="\n")
