import numpy as np


def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s


def initialize_parameters():
    parameters = {}
    parameters["W1"] = np.array([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
    parameters["b1"] = np.array([[0.1], [-0.2], [0.3]])
    parameters["W2"] = np.array([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
    parameters["b2"] = np.array([[-0.1], [0.2]])
    return parameters


def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = sigmoid(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    return A2, cache


def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    A2 = cache["A2"]
    dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(parameters["W2"].T, dZ2) * A1 * (1 - A1)
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate=0.5):
    for key in parameters:
        parameters[key] = parameters[key] - learning_rate * grads["d" + key]
    return parameters


X = np.array([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]]).T
Y = np.array([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]]).T

parameters = initialize_parameters()
for i in range(3):
    A2, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y)
    parameters = update_parameters(parameters, grads)

for name, value in parameters.items():
    print(name, value.tolist())
