from numpy import matrix, exp, multiply, ones, array

# old MATLAB habits: * is the matrix product
x = matrix("0.2 0.9 -0.6 0.3; 0.7 -0.3 0.8 0.4; -0.4 0.5 0.1 -0.8")
y = matrix("1 0 0.8 0.1; 0 1 0.3 0.6")
Theta1 = matrix("0.2 -0.4 0.7; -0.5 0.3 0.1; 0.6 0.9 -0.2")
Theta2 = matrix("0.8 -0.3 0.5; -0.6 0.4 0.7")
beta1 = matrix("0.1; -0.2; 0.3")
beta2 = matrix("-0.1; 0.2")
m = x.shape[1]

def g(z):
    return 1 / (1 + exp(-z))

for iteration in range(2):
    z2 = Theta1 * x + beta1
    a2 = g(z2)
    z3 = Theta2 * a2 + beta2
    a3 = g(z3)

    delta3 = multiply(a3 - y, multiply(a3, 1 - a3))
    delta2 = multiply(Theta2.T * delta3, multiply(a2, 1 - a2))

    Theta2_grad = delta3 * a2.T / m
    Theta1_grad = delta2 * x.T / m
    beta2_grad = delta3 * ones((m, 1)) / m
    beta1_grad = delta2 * ones((m, 1)) / m

    Theta1 = Theta1 - 0.5 * Theta1_grad
    Theta2 = Theta2 - 0.5 * Theta2_grad
    beta1 = beta1 - 0.5 * beta1_grad
    beta2 = beta2 - 0.5 * beta2_grad

print(array(Theta1).tolist(), array(beta1).tolist())
print(array(Theta2).tolist(), array(beta2).tolist())
