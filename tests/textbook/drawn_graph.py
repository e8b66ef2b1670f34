"""A graph of numbers drawn at random: lines of assignments over constants and parameters, and how it is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.textbook.drawn_training import OPTIMIZERS, DrawnTraining, drawn_training

_OPERAND = ("{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / ({b}**2 + 1)", "{a} / {b}", "({a} + {b})**2", "{a}**3")
_FUNCTIONS = (
    *(
        "exp(-{a})",
        "ln({a}**2 + 1)",
        "sqrt({a}**2 + 0.5)",
        "abs({a})",
        "floor({a}) * {b}",
        "sin({a})",
        "cos({a} * {b})",
    ),
    *("max({a}, {b})", "step({a}) * {b}", "sigmoid({a})", "tanh({a} + {b})", "relu({a})", "leaky_relu({a}, 0.1)"),
    *("exp({a} * 0.3) + {b}", "-{a}", "3 * {a} - {b} / 7"),
)


@dataclass(frozen=True, slots=True)
class DrawnGraph:
    given: Mapping[str, float]
    parameters: Mapping[str, float]
    lines: Sequence[tuple[str, str]]
    """Names and their expressions; the last one is minimized."""
    epochs: int
    training: DrawnTraining
    precision: str

    @property
    def text(self) -> str:
        """The scenario file."""

        def table(numbers: Mapping[str, float]) -> str:
            return "{ " + ", ".join(f"{id} = {number!r}" for id, number in numbers.items()) + " }"

        return "\n".join(
            [
                'title = "drawn"',
                f"learning_rate = {self.training.learning_rate!r}",
                "[graph]",
                f"given = {table(self.given)}",
                f"parameters = {table(self.parameters)}",
                f"lines = {[f'{name} = {text}' for name, text in self.lines]}",
                "[training]",
                f"epochs = {self.epochs}",
                *self.training.lines,
                "[conventions]",
                f'precision = "{self.precision}"',
                "",
            ]
        )


def drawn_graph(seed: int) -> DrawnGraph:
    """Return a graph."""
    random = Random(seed)

    def number() -> float:
        return random.choice([round(random.uniform(-2, 2), 1), random.uniform(-2, 2)])

    parameters = {id: number() for id in "pqr"[: random.randint(1, 3)]}
    given = {"c": number()}
    names, lines = [*parameters, *given], []
    for place in range(random.randint(1, 6)):
        form = (_OPERAND + _FUNCTIONS)[(seed + place * 7) % len(_OPERAND + _FUNCTIONS)]
        lines.append((f"u{place}", form.format(a=random.choice(names), b=random.choice(names))))
        names.append(f"u{place}")
    # All that is drawn leads to the last line: what leads nowhere has no derivative.
    last = " + ".join(name if place % 2 else f"{name} * {name}" for place, name in enumerate(names))
    lines.append(("result", last))
    optimizers = [name for name in sorted(OPTIMIZERS) if name != "perceptron"]
    training = drawn_training(random, optimizers[seed % len(optimizers)], list(parameters))
    precision = random.choice(["float64", "float64", "float32"])
    return DrawnGraph(given, parameters, lines, random.randint(1, 4), training, precision)
