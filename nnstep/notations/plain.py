"""Plain ASCII: every quantity by its id, as traces, sheets and conditions name it."""

from nnstep.expr.notation import Notation

PLAIN = Notation(
    "plain",
    "plain ids",
    {
        "x": "x",
        "y": "y",
        "W": "W{n}",
        "b": "b{n}",
        "z": "z{n}",
        "a": "a{n}",
        "E": "E",
        "delta": "delta{n}",
        "dW": "dW{n}",
        "db": "db{n}",
        "lr": "lr",
    },
)
