import numpy as np


class Linear:
    def __init__(self, weight, bias):
        self.weight = np.asarray(weight)
        self.bias = np.asarray(bias)

    def forward(self, inp):
        self.inp = inp
        return inp @ self.weight.T + self.bias

    def backward(self, grad_out):
        self.grad_weight = np.outer(grad_out, self.inp)
        self.grad_bias = grad_out.copy()
        return grad_out @ self.weight

    def parameters(self):
        return [(self.weight, self.grad_weight), (self.bias, self.grad_bias)]


class Tanh:
    def forward(self, inp):
        self.y = np.tanh(inp)
        return self.y

    def backward(self, grad_out):
        return grad_out * (1 - self.y * self.y)

    def parameters(self):
        return []


class Sigmoid(Tanh):
    def forward(self, inp):
        self.y = 1 / (1 + np.exp(-inp))
        return self.y

    def backward(self, grad_out):
        return grad_out * self.y * (1 - self.y)


model = [
    Linear([[0.4, -0.6, 0.2], [0.1, 0.8, -0.3], [-0.5, 0.7, 0.9]], [0.1, 0.2, -0.1]), Tanh(),
    Linear([[0.3, 0.5, -0.7], [-0.2, 0.6, 0.4], [0.8, -0.1, 0.35]], [-0.2, 0.15, 0.05]), Tanh(),
    Linear([[0.55, -0.45, 0.65], [-0.85, 0.25, 0.75]], [0.3, -0.35]), Sigmoid(),
]
dataset = [([0.5, -0.3, 0.8], [1, 0]), ([-0.7, 0.9, 0.2], [0, 1]), ([0.4, 0.6, -0.5], [1, 1])]

for features, label in dataset:
    signal = np.array(features)
    for module in model:
        signal = module.forward(signal)
    grad = signal - np.array(label)
    for module in model[::-1]:
        grad = module.backward(grad)
    for module in model:
        for param, param_grad in module.parameters():
            param -= 0.2 * param_grad

for module in model[::2]:
    print(module.weight.tolist(), module.bias.tolist())
