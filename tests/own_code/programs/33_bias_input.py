import numpy as np

# biases as weights: a constant 1 is added to the inputs and to the hidden outputs
patterns = [
    ([0.2, 0.7, -0.4], [1, 0]),
    ([0.9, -0.3, 0.5], [0, 1]),
    ([-0.6, 0.8, 0.1], [0.8, 0.3]),
    ([0.3, 0.4, -0.8], [0.1, 0.6]),
]
wi = np.array([[0.2, -0.4, 0.7, 0.1], [-0.5, 0.3, 0.1, -0.2], [0.6, 0.9, -0.2, 0.3]])
wo = np.array([[0.8, -0.3, 0.5, -0.1], [-0.6, 0.4, 0.7, 0.2]])
N = 0.5

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

ai = np.ones((4, 4))
for row, (values, _) in enumerate(patterns):
    ai[row, :3] = values
targets = np.array([t for _, t in patterns])

for iteration in range(3):
    ah = np.ones((4, 4))
    ah[:, :3] = sigmoid(ai @ wi.T)
    ao = sigmoid(ah @ wo.T)

    output_deltas = (targets - ao) * ao * (1 - ao)
    hidden_deltas = (output_deltas @ wo)[:, :3] * ah[:, :3] * (1 - ah[:, :3])

    wo += N * output_deltas.T @ ah / len(patterns)
    wi += N * hidden_deltas.T @ ai / len(patterns)

print(wi.tolist())
print(wo.tolist())
