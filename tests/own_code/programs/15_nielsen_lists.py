import numpy as np


class Network(object):

    def __init__(self, weights, biases):
        self.num_layers = len(weights) + 1
        self.weights = [np.array(w) for w in weights]
        self.biases = [np.array(b).reshape(-1, 1) for b in biases]

    def SGD(self, training_data, eta):
        for x, y in training_data:
            nabla_b, nabla_w = self.backprop(x, y)
            self.weights = [w - eta * nw for w, nw in zip(self.weights, nabla_w)]
            self.biases = [b - eta * nb for b, nb in zip(self.biases, nabla_b)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # feedforward
        activation = x
        activations = [x]
        zs = []
        for i, (b, w) in enumerate(zip(self.biases, self.weights)):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z) if i == len(self.weights) - 1 else np.tanh(z)
            activations.append(activation)
        # backward pass
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, self.num_layers):
            z = zs[-l]
            tp = 1 - np.tanh(z) ** 2
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * tp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_b, nabla_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


net = Network(
    [[[0.4, -0.6, 0.2], [0.1, 0.8, -0.3], [-0.5, 0.7, 0.9]],
     [[0.3, 0.5, -0.7], [-0.2, 0.6, 0.4], [0.8, -0.1, 0.35]],
     [[0.55, -0.45, 0.65], [-0.85, 0.25, 0.75]]],
    [[0.1, 0.2, -0.1], [-0.2, 0.15, 0.05], [0.3, -0.35]])
inputs = [[0.5, -0.3, 0.8], [-0.7, 0.9, 0.2], [0.4, 0.6, -0.5]]
results = [[1, 0], [0, 1], [1, 1]]
data = [(np.array([x]).T, np.array([y]).T) for x, y in zip(inputs, results)]
net.SGD(data, 0.2)
for w, b in zip(net.weights, net.biases):
    print(w.tolist(), b.tolist())
