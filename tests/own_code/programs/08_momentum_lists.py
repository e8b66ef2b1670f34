import numpy as np
np.set_printoptions(precision=12)

sig = lambda z: 1/(1+np.exp(-z))

W = [np.array([[0.2, -0.3, 0.4], [0.1, 0.5, -0.2], [-0.4, 0.3, 0.6]]),
     np.array([[0.3, -0.1, 0.2], [-0.5, 0.4, 0.1], [0.6, 0.2, -0.3]]),
     np.array([[0.5, -0.4, 0.7]])]
V = [np.zeros_like(w) for w in W]

x = np.array([1, 0.5, -1])
a = 1
mu, alpha = 0.9, 0.5

for it in range(3):
    acts = [x]
    for w in W:
        acts.append(sig(w @ acts[-1]))

    # go back, collecting gradients
    d = (acts[3] - a) * acts[3] * (1 - acts[3])
    grads = [None] * 3
    for l in (2, 1, 0):
        grads[l] = d[:, None] * acts[l][None, :]
        if l > 0:
            d = (W[l].T @ d) * acts[l] * (1 - acts[l])

    for l in range(3):
        V[l] = mu * V[l] - alpha * grads[l]
        W[l] = W[l] + V[l]

for w in W:
    print(w)
