# The Network class of Tashfeen's text. Completed from what the text says:
# - __init__, sigmoid and forward_pass are in the first part of the article, which is not at hand: z = W a + b and
#   a = sigmoid(z) are the text's equations; X, y, structure, epochs, bt_size and eta are the arguments that it names
# - an even number has the target [0, 1], an odd one [1, 0]: y is 1 for an even number
# - the products in backward_pass, whose names were lost: "eq 1 or 4" is a delta^T times a_prev, "eq 5" is delta W
# - the body of `if l == 1` was lost: the loop is done
# - dtype=np.object is dtype=object in the NumPy of today
# - weights are given here; the text draws them
import numpy as np


class Network:
    def __init__(self, X, y, structure, epochs, bt_size, eta, W, b):
        self.X, self.structure, self.L = X, structure, len(structure)
        self.y = np.eye(structure[-1])[y]
        self.epochs, self.bt_size, self.eta = epochs, bt_size, eta
        self.Wb = np.empty(shape=2, dtype=object)
        self.Wb[0], self.Wb[1] = self.objects(W), self.objects(b)
        self.W, self.b = self.Wb

    def objects(self, arrays):
        held = np.empty(shape=len(arrays), dtype=object)
        for i, array in enumerate(arrays):
            held[i] = np.array(array)
        return held

    def sigmoid(self, z, derivative=False):
        s = 1 / (1 + np.exp(-z))
        return s * (1 - s) if derivative else s

    def forward_pass(self, x, for_backprop=True):
        a, outputs, activations = x, [], [x]
        for W, b in zip(self.W, self.b):
            z = np.dot(W, a) + b
            a = self.sigmoid(z)
            outputs.append(z)
            activations.append(a)
        return (outputs, activations) if for_backprop else a

    def error(self, y, a):
        return np.sum(np.square(y - a))

    def batches(self):
        shuffle_ind = np.arange(len(self.X))
        shuffle_X, shuffle_y = self.X[shuffle_ind], self.y[shuffle_ind]
        i, num_batches = 0, int(len(shuffle_X) / self.bt_size)
        for i in range(num_batches - 1):
            l, u = i * self.bt_size, (i + 1) * self.bt_size
            mini_batch_X = shuffle_X[l:u]
            mini_batch_y = shuffle_y[l:u]
            yield zip(mini_batch_X, mini_batch_y)
        mini_batch_X = shuffle_X[(i + 1) * self.bt_size:]
        mini_batch_y = shuffle_y[(i + 1) * self.bt_size:]
        yield zip(mini_batch_X, mini_batch_y)

    def SGD(self, print_steps):  # Stochastic Gradient Descent
        step, step_error_sum = 0, 0
        for mini_batch in self.batches():
            gradient, step_error = self.average_gradient(mini_batch)
            step_error_sum += step_error
            self.Wb = self.Wb - (self.eta * gradient)
            self.W, self.b = self.Wb
            if print_steps:
                to_print = 'SGD step: {:>7}, Error: {:>3.5}'
                print(to_print.format(step, step_error))
            step += 1
        return step_error_sum / step

    def average_gradient(self, mini_batch):
        g_sum, error_sum = self.backpropagation(*next(mini_batch))
        for x, y in mini_batch:
            batch_gradient, error = self.backpropagation(x, y)
            error_sum += error
            g_sum += batch_gradient
        return g_sum / self.bt_size, error_sum / self.bt_size

    def backpropagation(self, x, y):
        outputs, activations = self.forward_pass(x)
        gradient = self.backward_pass(outputs, activations, y)
        return gradient, self.error(y, activations[-1])

    def backward_pass(self, outputs, activations, y):
        gradient_W = np.empty(shape=self.L - 1, dtype=object)
        gradient_b = np.empty(shape=self.L - 1, dtype=object)
        z, a = outputs[-1], activations[-1]  # z^L, a^L
        delta = -2 * (y - a) * self.sigmoid(z, derivative=True)  # delta^L eq 2
        delta = delta.reshape((1, len(delta)))
        for l in range(self.L - 1, 0, -1):
            a_prev = activations[l - 1]
            a_prev = a_prev.reshape((len(a_prev), 1)).T
            pC_w = np.dot(delta.T, a_prev)  # eq 1 or 4
            pC_b = delta.flatten()  # eq 3 or 6
            gradient_W[l - 1], gradient_b[l - 1] = pC_w, pC_b
            if l == 1:
                break
            z, a = outputs[l - 2], activations[l - 1]
            delta = np.dot(delta, self.W[l - 1]) * self.sigmoid(z, derivative=True)  # eq 5
        gradient = np.empty(shape=2, dtype=object)
        gradient[0], gradient[1] = gradient_W, gradient_b
        return gradient

    def tango(self, print_steps=False):  # train
        for epoch in range(self.epochs):
            error = self.SGD(print_steps)
            print('* Epoch: {:>4}, Error: {:>3.5}'.format(epoch, error))


numbers = [0, 1, 6, 13, 22, 341, 700, 1023, 5, 12]
X = np.array([list(map(int, '{0:010b}'.format(e))) for e in numbers])
y = np.array([int(e % 2 == 0) for e in numbers])

W = [
    [
        [-0.52, 0.09, -0.26, 0.21, 0.25, -0.87, -0.97, 0.67, -0.48, -0.53],
        [0.99, -0.06, 0.67, -0.05, 0.28, -0.70, 0.27, 0.74, 0.05, 0.48],
        [0.34, -0.87, 0.52, 0.18, -0.40, -0.94, 0.73, -0.05, 0.44, 0.76],
    ],
    [[0.60, -0.11, 0.87], [0.76, -0.81, -0.73]],
]
b = [[0.43, 0.84, -0.21], [-0.57, 0.93]]

net = Network(X[:8], y[:8], structure=[10, 3, 2], epochs=3, bt_size=2, eta=0.3, W=W, b=b)
net.tango()
