"""The parameters at any position, saved to a file that can be loaded as a start again. Knows no face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.data.write import write_arrays
from nnstep.errors import FileTakenError

if TYPE_CHECKING:
    from pathlib import Path

    from nnstep.machine.frame import Frame


def save_parameters(frame: Frame, path: Path, *, overwrite: bool) -> None:
    """Save weights and biases as they are at `frame`, by their ids; an optimizer's own quantities are not saved.

    Raise FileTakenError where the file exists and is to stay, DataError where it can't be written.
    """
    check_free(path, overwrite=overwrite)
    write_arrays(path, {id: frame.values[id] for id in frame.program.trained})


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise FileTakenError where the file exists and is to stay."""
    if path.exists() and not overwrite:
        raise FileTakenError(f"{path} exists already", "choose another name, or --force")
