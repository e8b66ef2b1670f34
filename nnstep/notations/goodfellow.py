"""I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.5: h is the activation, h⁽⁰⁾ the input x.

The settings of the optimizers are those of its chapter 8.
"""

from nnstep.expr.notation import Notation

GOODFELLOW = Notation(
    "goodfellow",
    "Goodfellow, Bengio, Courville",
    {
        "x": "x",
        "y": "y",
        "W": "W{in_brackets}",
        "b": "b{in_brackets}",
        "z": "a{in_brackets}",
        "a": "h{in_brackets}",
        "E": "J",
        "delta": "g{in_brackets}",
        "dW": "∇_{W} {E}",
        "db": "∇_{b} {E}",
        "lr": "ε",
    },
    assign="←",
    aliases={
        "z": "a is the pre-activation",
        "a": "h is the activation, h⁽⁰⁾ is x",
        "E": "J is the cost",
        "delta": "g is the gradient of J by a; the text has one g that goes through the layers",
    },
    constants={"mu": "α", "beta1": "ρ₁", "beta2": "ρ₂", "eps": "δ"},
    derivatives=("delta", "dW", "db"),
)
