"""The updates of all optimizers and schedules, as their papers and the table in scenarios/README.md have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor

from tests.textbook.bounded import Bounded, Rounding, sqrt
from tests.textbook.drawn_training import DrawnTraining

Matrix = list[list[Bounded]]


class Updates:
    """The updates of one training step."""

    def __init__(
        self, training: DrawnTraining, rounding: Rounding, start: Mapping[str, Matrix], step: int, epochs: int
    ) -> None:
        """`step` counts training steps from 0, `epochs` are over before it."""
        self._training, self._rounding, self._start = training, rounding, start
        self._step, self._epochs = step, epochs
        self._looks_ahead = training.settings.get("gradient_at") == "look-ahead"

    @property
    def read(self) -> Mapping[str, Matrix]:
        """The parameters that forward and backward pass read."""
        if not self._looks_ahead:
            return self._start
        mu = self._setting("mu")
        ahead = {
            id: _each(lambda w, v: w + mu * v, matrix, self._start[f"v{id}"])
            for id, matrix in self._start.items()
            if f"v{id}" in self._start
        }
        return {**self._start, **ahead}

    def _setting(self, name: str) -> Bounded:
        return self._rounding.constant(float(self._training.settings[name]))

    def rate(self, id: str) -> Bounded:
        """Return the learning rate of a parameter in this step."""
        training = self._training
        first = self._rounding.given(training.own_rates.get(id, training.learning_rate))
        epochs = self._epochs + (training.settings.get("count_from") == "one")
        match training.schedule:
            case "exponential":
                power = epochs
            case "step":
                power = floor(epochs / float(training.settings["every"]))
            case "1/t":
                return first / (1 + self._setting("decay") * epochs)
            case _:
                power = 0
        return first * self._power(self._setting("factor"), power) if power else first

    def _power(self, base: Bounded, count: int) -> Bounded:
        """Return a power by one call or by products."""
        return base.rounded((base**count).value, (base**count).error, 8)

    def updated(self, id: str, gradient: Matrix) -> dict[str, Matrix]:
        """Return a parameter and the optimizer's own values of it after the step."""
        before = {key: self._start[key] for key in (id, f"v{id}", f"s{id}", f"m{id}") if key in self._start}
        rows: dict[str, Matrix] = {key: [] for key in before}
        for i, row in enumerate(gradient):
            for k, g in enumerate(row):
                new = self._one(id, g, {key: matrix[i][k] for key, matrix in before.items()})
                for key, value in new.items():
                    rows[key] = rows[key] if k else [*rows[key], []]
                    rows[key][i].append(value)
        return rows

    def _one(self, id: str, g: Bounded, old: Mapping[str, Bounded]) -> dict[str, Bounded]:
        w, lr = old[id], self.rate(id)
        match self._training.optimizer:
            case "gradient-descent" | "perceptron":
                return {id: w - lr * g}
            case "momentum":
                v = self._setting("mu") * old[f"v{id}"] - lr * g
                return {f"v{id}": v, id: w + v}
            case "momentum-sum":
                v = self._setting("mu") * old[f"v{id}"] + g
                return {f"v{id}": v, id: w - lr * v}
            case "momentum-average":
                v = self._setting("mu") * old[f"v{id}"] + (1 - self._setting("mu")) * g
                return {f"v{id}": v, id: w - lr * v}
            case "nesterov":
                v = self._setting("mu") * old[f"v{id}"] - lr * g
                return {f"v{id}": v, id: w + v if self._looks_ahead else w + self._setting("mu") * v - lr * g}
            case "adagrad":
                s = old[f"s{id}"] + g**2
                return {f"s{id}": s, id: w - lr * g / self._root(s)}
            case "rmsprop":
                s = self._setting("rho") * old[f"s{id}"] + (1 - self._setting("rho")) * g**2
                return {f"s{id}": s, id: w - lr * g / self._root(s)}
            case "adam" | "adamw":
                return self._adam(id, g, old, lr)
        raise ValueError(self._training.optimizer)

    def _adam(self, id: str, g: Bounded, old: Mapping[str, Bounded], lr: Bounded) -> dict[str, Bounded]:
        beta1, beta2, how = self._setting("beta1"), self._setting("beta2"), self._training.settings["bias_correction"]
        m = beta1 * old[f"m{id}"] + (1 - beta1) * g
        s = beta2 * old[f"s{id}"] + (1 - beta2) * g**2
        t = self._step + 1
        rest1, rest2 = 1 - self._power(beta1, t), 1 - self._power(beta2, t)
        first = m / rest1 if how in ("both", "first") else m
        second = s / rest2 if how in ("both", "second") else s
        rate = lr * sqrt(rest2) / rest1 if how == "rate" else lr
        change = rate * first / self._root(second)
        if self._training.optimizer == "adamw":
            change = change + lr * self._setting("weight_decay") * old[id]
        return {f"m{id}": m, f"s{id}": s, id: old[id] - change}

    def _root(self, s: Bounded) -> Bounded:
        eps = self._setting("eps")
        return sqrt(s + eps) if self._training.settings["eps_place"] == "inside" else sqrt(s) + eps


def _each(function: Callable[[Bounded, Bounded], Bounded], one: Matrix, other: Matrix) -> Matrix:
    return [[function(x, y) for x, y in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]
