# everything in buffers that are made once, to be fast
import numpy as np

X = np.array([[0.2, 0.9, -0.6, 0.3], [0.7, -0.3, 0.8, 0.4], [-0.4, 0.5, 0.1, -0.8]])
Y = np.array([[1, 0, 0.8, 0.1], [0, 1, 0.3, 0.6]])
W1 = np.array([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
B1 = np.array([[0.1], [-0.2], [0.3]])
W2 = np.array([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
B2 = np.array([[-0.1], [0.2]])

A1 = np.zeros((3, 4)); A2 = np.zeros((2, 4))
D1 = np.zeros((3, 4)); D2 = np.zeros((2, 4))
S1 = np.zeros((3, 4)); S2 = np.zeros((2, 4))
G1 = np.zeros((3, 3)); G2 = np.zeros((2, 3))


def sigmoid_into(A):
    np.negative(A, out=A)
    np.exp(A, out=A)
    A += 1
    np.reciprocal(A, out=A)


def slope_into(A, S):
    np.subtract(1, A, out=S)
    S *= A


for step in range(3):
    np.matmul(W1, X, out=A1)
    A1 += B1
    sigmoid_into(A1)
    np.matmul(W2, A1, out=A2)
    A2 += B2
    sigmoid_into(A2)

    np.subtract(A2, Y, out=D2)
    slope_into(A2, S2)
    D2 *= S2
    np.matmul(W2.T, D2, out=D1)
    slope_into(A1, S1)
    D1 *= S1

    np.matmul(D2, A1.T, out=G2)
    G2 *= 0.5 / 4
    W2 -= G2
    B2 -= 0.5 / 4 * D2.sum(1, keepdims=True)
    np.matmul(D1, X.T, out=G1)
    G1 *= 0.5 / 4
    W1 -= G1
    B1 -= 0.5 / 4 * D1.sum(1, keepdims=True)

for P in W1, B1, W2, B2:
    print(P.tolist())
