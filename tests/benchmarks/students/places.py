"""In which layers of an exercise a mistake can be made."""

from __future__ import annotations

from tests.benchmarks.students.exercise import Exercise

ONE_NEURON = (
    "weights-exchanged",
    "inputs-exchanged",
    "weight-of-neighbour",
    "term-left-out",
    "weight-not-updated",
    "bias-of-neighbour",
    "derivative-of-neighbour",
    "backward-weight-of-neighbour",
    "one-path",
)
"""Mistakes of one neuron, so of one layer."""


def layers_of(exercise: Exercise, id: str) -> list[int]:
    """Return the layers that a mistake can be made in, with 0 for all of them where there are several."""
    last, hidden = exercise.last, list(range(1, exercise.last))
    layers = [layer for layer in exercise.layers if possible(exercise, id, layer)]
    if (
        id.startswith(("error-", "output-", "cross-", "difference-", "factor-", "mean-"))
        or id == "derivative-of-difference"
    ):
        return [last] if last in layers else []
    if id.startswith(("hidden-", "backward-", "one-path")):
        layers = [layer for layer in hidden if layer in layers]
    if id.startswith(("one-step", "momentum", "adam")) or id == "e-is-2.7":
        return [0] if layers else []
    return layers if id in ONE_NEURON or len(layers) < 2 else [0, *layers]


def possible(exercise: Exercise, id: str, layer: int) -> bool:
    """Return whether a mistake can be made in a layer."""
    sizes, last, error = exercise.sizes, exercise.last, exercise.error
    activation = exercise.activations[layer - 1]
    rows, columns = sizes[layer], sizes[layer - 1]
    squares, entropy = error.endswith("squared"), error.endswith("entropy")
    match id:
        case "bias-of-other-layer":
            return exercise.biases is not None and layer > 1 and rows == sizes[layer - 1]
        case _ if id.startswith("bias"):
            return exercise.biases is not None
        case "forward-transposed" | "gradient-transposed":
            return rows == columns
        case "backward-not-transposed":
            return layer < last and sizes[layer] == sizes[layer + 1]
        case "input-for-hidden-forward" | "input-for-hidden":
            return layer > 1 and columns == sizes[0]
        case "hidden-for-input":
            return layer == 1 and rows == columns and last > 1
        case "z-for-a":
            return layer > 1 and exercise.activations[layer - 2] != "linear"
        case "activation-left-out":
            return activation != "linear" and not entropy
        case "tanh-for-sigmoid":
            return activation == "sigmoid" and not (entropy and layer == last)
        case "sigmoid-for-tanh" | "derivative-of-z" | "derivative-at-activation" if activation == "tanh":
            return True
        case (
            "exponent-sign-lost"
            | "derivative-of-z"
            | "derivative-at-activation"
            | "derivative-is-a"
            | "derivative-is-1-a"
        ):
            return activation == "sigmoid" and (id == "exponent-sign-lost" or not (entropy and layer == last))
        case "derivative-of-tanh":
            return activation == "sigmoid" and not (entropy and layer == last)
        case "sigmoid-for-tanh":
            return False
        case "softmax-not-normalized":
            return activation == "softmax"
        case "softmax-without-exp":
            return activation == "softmax"
        case "e-is-2.7":
            return activation in ("sigmoid", "softmax")
        case "error-half-missing":
            return error == "half-squared"
        case "error-half-added":
            return error == "squared"
        case "error-square-missing" | "error-absolute":
            return squares
        case "error-of-one-output" | "error-square-of-sum":
            return squares and sizes[-1] > 1
        case "error-root" | "error-for-difference" | "factor-2" | "factor-half":
            return squares
        case "error-mean-for-sum":
            return squares and error != "mean-squared" and sizes[-1] > 1
        case "error-log10" | "error-minus-lost":
            return entropy
        case "output-derivative-missing":
            return squares and exercise.activations[-1] not in ("linear", "softmax")
        case "hidden-derivative-missing":
            return activation != "linear"
        case "derivative-of-neighbour":
            return activation not in ("linear", "softmax") and not (entropy and layer == last)
        case "derivative-of-sigmoid":
            return activation in ("tanh", "relu", "linear")
        case "relu-passes-negative":
            return activation == "relu"
        case "cross-entropy-derivative-added":
            return entropy
        case "derivative-of-difference":
            return squares and exercise.activations[-1] == "sigmoid"
        case "mean-forgotten":
            return error == "mean-squared" and sizes[-1] > 1
        case "one-step-too-few" | "momentum-left-out" | "momentum-sign" | "momentum-of-gradient":
            return exercise.steps > 1 and (id.startswith("one") or exercise.optimizer == "momentum")
        case "momentum-average":
            return exercise.optimizer == "momentum"
        case _ if id.startswith("adam"):
            return exercise.optimizer == "adam"
        case "step-added" | "rate-twice" | "rate-not-used" | "step-for-weight" | "step-for-gradient" | "rate-other":
            return exercise.optimizer == "gradient-descent" and (exercise.rate != 1 or id.startswith("step"))
        case _:
            return True
