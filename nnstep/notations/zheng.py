"""A. Zheng, Neural Networks: Forward and Backpropagation (2018): layers are numbered from 0, activations are x."""

from nnstep.expr.notation import Notation

ZHENG = Notation(
    "zheng",
    "Zheng",
    {
        "x": "x₀",
        "y": "y",
        "W": "W{sub}",
        "b": "b{sub}",
        "z": "z{sub}",
        "a": "x{sub}",
        "E": "E",
        "delta": "δ{sub}",
        "dW": "∂{E}/∂{W}",
        "db": "∂{E}/∂{b}",
        "lr": "α",
    },
    aliases={"a": "x₁, x₂, ... are the activations of the layers", "z": "the text writes W₁x₀ + b₁ in full"},
)
