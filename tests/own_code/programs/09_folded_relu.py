import numpy as np

def add_bias(M):
    """put a column of ones in front"""
    return np.hstack([np.ones((M.shape[0], 1)), M])

relu = lambda z: np.maximum(z, 0)

X = np.array([[1.0, 2.0], [3.0, -1.0]])
Y = np.array([[1.0], [2.0]])

# first row of each matrix = biases
W1 = np.array([[0.1, 0.2, -0.1],
               [0.3, -0.2, 0.5],
               [0.4, 0.1, 0.2]])
W2 = np.array([[0.2], [0.5], [-0.3], [0.6]])
N = len(X)

for epoch in range(3):
    X_ = add_bias(X)
    S1 = X_.dot(W1)
    H = relu(S1)
    H_ = add_bias(H)
    S2 = H_.dot(W2)
    P = relu(S2)

    dS2 = (P - Y) * (S2 > 0)
    dH_ = dS2.dot(W2.T)
    dH = dH_[:, 1:]         # cut off the column for the bias
    dS1 = dH * (S1 > 0)

    W2 -= 0.05 * H_.T.dot(dS2) / N
    W1 -= 0.05 * X_.T.dot(dS1) / N

print(W1.tolist())
print(W2.tolist())
