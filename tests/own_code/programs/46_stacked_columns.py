import numpy as np

# each sample is a column, all columns are stacked: (samples, n, 1)
samples = np.array([[0.5, -1.0], [1.5, 0.5], [-0.5, 2.0], [1.0, 1.0]])[:, :, None]
goals = np.array([0.3, 1.2, -0.7, 0.9])[:, None, None]

win = np.array([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1]])
bin_ = np.array([0.1, 0.0, -0.2])[:, None]
wout = np.array([[0.7, -0.4, 0.2]])
bout = np.array([[0.05]])
gamma = 0.05

for k in range(3):
    u = win @ samples + bin_
    hid = np.tanh(u)
    prediction = wout @ hid + bout

    eps = prediction - goals
    eps_hid = (wout.T @ eps) * (1 - np.tanh(u) ** 2)

    # sums over the samples, no mean
    wout = wout - gamma * (eps @ hid.transpose(0, 2, 1)).sum(axis=0)
    bout = bout - gamma * eps.sum(axis=0)
    win = win - gamma * (eps_hid @ samples.transpose(0, 2, 1)).sum(axis=0)
    bin_ = bin_ - gamma * eps_hid.sum(axis=0)

print(win.tolist(), bin_.tolist(), wout.tolist(), bout.tolist())
