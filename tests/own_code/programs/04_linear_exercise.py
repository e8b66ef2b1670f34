# Exercise 1, checked with numpy
import numpy as np

x0 = np.array([[2.], [1.], [3.]])
t = np.array([[4.], [5.]])
W1 = np.array([[2., 3., 4.], [2., 1., 2.], [3., 5., 1.], [2., 3., 4.]])
b1 = np.array([[4.], [1.], [1.], [2.]])
W2 = np.array([[3., 1., 1., 1.], [1., 4., 2., 2.]])
b2 = np.array([[2.], [3.]])

# linear activation, f(x) = x, so f'(x) = 1
x1 = W1 @ x0 + b1
x2 = W2 @ x1 + b2
print("output", x2.ravel())

E = 0.5 * np.linalg.norm(x2 - t) ** 2

d2 = x2 - t
d1 = W2.T @ d2

dE_dW2 = d2 @ x1.T
dE_dW1 = d1 @ x0.T

alpha = 0.1
W2 = W2 - alpha * dE_dW2
b2 = b2 - alpha * d2
W1 = W1 - alpha * dE_dW1
b1 = b1 - alpha * d1

print("E =", E)
print("W2 =", W2.tolist())
print("b2 =", b2.tolist())
print("W1 =", W1.tolist())
print("b1 =", b1.tolist())
