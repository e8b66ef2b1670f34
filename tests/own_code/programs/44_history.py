import numpy as np

# keep everything of every step, to plot it later
log = {"y": [], "z": [], "p": [], "J": [], "W": []}

Ws = [np.array([[0.2, -0.3, 0.4], [0.1, 0.5, -0.2], [-0.4, 0.3, 0.6]]),
      np.array([[0.3, -0.1, 0.2], [-0.5, 0.4, 0.1], [0.6, 0.2, -0.3]]),
      np.array([0.5, -0.4, 0.7])]
x_vec = np.array([1, 0.5, -1])
answer = 1


def sigm(q):
    return np.exp(q) / (np.exp(q) + 1)


for step in range(10):
    y_vec = sigm(Ws[0] @ x_vec)
    z_vec = sigm(Ws[1] @ y_vec)
    p = sigm(Ws[2] @ z_vec)
    log["y"].append(y_vec)
    log["z"].append(z_vec)
    log["p"].append(p)
    log["J"].append((p - answer) ** 2 / 2)

    dp = (p - answer) * p * (1 - p)
    dz = dp * Ws[2] * z_vec * (1 - z_vec)
    dy = Ws[1].T @ dz * y_vec * (1 - y_vec)
    # new list, the old matrices stay in the log
    log["W"].append(Ws)
    Ws = [Ws[0] - 0.5 * np.outer(dy, x_vec),
          Ws[1] - 0.5 * np.outer(dz, y_vec),
          Ws[2] - 0.5 * dp * z_vec]

for W in Ws:
    print(np.round(W, 14).tolist())
