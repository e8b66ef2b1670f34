# The layers of Kapur's text, in rows, one sample at a time. Completed from what the text says:
# - __init__ keeps weights that are given here; the text draws them with np.random.randn(size_in, size_out)
# - forward keeps its argument as self.in_act, which backward reads
# - backward calls its argument out_grad, as the text's outline does; the line in the text reads `grad`
# - cost_wrt_weights is the chain rule, "derivative of the output w.r.t. the weights times the cost w.r.t. the output"
# - the loop over the layers is the one that the text describes in words; dJ is that of J = 1/2 (p - a)^2
import numpy as np


class ReLULayer(object):
    def __init__(self, weights):
        self.W = np.array(weights)

    def forward(self, in_act):
        self.in_act = in_act

        # Compute weighted sum for each neuron
        self.out_act = np.dot(self.in_act, self.W)

        # Activation function (any sum < 0 is capped at 0)
        self.out_act[self.out_act < 0] = 0

        return self.out_act

    def backward(self, out_grad):
        output_wrt_weights = np.ones(self.W.shape) * self.in_act[:, None]
        output_wrt_weights[:, self.out_act < 0] = 0

        cost_wrt_output = np.sum(np.atleast_2d(out_grad), axis=1)

        cost_wrt_weights = output_wrt_weights * cost_wrt_output
        self.dW = cost_wrt_weights

        output_wrt_inputs = self.W
        output_wrt_inputs[:, self.out_act < 0] = 0

        cost_wrt_inputs = cost_wrt_output * output_wrt_inputs

        return cost_wrt_inputs

    def update(self, alpha):
        self.W = self.W - self.dW * alpha


layers = [
    ReLULayer([[0.2, 0.1, 0.4], [-0.3, -0.5, 0.3], [-0.4, 0.2, -0.6]]),
    ReLULayer([[0.3, 0.5, 0.6], [-0.1, 0.4, 0.2], [0.2, 0.1, 0.3]]),
    ReLULayer([[0.5], [0.4], [0.7]]),
]
samples = [
    (np.array([1, 0.5, -1]), np.array([2.0])),
    (np.array([0, -1.0, 1]), np.array([1.0])),
]

for epoch in range(3):
    for x, a in samples:
        act = x
        for layer in layers:
            act = layer.forward(act)
        grad = act - a
        for layer in reversed(layers):
            grad = layer.backward(grad)
        for layer in layers:
            layer.update(0.05)

for layer in layers:
    print(layer.W.tolist())
