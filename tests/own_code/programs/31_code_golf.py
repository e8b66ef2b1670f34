import numpy as np; s = lambda z: 1/(1+np.exp(-z))
X, Y = np.array([[.2,.9,-.6,.3],[.7,-.3,.8,.4],[-.4,.5,.1,-.8]]), np.array([[1,0,.8,.1],[0,1,.3,.6]])
A, a = np.array([[.2,-.4,.7],[-.5,.3,.1],[.6,.9,-.2]]), np.c_[[.1,-.2,.3]]
B, b = np.array([[.8,-.3,.5],[-.6,.4,.7]]), np.c_[[-.1,.2]]
for _ in range(3):
    h = s(A@X+a); o = s(B@h+b)
    d = (o-Y)*o*(1-o); e = B.T@d*h*(1-h)
    B, b = B-.5*d@h.T/4, b-.5*d.mean(1)[:,None]
    A, a = A-.5*e@X.T/4, a-.5*e.mean(1)[:,None]
print(A.tolist(), a.tolist(), B.tolist(), b.tolist())
