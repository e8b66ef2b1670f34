# xor with a tanh hidden layer
import numpy as np

data = np.array([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
])
X = data[:, :2]
y = data[:, 2:]

W_in = np.array([[0.9, -0.6], [-0.7, 0.8]])     # inputs x hidden
b_in = np.array([[0.1, -0.1]])
W_out = np.array([[0.7], [0.6]])                # hidden x 1
b_out = np.array([[-0.1]])
lr = 1.0
n = X.shape[0]

for epoch in range(5):
    hid = np.tanh(X @ W_in + b_in)
    logit = hid @ W_out + b_out
    p = 1 / (1 + np.exp(-logit))
    bce = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    # dE/dlogit is simply p - y
    d_logit = (p - y) / n
    d_W_out = hid.T @ d_logit
    d_b_out = d_logit.sum(axis=0, keepdims=True)
    d_hid = d_logit @ W_out.T
    d_pre = d_hid * (1 - hid ** 2)
    d_W_in = X.T @ d_pre
    d_b_in = d_pre.sum(axis=0, keepdims=True)

    W_out -= lr * d_W_out
    b_out -= lr * d_b_out
    W_in -= lr * d_W_in
    b_in -= lr * d_b_in

print("bce", bce)
for array in [W_in, b_in, W_out, b_out]:
    print(array.tolist())
