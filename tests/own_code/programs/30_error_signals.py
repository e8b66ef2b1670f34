# learning the parity of a ten-bit number; a plus rule with error = target - output
import numpy as np

Wh = np.array([
    [-0.52, 0.09, -0.26, 0.21, 0.25, -0.87, -0.97, 0.67, -0.48, -0.53],
    [0.99, -0.06, 0.67, -0.05, 0.28, -0.70, 0.27, 0.74, 0.05, 0.48],
    [0.34, -0.87, 0.52, 0.18, -0.40, -0.94, 0.73, -0.05, 0.44, 0.76]])
bh = np.array([0.43, 0.84, -0.21])
Wo = np.array([[0.60, -0.11, 0.87], [0.76, -0.81, -0.73]])
bo = np.array([-0.57, 0.93])

numbers = [0, 1, 6, 13, 22, 341, 700, 1023]
bits = np.array([[n >> (9 - i) & 1 for i in range(10)] for n in numbers])
wanted = np.array([[1 - n % 2 == 0, n % 2 == 0] for n in numbers]).astype(float)

def S(v): return 1 / (1 + np.exp(-v))

for idx in range(len(numbers)):
    v = bits[idx]
    yh = S(Wh @ v + bh)
    yo = S(Wo @ yh + bo)
    err_o = wanted[idx] - yo
    sig_o = 2 * err_o * yo * (1 - yo)
    err_h = sig_o @ Wo
    sig_h = err_h * yh * (1 - yh)
    Wo = Wo + 0.3 * sig_o[:, np.newaxis] * yh
    bo = bo + 0.3 * sig_o
    Wh = Wh + 0.3 * sig_h[:, np.newaxis] * v
    bh = bh + 0.3 * sig_h

print(Wh.tolist(), bh.tolist(), Wo.tolist(), bo.tolist())
