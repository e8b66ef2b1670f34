"""Edits: a quantity gets another value at some position of a run.

Parameters, constants and samples can be changed. What an operation computes cannot: it would be computed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnstep.errors import CommandError
from nnstep.expr.array import Array, frozen
from nnstep.problems.message_text import listed
from nnstep.program.evaluation import evaluation_of
from nnstep.program.program import Program
from nnstep.scenario.model import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One change."""

    position: int
    """After so many operations."""
    id: str
    value: Array
    """The whole quantity, as it is from there on."""
    old: Array
    """The same before."""
    text: str
    """As it was typed: ``W2[0,1] = 0.4``."""

    def touches(self, index: tuple[int, ...]) -> bool:
        """Return whether the element at `index` was given another value."""
        return bool(self.value[index] != self.old[index])


def check_editable(id: str, program: Program) -> None:
    """Raise CommandError where a quantity is not one that can be given another value, or nothing can follow from it."""
    if program.scenario.missing_files:
        files = listed(program.scenario.missing_files)
        message = f"cannot set {id}: what follows can't be computed without {files}"
        raise CommandError(message, "only what was recorded can be shown here")
    if id in editable(program):
        return
    op = next((op for op in program.ops if op.target == id), None)
    if op is None:
        raise CommandError(f"cannot set {id}: nnstep counts it", f"set {listed(editable(program), 'or')} instead")
    hint = f"set {listed(_sources(id, program), 'or')} instead"
    read = op.reads
    raise CommandError(f"cannot set {id}: it is computed{f' from {listed(read)}' if read else ''}", hint)


def _sources(id: str, program: Program) -> list[str]:
    """Return the nearest editable quantities that a computed one is computed from."""
    computed_from = {op.target: op.reads for op in reversed(program.ops)}
    can, seen, level = editable(program), {id}, [id]
    while level:
        level = list(
            dict.fromkeys(read for known in level for read in computed_from.get(known, ()) if read not in seen)
        )
        seen.update(level)
        found = [read for read in level if read in can]
        if found:
            return found
    return list(can)


def editable(program: Program) -> tuple[str, ...]:
    """Return the quantities that can be given another value."""
    return (*program.schedule.batch(0), *program.start)


def changed_program(program: Program, edit: Edit) -> Program:
    """Return the program as it goes on with after an edit: with other constants, or other samples."""
    if edit.id in program.parameters:
        return program
    if edit.id in program.start:
        scenario = _with_constant(program.scenario, edit.id, edit.value)
        return replace(program, start={**program.start, edit.id: edit.value}, scenario=scenario)
    step, _ = program.step_and_op(edit.position)
    schedule = program.schedule.with_batch(step, {edit.id: edit.value})
    scenario = replace(program.scenario, samples=schedule.samples or program.scenario.samples)
    return replace(program, schedule=schedule, scenario=scenario, evaluation=evaluation_of(scenario))


def _with_constant(scenario: Scenario, id: str, array: Array) -> Scenario:
    """Return the scenario with another value of the constant of this id."""
    if id in (f"b{layer}" for layer in range(1, len(scenario.layers) + 1)):
        return scenario  # biases that are not trained: a saved scenario takes them from the frame
    if id in scenario.given:
        return replace(scenario, given={**scenario.given, id: array})
    value, graph = float(array), scenario.graph
    if graph is not None and id in graph.numbers:
        return replace(scenario, graph=graph.with_number(id, value))
    usual = id if graph is None else graph.ids.training[id]
    if usual in ("lr", "lr0"):
        return replace(scenario, learning_rate=value)
    for parameter in scenario.learning_rates:
        if usual in (f"lr{parameter}", f"lr0{parameter}"):
            return replace(scenario, learning_rates={**scenario.learning_rates, parameter: value})
    if usual == "l2":
        return replace(scenario, l2=value)
    if usual == "l1":
        return replace(scenario, l1=value)
    return replace(scenario, settings={**scenario.settings, usual: value})


def edited_value(old: Array, subscript: Sequence[int | slice], value: Array) -> Array:
    """Return `old` with the part at `subscript` replaced by `value`, of the same shape or one number."""
    new = np.array(old)
    with np.errstate(over="ignore"):  # what single precision can't hold becomes infinite
        new[tuple(subscript)] = value
    return frozen(new)
