# PyTorch module in single precision, backward written by hand into .grad
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 3)
        self.fc2 = nn.Linear(3, 2)

    def forward(self, x):
        self.x = x
        self.h = torch.sigmoid(self.fc1(x))
        self.o = torch.sigmoid(self.fc2(self.h))
        return self.o

    def my_backward(self, y):
        n = y.size(0)
        d2 = (self.o - y) / n
        d2 = d2 * self.o * (1 - self.o)
        d1 = d2.mm(self.fc2.weight) * self.h * (1 - self.h)
        self.fc2.weight.grad = d2.t().mm(self.h)
        self.fc2.bias.grad = d2.sum(dim=0)
        self.fc1.weight.grad = d1.t().mm(self.x)
        self.fc1.bias.grad = d1.sum(dim=0)


torch.manual_seed(1)
model = Net()
with torch.no_grad():
    model.fc1.weight.copy_(torch.tensor([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]]))
    model.fc1.bias.copy_(torch.tensor([0.1, -0.2, 0.3]))
    model.fc2.weight.copy_(torch.tensor([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]]))
    model.fc2.bias.copy_(torch.tensor([-0.1, 0.2]))
inputs = torch.tensor([[0.2, 0.7, -0.4], [0.9, -0.3, 0.5], [-0.6, 0.8, 0.1], [0.3, 0.4, -0.8]])
labels = torch.tensor([[1, 0], [0, 1], [0.8, 0.3], [0.1, 0.6]])
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

with torch.no_grad():
    for step in range(3):
        model(inputs)
        model.my_backward(labels)
        optimizer.step()

for name, parameter in model.named_parameters():
    print(name.split(".")[-1], parameter.tolist())
