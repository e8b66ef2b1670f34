import numpy as np

X = np.array([[1, 2], [2, 1], [-1, -2], [-2, 0], [2, -2], [1, -1]], dtype=float)
labels = np.array([0, 0, 1, 1, 2, 2])
Y = np.eye(3)[labels]

W = np.array([[0.1, -0.1, 0.2], [0.2, 0.1, -0.1]])
b = np.zeros(3)


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


step_size = 0.5
for i in range(3):
    probs = softmax(X @ W + b)
    loss = -np.mean(np.log(probs[np.arange(6), labels]))

    dscores = (probs - Y) / len(X)
    dW = X.T @ dscores
    db = dscores.sum(axis=0)

    W += -step_size * dW
    b += -step_size * db
    print("iteration %d: loss %f" % (i, loss))

print(W.tolist(), b.tolist())
