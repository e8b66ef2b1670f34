from math import tanh

# a tiny network as closures over plain lists: each layer returns its output and a function that goes back


def dense(weights, biases, inputs):
    output = [sum(w * i for w, i in zip(row, inputs)) + b for row, b in zip(weights, biases)]

    def backward(upstream, grad_w, grad_b):
        for j, u in enumerate(upstream):
            grad_b[j] += u
            for i, value in enumerate(inputs):
                grad_w[j][i] += u * value
        return [sum(weights[j][i] * upstream[j] for j in range(len(upstream))) for i in range(len(inputs))]

    return output, backward


def squash(inputs):
    output = [tanh(v) for v in inputs]

    def backward(upstream):
        return [u * (1 - o * o) for u, o in zip(upstream, output)]

    return output, backward


def train(w1, b1, w2, b2, samples, lr):
    gw1, gb1 = [[0.0] * 2 for _ in w1], [0.0] * len(b1)
    gw2, gb2 = [[0.0] * 3 for _ in w2], [0.0] * len(b2)
    for x, target in samples:
        pre, back_dense1 = dense(w1, b1, x)
        hidden, back_tanh = squash(pre)
        out, back_dense2 = dense(w2, b2, hidden)
        delta_out = [o - t for o, t in zip(out, target)]
        upstream = back_dense2(delta_out, gw2, gb2)
        delta_hidden = back_tanh(upstream)
        back_dense1(delta_hidden, gw1, gb1)
    step = lambda p, g: [a - lr * b for a, b in zip(p, g)]
    return [step(p, g) for p, g in zip(w1, gw1)], step(b1, gb1), [step(p, g) for p, g in zip(w2, gw2)], step(b2, gb2)


samples = [([0.5, -1.0], [0.3]), ([1.5, 0.5], [1.2]), ([-0.5, 2.0], [-0.7]), ([1.0, 1.0], [0.9])]
w1, b1 = [[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1]], [0.1, 0.0, -0.2]
w2, b2 = [[0.7, -0.4, 0.2]], [0.05]
for epoch in range(2):
    w1, b1, w2, b2 = train(w1, b1, w2, b2, samples, 0.05)
print(w1, b1, w2, b2)
