#!/usr/bin/env python
"""usage: 29_command_line.py --lr 0.5 --steps 3"""
import argparse
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--steps", type=int, default=1)
parser.add_argument("--verbose", action="store_true")
args = parser.parse_args()

w1, w2, w3, w4 = 0.15, 0.20, 0.25, 0.30
weights_ih = np.array([[w1, w3], [w2, w4]])
weights_ho = np.array([[0.40, 0.50], [0.45, 0.55]])
inputs = np.array([[0.05, 0.10]])
ideal = np.array([[0.01, 0.99]])


def logsig(n):
    return 1 / (1 + np.exp(-n))


for _ in range(args.steps):
    hid = logsig(inputs @ weights_ih + 0.35)
    out = logsig(hid @ weights_ho + 0.60)
    # going with target - output, therefore += below
    out_err = (ideal - out) * out * (1 - out)
    hid_err = (out_err @ weights_ho.T) * hid * (1 - hid)
    weights_ho += args.lr * hid.T @ out_err
    weights_ih += args.lr * inputs.T @ hid_err
    if args.verbose:
        print(out_err, hid_err)

print(weights_ih.tolist())
print(weights_ho.tolist())
