import math


class Neuron:
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias
        self.inputs = None
        self.output = 0.0
        self.delta = 0.0

    def fire(self, inputs):
        self.inputs = inputs
        net = self.bias
        for w, value in zip(self.weights, inputs):
            net += w * value
        self.output = math.tanh(net)
        return self.output

    def slope(self):
        return 1.0 - self.output ** 2

    def learn(self, rate):
        for i in range(len(self.weights)):
            self.weights[i] -= rate * self.delta * self.inputs[i]
        self.bias -= rate * self.delta


class OutputNeuron(Neuron):
    def fire(self, inputs):
        super().fire(inputs)
        self.output = (1.0 + math.tanh(self.net() / 2)) / 2     # the sigmoid
        return self.output

    def net(self):
        return self.bias + sum(w * v for w, v in zip(self.weights, self.inputs))

    def slope(self):
        return self.output * (1.0 - self.output)


class Net:
    def __init__(self, *layers):
        self.layers = layers

    def run(self, values):
        for layer in self.layers:
            values = [neuron.fire(values) for neuron in layer]
        return values

    def back(self, targets):
        last = self.layers[-1]
        for neuron, target in zip(last, targets):
            neuron.delta = (neuron.output - target) * neuron.slope()
        for depth in reversed(range(len(self.layers) - 1)):
            following = self.layers[depth + 1]
            for index, neuron in enumerate(self.layers[depth]):
                error = sum(other.delta * other.weights[index] for other in following)
                neuron.delta = error * neuron.slope()

    def learn(self, rate):
        for layer in self.layers:
            for neuron in layer:
                neuron.learn(rate)


net = Net(
    [Neuron([0.4, -0.6, 0.2], 0.1), Neuron([0.1, 0.8, -0.3], 0.2), Neuron([-0.5, 0.7, 0.9], -0.1)],
    [Neuron([0.3, 0.5, -0.7], -0.2), Neuron([-0.2, 0.6, 0.4], 0.15), Neuron([0.8, -0.1, 0.35], 0.05)],
    [OutputNeuron([0.55, -0.45, 0.65], 0.3), OutputNeuron([-0.85, 0.25, 0.75], -0.35)],
)
for example, answer in [([0.5, -0.3, 0.8], [1, 0]), ([-0.7, 0.9, 0.2], [0, 1]), ([0.4, 0.6, -0.5], [1, 1])]:
    net.run(example)
    net.back(answer)
    net.learn(0.2)
for layer in net.layers:
    for neuron in layer:
        print(neuron.weights, neuron.bias)
