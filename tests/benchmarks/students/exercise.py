"""Random exercises, written as scenario files."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

Row: TypeAlias = tuple[float, ...]
Rows: TypeAlias = tuple[Row, ...]
Cell: TypeAlias = tuple[int, str, tuple[int, ...]]
"""A number's place: the training step counted from 1, the quantity, the index."""

SIZES = ((2, 2, 1), (2, 2, 2), (2, 2, 2), (3, 4, 2), (2, 3, 1), (3, 2, 2), (2, 3, 2), (3, 3, 2), (2, 2, 2, 1), (3, 2))
ACTIVATIONS = ("sigmoid", "sigmoid", "sigmoid", "sigmoid", "tanh", "tanh", "relu", "linear")
ERRORS = ("half-squared", "half-squared", "half-squared", "squared", "mean-squared", "cross-entropy")
RATES = (0.01, 0.05, 0.1, 0.1, 0.2, 0.25, 0.3, 0.5, 0.5, 0.8, 1.0)
OPTIMIZERS = ("gradient-descent",) * 8 + ("momentum", "adam")
MU, BETA1, BETA2, EPS = 0.9, 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Exercise:
    """A network with one sample and a few training steps."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    error: str
    weights: tuple[Rows, ...]
    biases: tuple[Row, ...] | None
    x: Row
    y: Row
    rate: float
    steps: int
    optimizer: str

    @property
    def layers(self) -> range:
        """Return the numbers of the layers, from 1."""
        return range(1, len(self.sizes))

    @property
    def last(self) -> int:
        """Return the number of the output layer."""
        return len(self.sizes) - 1

    def toml(self) -> str:
        """Return the exercise as a scenario file."""
        lines = [
            'title = "simulated"',
            f"input = {list(self.x)}",
            f"target = {list(self.y)}",
            f"learning_rate = {self.rate}",
            f'error = "{self.error}"',
        ]
        if self.biases is None:
            lines += ["[conventions]", 'biases = "none"']
        lines += ["[training]", f"epochs = {self.steps}", f'optimizer = "{self.optimizer}"']
        for layer in self.layers:
            rows = [list(row) for row in self.weights[layer - 1]]
            lines += ["[[layers]]", f'activation = "{self.activations[layer - 1]}"', f"weights = {rows}"]
            if self.biases is not None:
                lines.append(f"biases = {list(self.biases[layer - 1])}")
        return "\n".join(lines) + "\n"


def _number(random: Random, low: float, high: float, decimals: int) -> float:
    """Return a short number that is not 0."""
    while not (found := round(random.uniform(low, high), decimals)):
        pass
    return found


def random_exercise(random: Random) -> Exercise:
    """Draw an exercise."""
    sizes = random.choice(SIZES)
    outputs = sizes[-1]
    error = random.choice(ERRORS)
    hidden = random.choice(ACTIVATIONS[:-1])
    output = random.choice([hidden, "sigmoid", "linear" if hidden != "relu" else "sigmoid", "sigmoid"])
    if error == "cross-entropy":
        output, error = ("softmax", error) if outputs > 1 else ("sigmoid", "binary-cross-entropy")
        y: Row = tuple(float(i == random.randrange(outputs)) for i in range(outputs)) if outputs == 1 else ()
        if outputs > 1:
            right = random.randrange(outputs)
            y = tuple(float(i == right) for i in range(outputs))
        else:
            y = (float(random.randrange(2)),)
    else:
        y = tuple(random.choice([0.0, 1.0, _number(random, 0, 1, 2), _number(random, 0, 1, 1)]) for _ in range(outputs))
    decimals = random.choice([1, 2, 2, 3])
    low = random.choice([-1.0, -1.0, 0.0])
    weights = tuple(
        tuple(tuple(_number(random, low, 1, decimals) for _ in range(columns)) for _ in range(rows))
        for columns, rows in itertools.pairwise(sizes)
    )
    biases = tuple(tuple(_number(random, low, 1, decimals) for _ in range(rows)) for rows in sizes[1:])
    return Exercise(
        sizes=sizes,
        activations=(*[hidden] * (len(sizes) - 2), output),
        error=error,
        weights=weights,
        biases=None if random.random() < 0.25 else biases,
        x=tuple(_number(random, low, 1, random.choice([1, 2])) for _ in range(sizes[0])),
        y=y,
        rate=random.choice(RATES),
        steps=random.choice([1, 1, 2]),
        optimizer=random.choice(OPTIMIZERS),
    )
