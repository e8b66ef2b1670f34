"""The parameters at any position, saved to a file that can be loaded as a start again. Knows no face."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nnstep.data.write import write_arrays, write_text
from nnstep.errors import CommandError, DataError, FileTakenError
from nnstep.expr.array import frozen
from nnstep.scenario.saved import with_parameters
from nnstep.scenario.write import data_arrays, has_own_data, scenario_text
from nnstep.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    from nnstep.expr.array import Array
    from nnstep.machine.frame import Frame
    from nnstep.program.types import Program


def save_parameters(frame: Frame, path: Path, *, overwrite: bool) -> None:
    """Save weights and biases as they are at `frame`, by their ids; an optimizer's own quantities are not saved.

    Raise FileTakenError where the file exists and is to stay, DataError where it can't be written.
    """
    check_free(path, overwrite=overwrite)
    write_arrays(path, {id: frame.values[id] for id in frame.program.trained})


def save_scenario(frame: Frame, path: Path, *, overwrite: bool) -> None:
    """Save the exercise, with what was changed in it, as one that starts from the parameters at `frame`.

    Many samples go into a file beside it. What an optimizer carries along is not in it. Raise FileTakenError where a
    file exists and is to stay, DataError where it can't be written, CommandError where a parameter is no number.
    """
    program = frame.program
    parameters = {id: frame.values[id] for id in program.trained}
    for id, value in {**_given(program), **parameters}.items():
        if not np.isfinite(value).all():
            raise CommandError(f"{id} has elements that are no numbers", "go back to where they are")
    scenario = with_parameters(replace(program.scenario, epochs=program.schedule.epochs), parameters, path)
    if frame.position:
        notes = [scenario.notes.strip(), f"It starts from the values at {frame.place} of {scenario.name}."]
        if set(program.parameters) - set(program.trained):
            notes.append(f"What {scenario.optimizer} carried along there is not in it: that starts from 0 again.")
        scenario = replace(scenario, notes="\n".join(filter(None, notes)))
    data = path.with_suffix(".npz") if has_own_data(scenario) else None
    for taken in filter(None, (path, data)):
        check_free(taken, overwrite=overwrite)
    if data is not None:
        write_arrays(data, data_arrays(scenario))
    write_text(path, scenario_text(scenario, data.name if data is not None else ""))


def _given(program: Program) -> dict[str, Array]:
    """Return the constants and all samples: what a change can have made no number."""
    samples = program.schedule.samples
    x, y = samples.take(np.arange(len(samples))) if samples is not None else (frozen(0), frozen(0))
    return {"x": x, "y": y, **{id: value for id, value in program.start.items() if id not in program.parameters}}


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise FileTakenError where the file exists and is to stay, DataError where no file can have this name."""
    try:
        taken = path.exists()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise DataError(visible(f"{path}: no file can have this name: {reason}"), "choose another one") from None
    if taken and not overwrite:
        raise FileTakenError(visible(f"{path} exists already"), "choose another name, or --force")
