import numpy as np

# toy data: N x D
X = np.array([[1.0, 2.0], [2.0, -1.0], [-1.5, 0.5], [0.5, 1.5], [-1.0, -2.0]])
y = np.array([0, 1, 2, 0, 2])

W = np.array([[0.5, -0.4, 0.3, -0.2], [0.2, 0.6, -0.7, -0.5]])
b = np.array([[0.1, 0.05, -0.1, 0.2]])
W2 = np.array([[0.3, -0.1, 0.2], [-0.2, 0.4, 0.1], [0.5, 0.2, -0.4], [0.1, -0.3, 0.6]])
b2 = np.array([[0.0, 0.1, -0.1]])

step_size = 1e-1
num_examples = X.shape[0]
for i in range(3):
    # evaluate class scores
    hidden_layer = np.maximum(0, np.dot(X, W) + b)
    scores = np.dot(hidden_layer, W2) + b2

    # compute the class probabilities
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    correct_logprobs = -np.log(probs[range(num_examples), y])
    data_loss = np.sum(correct_logprobs) / num_examples

    # compute the gradient on scores
    dscores = probs.copy()
    dscores[range(num_examples), y] -= 1
    dscores /= num_examples

    # backpropate the gradient to the parameters
    dW2 = np.dot(hidden_layer.T, dscores)
    db2 = np.sum(dscores, axis=0, keepdims=True)
    dhidden = np.dot(dscores, W2.T)
    dhidden[hidden_layer <= 0] = 0
    dW = np.dot(X.T, dhidden)
    db = np.sum(dhidden, axis=0, keepdims=True)

    # perform a parameter update
    W += -step_size * dW
    b += -step_size * db
    W2 += -step_size * dW2
    b2 += -step_size * db2

np.set_printoptions(precision=14, suppress=True)
print(W, b, W2, b2)
