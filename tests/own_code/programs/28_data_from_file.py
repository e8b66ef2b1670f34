import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
table = np.loadtxt(os.path.join(here, "points.csv"), delimiter=",", comments="#")
ins, outs = table[:, :3], table[:, 3:]

hidden_weights = np.array([[0.2, -0.4, 0.7], [-0.5, 0.3, 0.1], [0.6, 0.9, -0.2]])
hidden_bias = np.array([0.1, -0.2, 0.3])
output_weights = np.array([[0.8, -0.3, 0.5], [-0.6, 0.4, 0.7]])
output_bias = np.array([-0.1, 0.2])

for iteration in range(3):
    sum_hw = np.zeros((3, 3))
    sum_hb = np.zeros(3)
    sum_ow = np.zeros((2, 3))
    sum_ob = np.zeros(2)

    # add up the gradients sample by sample
    for i in range(len(ins)):
        h = 1 / (1 + np.exp(-(np.dot(hidden_weights, ins[i]) + hidden_bias)))
        o = 1 / (1 + np.exp(-(np.dot(output_weights, h) + output_bias)))
        o_delta = (o - outs[i]) * o * (1 - o)
        h_delta = np.dot(o_delta, output_weights) * h * (1 - h)
        sum_ow += np.outer(o_delta, h)
        sum_ob += o_delta
        sum_hw += np.outer(h_delta, ins[i])
        sum_hb += h_delta

    scale = 0.5 / len(ins)
    output_weights -= scale * sum_ow
    output_bias -= scale * sum_ob
    hidden_weights -= scale * sum_hw
    hidden_bias -= scale * sum_hb

np.set_printoptions(precision=15)
print(hidden_weights, hidden_bias, output_weights, output_bias)
