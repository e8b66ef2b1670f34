# even or odd? ten bits in, two outputs, written without numpy
from math import exp

NUMBERS = [0, 1, 6, 13, 22, 341, 700, 1023]

hidden_w = [
    [-0.52, 0.09, -0.26, 0.21, 0.25, -0.87, -0.97, 0.67, -0.48, -0.53],
    [0.99, -0.06, 0.67, -0.05, 0.28, -0.70, 0.27, 0.74, 0.05, 0.48],
    [0.34, -0.87, 0.52, 0.18, -0.40, -0.94, 0.73, -0.05, 0.44, 0.76],
]
hidden_b = [0.43, 0.84, -0.21]
out_w = [[0.60, -0.11, 0.87], [0.76, -0.81, -0.73]]
out_b = [-0.57, 0.93]
rate = 0.3


def bits(number):
    return [int(c) for c in format(number, "010b")]


def squash(z):
    return 1 / (1 + exp(-z))


def activate(weights, biases, values):
    result = []
    for j in range(len(weights)):
        total = biases[j]
        for i in range(len(values)):
            total += weights[j][i] * values[i]
        result.append(squash(total))
    return result


for number in NUMBERS:
    x = bits(number)
    target = [0, 1] if number % 2 == 0 else [1, 0]

    h = activate(hidden_w, hidden_b, x)
    o = activate(out_w, out_b, h)

    # deltas of the output neurons
    delta_o = []
    for k in range(2):
        delta_o.append(2 * (o[k] - target[k]) * o[k] * (1 - o[k]))

    # deltas of the hidden neurons
    delta_h = []
    for j in range(3):
        err = 0.0
        for k in range(2):
            err += out_w[k][j] * delta_o[k]
        delta_h.append(err * h[j] * (1 - h[j]))

    for k in range(2):
        for j in range(3):
            out_w[k][j] -= rate * delta_o[k] * h[j]
        out_b[k] -= rate * delta_o[k]
    for j in range(3):
        for i in range(10):
            hidden_w[j][i] -= rate * delta_h[j] * x[i]
        hidden_b[j] -= rate * delta_h[j]

print(hidden_w, hidden_b)
print(out_w, out_b)
