"""What PyTorch computed in a training step as nnstep's quantities: each operation's result, as far as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnstep.engine.executor import Executor
from nnstep.expr.array import Array, in_precision
from nnstep.expr.walks.evaluate import evaluate
from nnstep.importers.found_net import FoundNet
from nnstep.importers.imported import Training
from nnstep.importers.net_samples import samples_for
from nnstep.importers.pytorch.optimizer_forms import optimizer_form
from nnstep.program.operations.penalty_terms import penalty_term
from nnstep.program.program import Program
from nnstep.watching.training_parts import CapturedStep, KeptArrays, TensorCopy

_STATE = {"momentum_buffer": "v", "exp_avg": "m", "exp_avg_sq": "s", "square_avg": "s", "sum": "s"}
"""What PyTorch's optimizers keep for each parameter, and what nnstep calls it."""


class ObservedTraining:
    """Turns captured training steps into the values of a program."""

    def __init__(self, program: Program, net: FoundNet, training: Training, optimizer: str) -> None:
        """Take the net and its training as they were read, and the name of the optimizer's class."""
        self._program, self._net, self._training = program, net, training
        self._form = optimizer_form(optimizer)
        self._executor = Executor(program)
        scenario = program.scenario
        self._columns = scenario.conventions.orientation == "column"
        self._folded = scenario.conventions.folded
        self._last = len(scenario.layers)
        self._has_output = (
            net.layers[-1].activation == scenario.layers[-1].activation and not net.gives_logarithms
        )  # what the loss applies by itself is not seen
        self._is_mean = scenario.batched and scenario.conventions.reduction == "mean"
        self._penalty = penalty_term(scenario)

    def batch(self, captured: CapturedStep) -> dict[str, Array]:
        """Return input and target of a training step; raise NetImportError where they are none for this net."""
        samples = samples_for(self._net, self._training.loss, captured.given, np.asarray(captured.target))
        x, y = samples.take(np.arange(len(samples)))
        return {"x": self._rounded(x if self._columns else x.T), "y": self._rounded(y if self._columns else y.T)}

    def constants(self, captured: CapturedStep) -> dict[str, Array]:
        """Return the learning rates and the optimizer's settings as they are in a training step."""
        start = self._program.start
        group = {key: value.item() if hasattr(value, "item") else value for key, value in captured.groups[0].items()}
        found = self._form.found(group)
        values = {"lr": found.learning_rate, **found.settings, "l2": found.l2}
        values |= {f"lr{id}": captured.rates.get(id, 0.0) for id in self._program.scenario.learning_rates}
        return {id: self._rounded(value) for id, value in values.items() if id in start}

    def has_rates_apart(self, captured: CapturedStep) -> bool:
        """Return whether parameters that had one learning rate in the first step have several now."""
        own, trained = self._program.scenario.learning_rates, self._joined(captured.gradients)
        rates = {captured.rates[id] for id in trained if id not in own and id in captured.rates}
        return len(rates) > 1

    def kept(self, snapshot: KeptArrays, rate: float) -> dict[str, Array]:
        """Return parameters and the optimizer's state; `rate` is in the velocity of nnstep's Nesterov."""
        found = self._joined(snapshot.parameters)
        keys = {key for row in snapshot.state.values() for key in row if key in _STATE}
        for key in keys:
            scale = -rate if self._program.scenario.optimizer == "nesterov" else 1.0
            rows = {id: row[key] * scale for id, row in snapshot.state.items() if key in row}
            found |= {f"{_STATE[key]}{id}": value for id, value in self._joined(rows).items()}
        zeros = {id: np.zeros(self._program.shapes[id]) for id in self._program.parameters if id not in found}
        return {id: self._rounded(value) for id, value in (found | zeros).items() if id in self._program.start}

    def results(self, step: int, captured: CapturedStep, before: Mapping[str, Array]) -> list[Array]:
        """Return the result of each operation; what PyTorch does not show is computed from what it does.

        `before` has all values before the first operation.
        """
        observed = self._observed(captured, before)
        values = {**self._program.schedule.feeds(step), **self._program.start, **before}
        results = []
        for number, op in enumerate(self._program.ops):
            if op.target in observed:
                value = self._rounded(observed[op.target])
                value = value.reshape(self._program.shapes[op.target])
                values[op.target] = value
            else:
                value = self._executor.run_op(number, values)
            results.append(value)
        return results

    def _observed(self, captured: CapturedStep, before: Mapping[str, Array]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        rows = {f"z{number}": value for number, value in captured.z.items()}
        rows |= {f"a{number - 1}": value for number, value in captured.inputs.items() if number > 1}
        if self._has_output and captured.output is not None:
            rows[f"a{self._last}"] = captured.output
        count = len(captured.z[1])
        scale = count if self._is_mean else 1
        rows |= {f"delta{number}": value * scale for number, value in captured.z_gradients.items()}
        found |= {id: (value.T if self._columns else value) for id, value in rows.items()}
        penalty = 0.0 if self._penalty is None else evaluate(self._penalty, {**before, "B": np.asarray(float(count))})
        found["E"] = captured.loss + penalty if captured.loss is not None else np.nan
        for id, gradient in self._joined(captured.gradients).items():
            shrinks = self._program.scenario.l2 and id.startswith("W")
            found[f"d{id}"] = gradient + self._program.scenario.l2 * before[id] if shrinks else gradient
        after = captured.after
        return found if after is None else found | self.kept(after, float(before.get("lr", 0.0)))

    def stale(self, captured: CapturedStep) -> dict[str, Array]:
        """Return the gradients that were there before the backward pass, by parameter."""
        return {id: self._rounded(value) for id, value in self._joined(captured.stale).items()}

    def _joined(self, arrays: Mapping[str, TensorCopy]) -> dict[str, Any]:
        """Return what belongs to weights and biases in the shapes of the program, the biases folded in if so."""
        found = {}
        for id, value in arrays.items():
            bias = arrays.get(f"b{id[1:]}")
            if id.startswith("b") and self._folded:
                continue
            column = value[:, None] if value.ndim == 1 else value
            if id.startswith("W") and self._folded and bias is not None:
                column = np.hstack([bias[:, None], value])
            found[id] = column if self._columns else column.T
        return found

    def _rounded(self, value: Any) -> Array:
        return in_precision(np.ascontiguousarray(value) if np.ndim(value) else value, self._program.precision)
