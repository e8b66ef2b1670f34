# one linear neuron, momentum as an average of the last gradients
x = [1.0, 2.0]
t = 3.0
w = [0.5, 0.25]
avg = [0.0, 0.0]
beta = 0.9
lr = 0.5

history = []
for n in range(10):
    out = w[0] * x[0] + w[1] * x[1]
    history.append(0.5 * (out - t) ** 2)
    delta = out - t
    for i in range(2):
        g = delta * x[i]
        avg[i] = beta * avg[i] + (1 - beta) * g
        w[i] = w[i] - lr * avg[i]

print(w)
print("errors:", history)
