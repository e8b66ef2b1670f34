"""M. Nielsen, Neural Networks and Deep Learning (2015): layer numbers raised, the input layer is 1, the cost is C."""

from nnstep.expr.notation import Notation

NIELSEN = Notation(
    "nielsen",
    "Nielsen",
    {
        "x": "a{sup}",
        "y": "y",
        "W": "w{sup}",
        "b": "b{sup}",
        "z": "z{sup}",
        "a": "a{sup}",
        "E": "C",
        "delta": "δ{sup}",
        "dW": "∂{E}/∂{W}",
        "db": "∂{E}/∂{b}",
        "lr": "η",
    },
    input_layer=1,
    assign="→",
    aliases={
        "x": "a¹ is the input x",
        "E": "C is the cost",
        "W": "w², a² are of layer 2, the first one after the input; no squares",
    },
)
