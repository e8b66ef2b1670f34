"""I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.5: h is the activation, h⁽⁰⁾ the input x."""

from nnstep.notations.notation import Notation

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
    constants={"eps": "δ"},
)
