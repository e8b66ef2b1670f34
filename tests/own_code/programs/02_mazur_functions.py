import numpy as np

np.set_printoptions(precision=15)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_prime(y):
    # y is already sigmoid(x)
    return y * (1.0 - y)


def forward(x, W_hidden, W_output):
    hidden_in = W_hidden.dot(x) + 0.35
    hidden_out = sigmoid(hidden_in)
    output_in = W_output.dot(hidden_out) + 0.60
    output_out = sigmoid(output_in)
    return hidden_out, output_out


def backward(x, target, hidden_out, output_out, W_output):
    output_error = output_out - target
    output_delta = output_error * sigmoid_prime(output_out)
    hidden_error = W_output.T.dot(output_delta)
    hidden_delta = hidden_error * sigmoid_prime(hidden_out)
    grad_output = np.outer(output_delta, hidden_out)
    grad_hidden = np.outer(hidden_delta, x)
    return grad_hidden, grad_output


def train(x, target, W_hidden, W_output, lr=0.5, steps=2):
    for _ in range(steps):
        hidden_out, output_out = forward(x, W_hidden, W_output)
        grad_hidden, grad_output = backward(x, target, hidden_out, output_out, W_output)
        W_hidden = W_hidden - lr * grad_hidden
        W_output = W_output - lr * grad_output
    return W_hidden, W_output


if __name__ == "__main__":
    x = np.array([0.05, 0.10])
    target = np.array([0.01, 0.99])
    W_hidden = np.array([[0.15, 0.20], [0.25, 0.30]])
    W_output = np.array([[0.40, 0.45], [0.50, 0.55]])
    W_hidden, W_output = train(x, target, W_hidden, W_output)
    print("hidden weights:\n", W_hidden)
    print("output weights:\n", W_output)
