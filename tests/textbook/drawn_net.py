"""A network drawn at random: what a scenario file can say of it, as plain data, and the text of that file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.textbook.drawn_training import OPTIMIZERS, DrawnTraining, drawn_training, setting_lines

Rows = list[list[float]]
SETTINGS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "sigmoid": {"steepness": (1.0, 1.0, 0.5, 2.0)},
    "swish": {"steepness": (1.0, 1.0, 0.5, 1.7)},
    "leaky-relu": {"leak": (0.01, 0.2)},
    "elu": {"alpha": (1.0, 0.3)},
    "hard-sigmoid": {"slope": (1 / 6, 0.2)},
    "step": {"at_zero": (0.0, 0.5, 1.0)},
}
ACTIVATIONS = (
    *("linear", "sigmoid", "tanh", "arctan", "relu", "leaky-relu", "elu", "softplus", "gelu", "gelu-tanh", "swish"),
    *("hard-sigmoid", "step", "sign", "square", "cube", "reciprocal", "exponential", "softmax"),
)
ERRORS = (
    *("half-squared", "squared", "mean-squared", "cross-entropy", "binary-cross-entropy", "absolute", "huber", "hinge"),
    *("root-mean-squared", "none"),
)
KINKS: Mapping[str, float] = {"left": 0.0, "middle": 0.5, "right": 1.0}


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    activation: str
    settings: Mapping[str, float]
    weights: Rows
    biases: list[float]


@dataclass(frozen=True, slots=True)
class DrawnNet:
    """Everything that decides which numbers come out."""

    inputs: Rows
    targets: Rows
    layers: Sequence[DrawnLayer]
    error: str
    error_factor: tuple[int, int]
    error_delta: float
    epochs: int
    batch_size: int
    shuffle: bool
    seed: int
    training: DrawnTraining
    penalty: Mapping[str, float | str]
    conventions: Mapping[str, str]

    @property
    def text(self) -> str:
        """The scenario file."""
        row = self.conventions["orientation"] == "row"
        lines = ['title = "drawn"', f"input = {self.inputs}"]
        lines += [f"target = {self.targets}"] if self.error != "none" else []
        lines += [f"learning_rate = {self.training.learning_rate!r}", f'error = "{self.error}"']
        lines += (
            [f'error_factor = "{self.error_factor[0]}/{self.error_factor[1]}"'] if self.error_factor != (1, 1) else []
        )
        lines += [f"error_delta = {self.error_delta!r}"] if self.error == "huber" else []
        lines += ["[training]", f"epochs = {self.epochs}", f"batch_size = {self.batch_size}", f"seed = {self.seed}"]
        lines += [f"shuffle = {str(self.shuffle).lower()}"]
        lines += [*self.training.lines, *setting_lines(self.penalty)]
        lines += ["[conventions]", *(f'{key} = "{value}"' for key, value in self.conventions.items())]
        for layer in self.layers:
            weights = [list(each) for each in zip(*layer.weights, strict=True)] if row else layer.weights
            lines += ["[[layers]]", f'activation = "{layer.activation}"', f"weights = {weights}"]
            lines += [f"{key} = {value!r}" for key, value in layer.settings.items()]
            if self.conventions["biases"] == "shared":
                lines += [f"biases = {layer.biases[0]!r}"]
            elif self.conventions["biases"] != "none":
                lines += [f"biases = {layer.biases}"]
        return "\n".join(lines) + "\n"


def drawn_net(seed: int) -> DrawnNet:
    """Return a network; one seed after the other, each error, activation and optimizer comes first."""
    random = Random(seed)
    error = ERRORS[seed % len(ERRORS)]
    sizes = [random.randint(1, 4) for _ in range(random.choice([2, 3, 3, 4]))]
    optimizer = sorted(OPTIMIZERS)[seed // 3 % len(OPTIMIZERS)]
    if error == "none":
        sizes[-1] = 1
        optimizer = "adam" if optimizer == "perceptron" else optimizer
    hidden = [ACTIVATIONS[(seed + number) % len(ACTIVATIONS)] for number in range(len(sizes) - 2)]
    biases = random.choice(["per-neuron", "per-neuron", "shared", "frozen", "thresholds", "none"])
    layers = [
        _layer(random, *size, name, shared=biases == "shared")
        for *size, name in zip(sizes, sizes[1:], [*hidden, _output(random, error)], strict=False)
    ]
    samples = random.randint(1, 4)
    trained = [f"{kind}{number + 1}" for number in range(len(layers)) for kind in _trained(biases)]
    return DrawnNet(
        [[_number(random) for _ in range(sizes[0])] for _ in range(samples)],
        _targets(random, error, samples, sizes[-1]),
        layers,
        error,
        random.choice([(1, 1), (1, 1), (1, 2), (3, 1)]),
        random.choice([1.0, 0.3]),
        random.randint(1, 3),
        random.randint(1, samples + 1),
        random.random() < 0.4,
        random.randint(0, 99),
        drawn_training(random, optimizer, trained),
        _penalty(random),
        _conventions(random, error, biases),
    )


def _number(random: Random) -> float:
    return random.choice([random.uniform(-2, 2), round(random.uniform(-2, 2), 1), float(random.randint(-2, 2))])


def _trained(biases: str) -> str:
    return "W" if biases in ("frozen", "none") else "Wb"


def _layer(random: Random, inputs: int, neurons: int, name: str, *, shared: bool) -> DrawnLayer:
    settings = {key: random.choice(values) for key, values in SETTINGS.get(name, {}).items()}
    weights = [[_number(random) for _ in range(inputs)] for _ in range(neurons)]
    biases = [_number(random) for _ in range(neurons)]
    return DrawnLayer(name, settings, weights, [biases[0]] * neurons if shared else biases)


def _output(random: Random, error: str) -> str:
    allowed = {"cross-entropy": ("softmax", "sigmoid"), "binary-cross-entropy": ("sigmoid",)}
    return random.choice(allowed.get(error, ACTIVATIONS))


def _targets(random: Random, error: str, samples: int, outputs: int) -> Rows:
    def one() -> list[float]:
        if error == "cross-entropy" and random.random() < 0.7:
            right = random.randrange(outputs)
            return [float(number == right) for number in range(outputs)]
        if error in ("cross-entropy", "binary-cross-entropy"):
            return [random.choice([0.0, 1.0, round(random.random(), 2)]) for _ in range(outputs)]
        if error == "hinge":
            return [random.choice([-1.0, 1.0]) for _ in range(outputs)]
        return [_number(random) for _ in range(outputs)]

    return [one() for _ in range(samples)]


def _penalty(random: Random) -> Mapping[str, float | str]:
    found: dict[str, float | str] = {}
    if random.random() < 0.4:
        found["l2"] = random.choice([0.1, 0.01])
        found["penalty"] = random.choice(["lambda/2", "lambda", "lambda/(2m)", "lambda/(2B)"])
    if random.random() < 0.2:
        found["l1"] = 0.05
    return found


def _conventions(random: Random, error: str, biases: str) -> Mapping[str, str]:
    has_outputs_sum = error not in ("mean-squared", "root-mean-squared", "none")
    return {
        "biases": biases,
        "backward": random.choice(["delta", "delta", "stepwise"]),
        "update": random.choice(["simultaneous", "simultaneous", "simultaneous", "output-first"]),
        "output_delta": random.choice(["fused", "fused", "unfused"]),
        "orientation": random.choice(["column", "column", "row"]),
        "reduction": random.choice(["mean", "sum"]),
        "over_outputs": random.choice(["sum", "sum", "mean"]) if has_outputs_sum else "sum",
        "delta": random.choice(["a-y", "a-y", "y-a"]),
        "at_kink": random.choice(list(KINKS)),
        "precision": random.choice(["float64", "float64", "float32"]),
    }
