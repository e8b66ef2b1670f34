"""Scenarios with one number at the end of its range, or beyond, at every place that takes a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NUMBERS = (
    *("nan", "inf", "-inf", "1e400", "-0.0", "0.0", "5e-324", "-1e-310", "1e-300", "1e-46", "1e39", "1e200", "-1e160"),
    *("1e308", "-1.7976931348623157e308", str(10**30)),
)
PLACES: Mapping[str, str] = {
    "x": "1",
    "y": "0.5",
    "lr": "0.1",
    "l2": "0.1",
    "l1": "0.01",
    "state": "0.1",
    "rate": "0.2",
    "w": "0.3",
    "b": "0.1",
    "stop_error": "1e-9",
    "stop_gradient": "1e-9",
    "v": "-0.7",
    "c": "0.2",
    "factor": "3",
}
"""The places of every network, and a usual number for each."""
FORMS: tuple[tuple[str, str, str, str, str, Mapping[str, str]], ...] = (
    ("adam", "step", "huber", "elu", "sigmoid", {"eps": "1e-8", "beta1": "0.9", "beta2": "0.999", "every": "2"}),
    ("adamw", "1/t", "half-squared", "swish", "linear", {"weight_decay": "0.01", "decay": "0.1"}),
    ("momentum", "exponential", "binary-cross-entropy", "leaky-relu", "sigmoid", {"mu": "0.9"}),
    ("rmsprop", "constant", "root-mean-squared", "hard-sigmoid", "tanh", {"rho": "0.9", "eps": "1e-8"}),
    ("adagrad", "step", "hinge", "step", "cube", {"factor": "0.5"}),
    ("nesterov", "constant", "absolute", "softplus", "gelu", {}),
)
"""Optimizer, schedule, error, activations, and the keys of `training` that take a number there."""
OF_ACTIVATION = {"elu": "alpha", "swish": "steepness", "leaky-relu": "leak", "hard-sigmoid": "slope", "step": "at_zero"}


@dataclass(frozen=True, slots=True)
class Extreme:
    """One scenario, with a number at a place."""

    place: str
    number: str
    text: str
    line: int
    """Of the number, from 1."""


def extremes(precision: str = "float64") -> Iterator[Extreme]:
    """Yield a scenario for each place and each number."""
    for form in FORMS:
        text, usual = _template(form, precision)
        for place in usual:
            line = next(n for n, each in enumerate(text.splitlines(), start=1) if f"<{place}>" in each)
            for number in NUMBERS:
                filled = text
                for id, standing in {**usual, place: number}.items():
                    filled = filled.replace(f"<{id}>", standing)
                yield Extreme(f"{form[0]} {place}", number, filled, line)


def _template(form: tuple[str, str, str, str, str, Mapping[str, str]], precision: str) -> tuple[str, dict[str, str]]:
    optimizer, schedule, error, hidden, output, keys = form
    usual = {**PLACES, **{f"training {key}": number for key, number in keys.items()}}
    training = [f"{key} = <training {key}>" for key in keys]
    of_layer = []
    if hidden in OF_ACTIVATION:
        usual["of layer"] = "0.5"
        of_layer = [f"{OF_ACTIVATION[hidden]} = <of layer>"]
    of_error = []
    if error == "huber":
        usual["error_delta"] = "1"
        of_error = ["error_delta = <error_delta>"]
    lines = [
        *('title = "extreme"', "input = [[<x>, 0.5], [0.25, -1]]", "target = [[<y>], [1]]", "learning_rate = <lr>"),
        *(f'error = "{error}"', "error_factor = <factor>", *of_error),
        *("[training]", "epochs = 3", "batch_size = 2", f'optimizer = "{optimizer}"', f'schedule = "{schedule}"'),
        *("l2 = <l2>", "l1 = <l1>", "state = <state>", "learning_rates = { W1 = <rate> }", *training),
        *("[training.stop]", "error_below = <stop_error>", "gradient_below = <stop_gradient>"),
        *("[conventions]", f'precision = "{precision}"'),
        *(
            "[[layers]]",
            f'activation = "{hidden}"',
            "weights = [[<w>, 1], [0.5, -1]]",
            "biases = [<b>, 0.5]",
            *of_layer,
        ),
        *("[[layers]]", f'activation = "{output}"', "weights = [[1, <v>]]", "biases = [<c>]"),
    ]
    return "\n".join(lines) + "\n", usual
