# Backprop by hand, following the step by step example. No numpy!
import math

# inputs and targets
i1 = 0.05
i2 = 0.10
t1 = 0.01
t2 = 0.99

w1, w2, w3, w4 = 0.15, 0.20, 0.25, 0.30
w5, w6, w7, w8 = 0.40, 0.45, 0.50, 0.55
b1 = 0.35
b2 = 0.60
eta = 0.5

for step in range(3):
    # forward
    net_h1 = w1 * i1 + w2 * i2 + b1
    net_h2 = w3 * i1 + w4 * i2 + b1
    out_h1 = 1 / (1 + math.exp(-net_h1))
    out_h2 = 1 / (1 + math.exp(-net_h2))
    net_o1 = w5 * out_h1 + w6 * out_h2 + b2
    net_o2 = w7 * out_h1 + w8 * out_h2 + b2
    out_o1 = 1 / (1 + math.exp(-net_o1))
    out_o2 = 1 / (1 + math.exp(-net_o2))
    E = 0.5 * (t1 - out_o1) ** 2 + 0.5 * (t2 - out_o2) ** 2

    # output layer
    delta_o1 = -(t1 - out_o1) * out_o1 * (1 - out_o1)
    delta_o2 = -(t2 - out_o2) * out_o2 * (1 - out_o2)

    # hidden layer (old weights!)
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * out_h1 * (1 - out_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * out_h2 * (1 - out_h2)

    w5 = w5 - eta * delta_o1 * out_h1
    w6 = w6 - eta * delta_o1 * out_h2
    w7 = w7 - eta * delta_o2 * out_h1
    w8 = w8 - eta * delta_o2 * out_h2

    w1 = w1 - eta * delta_h1 * i1
    w2 = w2 - eta * delta_h1 * i2
    w3 = w3 - eta * delta_h2 * i1
    w4 = w4 - eta * delta_h2 * i2

print("error of the last step", E)
print(w1, w2, w3, w4)
print(w5, w6, w7, w8)
