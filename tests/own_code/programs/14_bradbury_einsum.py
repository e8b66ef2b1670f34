import numpy as np

sigma = lambda a: np.reciprocal(1 + np.exp(-a))

x = np.array([1, 0.5])
y = 1.0
U = np.array([[0.1, 0.2], [0.3, 0.4]])
V = np.array([[0.5, -0.6], [0.7, -0.8]])
w = np.array([0.9, -1.0])
eta = 0.5

for step in range(3):
    # forward
    a1 = np.einsum("ij,j->i", U, x)
    z1 = sigma(a1)
    a2 = np.einsum("ij,j->i", V, z1)
    z2 = sigma(a2)
    a3 = np.einsum("j,j->", w, z2)
    z3 = sigma(a3)
    E = 0.5 * (z3 - y) ** 2

    # backward
    d3 = (z3 - y) * z3 * (1 - z3)
    d2 = np.einsum(",j,j->j", d3, w, z2 * (1 - z2))
    d1 = np.einsum("i,ij,j->j", d2, V, z1 * (1 - z1))

    w = w - eta * d3 * z2
    V = V - eta * np.einsum("i,j->ij", d2, z1)
    U = U - eta * np.einsum("i,j->ij", d1, x)

print("U", U.tolist(), "V", V.tolist(), "w", w.tolist())
