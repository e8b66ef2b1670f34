"""A run worked out in the plainest way: one operation after the other on a dictionary, with no history and no jumps.

What the machine keeps, jumps over, generates and goes back through is held against it. It shares with the machine the
expressions alone, and walks their trees instead of running compiled lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnstep.engine.edits import Edit
from nnstep.expr.array import Array
from nnstep.expr.tree import names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.program import Program


@dataclass
class State:
    """What is so after some operations."""

    values: dict[str, Array]
    errors: list[float]
    accuracies: list[float]
    stale: set[str]
    step: int
    done: int


@dataclass
class _Value:
    """A value with all that it was worked out from within the training step, itself included, by number."""

    array: Array
    from_: frozenset[int]


@dataclass
class PlainRun:
    """All states of a run, by position, with the edits made where they say."""

    program: Program
    edits: Sequence[Edit] = ()
    states: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        scenario = self.program.scenario
        self._inputs, self._targets = scenario.samples.take(np.arange(len(scenario.samples)))
        self._inputs, self._targets = self._inputs.copy(), self._targets.copy()
        self._start = dict(self.program.start)
        self._number = 0
        self._replaced: set[int] = set()
        self._values: dict[str, _Value] = {}
        self._errors: list[float] = []
        self._accuracies: list[float] = []
        self._largest = 0.0
        self._run()

    def _run(self) -> None:
        program = self.program
        per_epoch = program.schedule.steps_per_epoch
        parameters = {id: self._start[id] for id in program.parameters}
        for step in range(program.schedule.epochs * per_epoch):
            self._values = {id: self._numbered(value) for id, value in self._given(step, parameters).items()}
            if step == 0:
                self._note(0, 0)
            for number, op in enumerate(program.ops):
                read = {id: self._values[id] for id in names(op.expression)}
                result = np.asarray(evaluate(op.expression, {id: value.array for id, value in read.items()}), float)
                origins = frozenset().union(*(value.from_ for value in read.values()))
                self._values[op.target] = self._numbered(result, origins)
                if op.target == program.objective:
                    self._errors.append(float(result))
                ended = number + 1 == len(program.ops) and self._end_of_step(step)
                self._note(step, number + 1)
                if ended:
                    return
            parameters = {id: self._values[id].array for id in program.parameters}

    def _numbered(self, array: Array, origins: frozenset[int] = frozenset()) -> _Value:
        self._number += 1
        return _Value(array, origins | {self._number})

    def _given(self, step: int, parameters: dict[str, Array]) -> dict[str, Array]:
        program, scenario = self.program, self.program.scenario
        given: dict[str, Array] = {}
        if scenario.graph is None:
            rows = self._rows(step)
            turn = program.schedule.transposed
            given["x"] = self._turned(self._inputs[:, rows], turn)
            if scenario.samples.has_targets:
                given["y"] = self._turned(self._targets[:, rows], turn)
            given["B"] = np.float64(len(rows))
        given["t"], given["epochs"] = np.float64(step + 1), np.float64(step // program.schedule.steps_per_epoch)
        counted = {"t", "epochs", "B"} - set(program.schedule.counted)
        return {**{id: np.asarray(v) for id, v in given.items() if id not in counted}, **self._start, **parameters}

    def _turned(self, array: Array, turn: bool) -> Array:
        return np.ascontiguousarray(array.T if turn else array)

    def _rows(self, step: int) -> np.ndarray:
        scenario = self.program.scenario
        count, size = len(scenario.samples), min(scenario.batch_size, len(scenario.samples))
        epoch, within = divmod(step, -(-count // size))
        order = np.random.default_rng([scenario.seed, epoch]).permutation(count) if scenario.shuffled else range(count)
        return np.asarray(order)[within * size : (within + 1) * size]

    def _end_of_step(self, step: int) -> bool:
        """Note what an epoch ends with; return whether the run ends here."""
        program, stop = self.program, self.program.scenario.stop
        here = max(float(np.max(np.abs(self._values[id].array))) for id in program.gradients.values())
        self._largest = max(self._largest, here) if here == here else np.inf
        per_epoch = program.schedule.steps_per_epoch
        if (step + 1) % per_epoch:
            return False
        self._evaluate()
        largest, self._largest = self._largest, 0.0
        mean = float(np.mean(np.array(self._errors[-per_epoch:])))
        return (stop.error_below is not None and mean < stop.error_below) or (
            stop.gradient_below is not None and largest < stop.gradient_below
        )

    def _evaluate(self) -> None:
        if self.program.evaluation is None:
            return
        turn = self.program.schedule.transposed
        values = {id: value.array for id, value in self._values.items()}
        values["x"] = self._turned(self._inputs, turn)
        for op in self.program.ops:
            if op.role == "look-ahead point":
                values[op.target] = values[op.parameter]  # the network itself is tested, not a point ahead of it
            elif op.phase == "forward":
                values[op.target] = evaluate(op.expression, values)
        outputs = values[f"a{len(self.program.scenario.layers)}"]
        outputs = outputs.T if turn else outputs
        if len(outputs) == 1:
            right = (outputs > 0.5) == (self._targets > 0.5)
        else:
            right = outputs.argmax(axis=0) == self._targets.argmax(axis=0)
        self._accuracies.append(float(np.mean(right)))

    def _note(self, step: int, done: int) -> None:
        position = len(self.states)
        for edit in self.edits:
            if edit.position == position:
                self._apply(edit, step)
        self.states.append(
            State(
                {id: value.array for id, value in self._values.items()},
                list(self._errors),
                list(self._accuracies),
                {id for id, value in self._values.items() if value.from_ & self._replaced},
                step,
                done,
            )
        )

    def _apply(self, edit: Edit, step: int) -> None:
        # What was worked out from the value that goes is stale; a value is itself by its own number, the highest.
        self._replaced.add(max(self._values[edit.id].from_))
        self._values[edit.id] = self._numbered(edit.value)
        if edit.id in ("x", "y") and self.program.scenario.graph is None:
            store = self._inputs if edit.id == "x" else self._targets
            store[:, self._rows(step)] = edit.value.T if self.program.schedule.transposed else edit.value
        elif edit.id not in self.program.parameters:
            self._start[edit.id] = edit.value
