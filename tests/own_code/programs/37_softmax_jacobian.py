import numpy as np

inputs = [[1, 2], [2, 1], [-1, -2], [-2, 0], [2, -2], [1, -1]]
classes = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]
W = np.array([[0.1, 0.2], [-0.1, 0.1], [0.2, -0.1]])
b = np.zeros((3, 1))
lr = 0.5

for epoch in range(2):
    sum_W = np.zeros_like(W)
    sum_b = np.zeros_like(b)
    for x, y in zip(inputs, classes):
        x = np.array(x).reshape(2, 1)
        y = np.array(y).reshape(3, 1)
        z = W @ x + b
        e = np.exp(z)
        a = e / e.sum()
        dE_da = -y / a
        # the whole Jacobian of softmax
        J = np.diag(a.ravel()) - a @ a.T
        dE_dz = J.T @ dE_da
        sum_W += dE_dz @ x.T
        sum_b += dE_dz
    W = W - lr * sum_W / len(inputs)
    b = b - lr * sum_b / len(inputs)

print("W", W.tolist())
print("b", b.tolist())
