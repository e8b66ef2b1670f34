import numpy as np

# ---- data -------------------------------------------------
xs = np.array([[0.5, 1.5, -0.5, 1.0],
               [-1.0, 0.5, 2.0, 1.0]])
ys = np.array([[0.3, 1.2, -0.7, 0.9]])

# ---- parameters -------------------------------------------
theta = dict(
    A=np.array([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1]]),
    a=np.array([[0.1], [0.0], [-0.2]]),
    B=np.array([[0.7, -0.4, 0.2]]),
    b=np.array([[0.05]]),
)
lam = 0.1
lr = 0.05
m = 4


def loss_and_gradients(theta):
    u = theta["A"] @ xs + theta["a"]
    h = np.tanh(u)
    yhat = theta["B"] @ h + theta["b"]
    err = yhat - ys
    loss = (err ** 2).sum() / (2 * m)
    loss += 0.5 * lam * ((theta["A"] ** 2).sum() + (theta["B"] ** 2).sum())

    back = theta["B"].T @ err
    back = back / np.cosh(u) ** 2
    g = {}
    g["B"] = err @ h.T / m + lam * theta["B"]
    g["b"] = err.mean(axis=1, keepdims=True)
    g["A"] = back @ xs.T / m + lam * theta["A"]
    g["a"] = back.mean(axis=1, keepdims=True)
    return loss, g


for k in range(3):
    loss, g = loss_and_gradients(theta)
    theta = {name: theta[name] - lr * g[name] for name in theta}
    print(k, loss)

print({name: value.tolist() for name, value in theta.items()})
