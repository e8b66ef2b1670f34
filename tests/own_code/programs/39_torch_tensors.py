import torch


def T(values):
    return torch.tensor(values, dtype=torch.float64)


X = T([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]])
Y = T([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]])
W1 = T([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
b1 = T([0.1, -0.2, 0.3])
W2 = T([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
b2 = T([-0.1, 0.2])
lr = 0.5

for epoch in range(3):
    h = torch.sigmoid(X @ W1.T + b1)
    y_hat = torch.sigmoid(h @ W2.T + b2)
    loss = 0.5 * ((y_hat - Y) ** 2).sum(dim=1).mean()

    # manual backward pass
    grad_z2 = (y_hat - Y) * y_hat * (1 - y_hat) / len(X)
    grad_W2 = grad_z2.T @ h
    grad_b2 = grad_z2.sum(dim=0)
    grad_h = grad_z2 @ W2
    grad_z1 = grad_h * h * (1 - h)
    grad_W1 = grad_z1.T @ X
    grad_b1 = grad_z1.sum(dim=0)

    W1 -= lr * grad_W1
    b1 -= lr * grad_b1
    W2 -= lr * grad_W2
    b2 -= lr * grad_b2

print(loss.item())
for t in (W1, b1, W2, b2):
    print(t.tolist())
