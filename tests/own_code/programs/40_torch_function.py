import torch


class SigmoidLayer(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        out = 1 / (1 + torch.exp(-(x @ weight.t() + bias)))
        ctx.save_for_backward(x, weight, out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, out = ctx.saved_tensors
        delta = grad_output * out * (1 - out)
        grad_x = delta @ weight
        grad_weight = delta.t() @ x
        grad_bias = delta.sum(0)
        return grad_x, grad_weight, grad_bias


def param(values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


w1 = param([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
b1 = param([0.1, -0.2, 0.3])
w2 = param([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
b2 = param([-0.1, 0.2])
x = torch.tensor([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]], dtype=torch.float64)
y = torch.tensor([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]], dtype=torch.float64)
opt = torch.optim.SGD([w1, b1, w2, b2], lr=0.5)

for i in range(3):
    hidden = SigmoidLayer.apply(x, w1, b1)
    output = SigmoidLayer.apply(hidden, w2, b2)
    loss = 0.5 * (output - y).pow(2).sum() / 4
    opt.zero_grad()
    loss.backward()
    opt.step()

for p in (w1, b1, w2, b2):
    print(p.detach().numpy().tolist())
