"""R. Kapur, The Backpropagation Algorithm, Explained (2016): a letter a layer, the target is a, the error J.

Index i is a neuron's input, index j its output.
"""

from nnstep.expr.notation import Notation

KAPUR = Notation(
    "kapur",
    "Kapur",
    {
        "x": "xⱼ",
        "y": "a",
        "W": "W{sup}",
        "b": "b{sup}",
        "z": "{letter}ᵢ",
        "a": "{letter}ⱼ",
        "E": "J",
        "delta": "∂{E}/∂{z}",
        "dW": "∂{E}/∂{W}",
        "db": "∂{E}/∂{b}",
        "lr": "α",
    },
    assign=":=",
    letters=("x", "y", "z", "u", "v", "w"),
    output_letter="p",
    derivatives=("delta", "dW", "db"),
    aliases={"y": "a is the target", "z": "index i: the input of a neuron", "a": "index j: the output of a neuron"},
)
