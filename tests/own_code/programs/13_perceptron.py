"""Perceptron learning AND. Plain Python."""

samples = [((1, 1), 1), ((1, 0), 0), ((0, 1), 0), ((0, 0), 0)]
w1 = 0.0
w2 = 0.0
theta = 0.0
eta = 0.5


def heaviside(z):
    if z > 0:
        return 1.0
    return 0.0


for epoch in range(2):
    errors = 0
    for (x1, x2), wanted in samples:
        z = w1 * x1 + w2 * x2 + theta
        got = heaviside(z)
        err = wanted - got
        w1 = w1 + eta * err * x1
        w2 = w2 + eta * err * x2
        theta = theta + eta * err
        if err != 0:
            errors += 1
    print("epoch", epoch, "-", errors, "wrong")

print(w1, w2, theta)
