import numpy as np

f32 = np.float32
x = np.array([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]], dtype=f32)
y_true = np.array([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]], dtype=f32)


class Dense:
    """y = sigmoid(x W + b), kernel is (inputs, units)"""

    def __init__(self, kernel, bias):
        self.kernel = np.array(kernel, dtype=f32).T
        self.bias = np.array(bias, dtype=f32)

    def __call__(self, x):
        self.x = x
        self.y = f32(1) / (f32(1) + np.exp(-(x @ self.kernel + self.bias)))
        return self.y

    def gradients(self, dy):
        dz = dy * self.y * (f32(1) - self.y)
        return self.x.T @ dz, dz.sum(axis=0), dz @ self.kernel.T


hidden = Dense([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]], [0.1, -0.2, 0.3])
output = Dense([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]], [-0.1, 0.2])
lr = f32(0.5)

for step in range(3):
    y_pred = output(hidden(x))
    dloss = (y_pred - y_true) / f32(4)
    dkernel2, dbias2, dhidden = output.gradients(dloss)
    dkernel1, dbias1, _ = hidden.gradients(dhidden)
    for layer, dk, db in [(hidden, dkernel1, dbias1), (output, dkernel2, dbias2)]:
        layer.kernel = layer.kernel - lr * dk
        layer.bias = layer.bias - lr * db

for layer in (hidden, output):
    print(layer.kernel.tolist(), layer.bias.tolist())
