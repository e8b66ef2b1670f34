"""The true values of a run, training step by training step, to hold answers against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nnstep.engine.timeline import Timeline
from nnstep.expr.array import Array
from nnstep.expr.condition import PREVIOUS
from nnstep.program.program import Program
from nnstep.scenario.model import Stop

_BEYOND = 21
"""Epochs beyond the end: the error after training stands in the first, and some may train longer than asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class StepValues:
    """One training step: what it starts from, and what each operation gives."""

    before: dict[str, Any]
    """Constants, parameters, input and target; and under ``previous_a1`` what the training step before left behind."""
    after: dict[str, Any]
    """The results by target, as they are used from there on."""

    def value(self, id: str) -> Any:
        """Return a quantity's value after the training step."""
        return self.after[id] if id in self.after else self.before[id]


class TrueRun:
    """The values of any training step of a run, one beyond its end too: there the error after training stands."""

    def __init__(self, program: Program) -> None:
        schedule = replace(program.schedule, epochs=program.schedule.epochs + _BEYOND)
        endless = replace(program.scenario, stop=Stop())
        self._program = replace(program, schedule=schedule, scenario=endless)
        self._timeline = Timeline(self._program)
        self._steps: dict[int, StepValues] = {}

    def step(self, step: int) -> StepValues:
        """Return training step `step`, counted from 1."""
        if step not in self._steps:
            self._steps[step] = self._worked_out(step - 1)
        return self._steps[step]

    def _worked_out(self, step: int) -> StepValues:
        length = len(self._program.ops)
        earlier = self._timeline.seek(step * length).values
        parameters = {id: earlier[id] for id in self._program.parameters}
        values = self._timeline.seek((step + 1) * length).values
        targets = (op.target for op in self._program.ops)
        return StepValues(
            entered(self._program, step, parameters, earlier if step else {}), {id: values[id] for id in targets}
        )


def entered(program: Program, step: int, parameters: Mapping[str, Array], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Return what training step `step`, from 0, starts from; `earlier` is what the one before left behind."""
    previous = {f"{PREVIOUS}{id}": value for id, value in earlier.items() if not id.startswith(PREVIOUS)}
    return {**previous, **program.start, **program.schedule.feeds(step), **parameters}
