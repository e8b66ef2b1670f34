"""A. Tashfeen, Neural Networks: The Backward Pass (2020): layer numbers raised in brackets, the input layer is 1."""

from nnstep.expr.notation import Notation

TASHFEEN = Notation(
    "tashfeen",
    "Tashfeen",
    {
        "x": "x",
        "y": "y",
        "W": "W{in_brackets}",
        "b": "b{in_brackets}",
        "z": "z{in_brackets}",
        "a": "a{in_brackets}",
        "E": "E",
        "delta": "δ{in_brackets}",
        "dW": "∂{E}/∂{W}",
        "db": "∂{E}/∂{b}",
        "lr": "η",
    },
    input_layer=1,
)
