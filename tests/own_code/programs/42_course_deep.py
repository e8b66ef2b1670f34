import numpy as np


def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    return Z, (A, W, b)


def relu(Z):
    return np.maximum(0, Z), Z


def softmax(Z):
    t = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return t / np.sum(t, axis=0, keepdims=True), Z


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


X = np.array([[1.0, 2.0, -1.5, 0.5, -1.0], [2.0, -1.0, 0.5, 1.5, -2.0]])
Y = np.array([[1, 0, 0, 1, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 1]])
params = {
    "W1": np.array([[0.5, 0.2], [-0.4, 0.6], [0.3, -0.7], [-0.2, -0.5]]),
    "b1": np.array([[0.1], [0.05], [-0.1], [0.2]]),
    "W2": np.array([[0.3, -0.2, 0.5, 0.1], [-0.1, 0.4, 0.2, -0.3], [0.2, 0.1, -0.4, 0.6]]),
    "b2": np.array([[0.0], [0.1], [-0.1]]),
}

for it in range(3):
    Z1, cache1 = linear_forward(X, params["W1"], params["b1"])
    A1, act1 = relu(Z1)
    Z2, cache2 = linear_forward(A1, params["W2"], params["b2"])
    AL, act2 = softmax(Z2)
    cost = -np.sum(Y * np.log(AL)) / Y.shape[1]

    grads = {}
    dZ2 = AL - Y
    dA1, grads["dW2"], grads["db2"] = linear_backward(dZ2, cache2)
    dZ1 = relu_backward(dA1, act1)
    _, grads["dW1"], grads["db1"] = linear_backward(dZ1, cache1)
    for l in ("1", "2"):
        params["W" + l] = params["W" + l] - 0.1 * grads["dW" + l]
        params["b" + l] = params["b" + l] - 0.1 * grads["db" + l]

print("cost", cost)
print({k: v.tolist() for k, v in params.items()})
