import numpy as np

A = np.array([[1, 0], [0, 1], [1, 1]])
b_target = np.array([1, -1, 5])
coef = np.array([0.5, 0.25])
intercept = 0.0
eta = 0.3

for sweep in range(5):
    residual = A @ coef + intercept - b_target
    mae = np.abs(residual).mean()
    sign = np.sign(residual)
    coef = coef - eta * (A * sign[:, None]).mean(axis=0)
    intercept = intercept - eta * sign.mean()
    print(f"sweep {sweep}: {mae:.4f}")

print("coef", [float(c) for c in coef], "intercept", float(intercept))
