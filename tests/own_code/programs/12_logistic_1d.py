import numpy as np

hours = np.array([1, 2, 2, 3, 4, 5, 6, 7])
sleep = np.array([6, 5, 8, 6, 7, 5, 8, 6])
passed = np.array([0, 0, 0, 0, 1, 1, 1, 1])

features = np.column_stack([hours, sleep])
theta = np.zeros(2)
bias = 0.0
learning_rate = 0.2


def predict(features):
    return 1 / (1 + np.exp(-(features @ theta + bias)))


for _ in range(5):
    prob = predict(features)
    diff = prob - passed
    gradient = features.T @ diff / len(passed)
    gradient_bias = np.mean(diff)
    theta = theta - learning_rate * gradient
    bias = bias - learning_rate * gradient_bias

print(f"theta = {theta[0]:.15f} {theta[1]:.15f}")
print(f"bias = {bias:.15f}")
