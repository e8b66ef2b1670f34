import numpy as np

# sigmoid function
def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

# input dataset
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
# output dataset
y = np.array([[0], [1], [1], [0]])

syn0 = np.array([[-0.16, -0.39, 0.62, 0.23], [0.44, -0.71, 0.37, -0.55], [-0.99, -0.81, -0.58, 0.91]])
syn1 = np.array([[-0.20], [0.35], [0.87], [-0.46]])

for j in range(5):
    # Feed forward through layers 0, 1, and 2
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))

    # how much did we miss the target value?
    l2_error = y - l2
    l2_delta = l2_error * nonlin(l2, deriv=True)
    # how much did each l1 value contribute to the l2 error?
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, deriv=True)

    syn1 += l1.T.dot(l2_delta)
    syn0 += l0.T.dot(l1_delta)

print(syn0.tolist())
print(syn1.tolist())
