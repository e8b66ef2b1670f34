"""Save the parameters at any position to a file that a run can start from again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstep.array_files.array_reader import read_arrays
from nnstep.array_files.array_writer import ENDINGS, format_for, write_arrays
from nnstep.engine.frame import Frame
from nnstep.engine.recorded_values import check_recorded
from nnstep.errors import CommandError, DataError, ScenarioError
from nnstep.expr.array import Array, frozen
from nnstep.optimizers.optimizer import STEP
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text
from nnstep.program.program import Program
from nnstep.scenario.load import parse
from nnstep.scenario.model import Scenario
from nnstep.scenario.sources.start_weights import with_parameters
from nnstep.scenario.write import data_arrays, has_own_data, scenario_text

_SAMPLES = "samples.npz"
"""Stands for the file of the samples before it is written."""


def save_parameters(frame: Frame, path: Path, *, overwrite: bool) -> None:
    """Save weights and biases as they are at `frame`, by their ids; an optimizer's own quantities are not saved.

    Raise FileTakenError where the file exists and is to stay, OutputError or DataError where it can't be written.
    """
    program = frame.program
    check_recorded(frame, program.trained)
    format_for(path, len(program.trained))
    check_outputs(Output(path, ENDINGS), inputs=program.scenario.inputs, overwrite=overwrite)
    write_arrays(path, {id: frame.values[id] for id in program.trained}, overwrite=overwrite)


def save_scenario(frame: Frame, path: Path, *, overwrite: bool, also_read: Iterable[str | Path] = ()) -> Path | None:
    """Save the exercise, with what was changed in it, as one that starts from the parameters at `frame`.

    Many samples go into a file of their own beside it, which is returned. What an optimizer carries along is saved, but
    not how many training steps it has counted. Nothing is written over the scenario's own files, or what is
    `also_read`. Raise FileTakenError where the file exists and is to stay, OutputError where one can't be written,
    CommandError where a parameter is no number, or a file can't state what was changed.
    """
    program = frame.program
    check_recorded(frame)
    parameters = {id: frame.values[id] for id in program.trained}
    state = {id: frame.values[id] for id in program.parameters if id not in parameters and frame.values[id].any()}
    for id, value in {**_given(program), **parameters, **state}.items():
        if not np.isfinite(value).all():
            raise CommandError(f"{id} has elements that are no numbers", "go back to where they are")
    check_outputs(
        Output(path, {".toml": "a scenario"}), inputs=[*program.scenario.inputs, *also_read], overwrite=overwrite
    )
    trained = replace(program.scenario, epochs=program.schedule.epochs, state=state)
    scenario = with_parameters(trained, parameters, path)
    if frame.position:
        notes = [scenario.notes.strip(), f"It starts from the values at {frame.place} of {scenario.name}."]
        if STEP.id in program.schedule.counted:
            notes.append(f"{scenario.optimizer} counts its training steps from 1 again.")
        scenario = replace(scenario, notes="\n".join(filter(None, notes)))
    _check_readable(scenario, path)
    data = _save_samples(scenario, path) if has_own_data(scenario) else None
    write_text(path, scenario_text(scenario, data.name if data is not None else ""), overwrite=overwrite)
    return data


def _check_readable(scenario: Scenario, path: Path) -> None:
    """Raise CommandError where a scenario's file could not be opened: a change may have gone beyond a bound."""
    arrays = data_arrays(scenario) if has_own_data(scenario) else {}
    text = scenario_text(scenario, _SAMPLES if arrays else "")
    try:
        # There can be no file in this folder, so that the arrays are taken.
        parse(text, str(path), path, {(_SAMPLES, name): array for name, array in arrays.items()})
    except ScenarioError as error:
        what = error.problems[0].message if error.problems else error.message
        hint = "give it a value that a scenario may have, or undo the change; .npz saves the weights"
        raise CommandError(f"the changed exercise can't be saved: {what}", hint) from None


def _save_samples(scenario: Scenario, path: Path) -> Path:
    """Save the samples beside `path`, and return where: to a file that holds these already, or else to a new one.

    No file is written over: an exercise that was saved before may need it as it is.
    """
    arrays = data_arrays(scenario)
    number = 1
    while True:
        data = path.with_name(f"{path.stem}.samples{'' if number == 1 else f'-{number}'}.npz")
        if not os.path.lexists(data):
            write_arrays(data, arrays)
            return data
        if _holds(data, arrays):
            return data
        number += 1


def _holds(path: Path, arrays: Mapping[str, Array]) -> bool:
    """Return whether a file holds exactly these arrays."""
    try:
        found = read_arrays(path)
    except DataError:
        return False
    return found.keys() == arrays.keys() and all(
        (found[name].dtype, found[name].shape, found[name].tobytes()) == (array.dtype, array.shape, array.tobytes())
        for name, array in arrays.items()
    )


def _given(program: Program) -> dict[str, Array]:
    """Return the constants and all samples: what a change can have made no number."""
    samples = program.schedule.samples
    x, y = samples.take(np.arange(len(samples))) if samples is not None else (frozen(0), frozen(0))
    return {"x": x, "y": y, **{id: value for id, value in program.start.items() if id not in program.parameters}}
