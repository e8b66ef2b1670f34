"""K. Bradbury, Tutorial on Neural Network Math (2019): a is the pre-activation and z the activation."""

from nnstep.expr.notation import Notation

BRADBURY = Notation(
    "bradbury",
    "Bradbury",
    {
        "x": "x",
        "y": "y",
        "W": "W{in_brackets}",
        "b": "b{in_brackets}",
        "z": "a{in_brackets}",
        "a": "z{in_brackets}",
        "E": "Eₙ",
        "delta": "δ{in_brackets}",
        "dW": "∂{E}/∂{W}",
        "db": "∂{E}/∂{b}",
        "lr": "λ",
    },
    assign="←",
    aliases={"z": "a is the pre-activation", "a": "z is the activation"},
    constants={"l2": "λ₂"},
    hadamard="∘",
)
