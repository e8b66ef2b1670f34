"""An imported net written to its files: the scenario, and the arrays beside it that are too many for its text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nnstep.array_files.array_writer import write_arrays
from nnstep.importers.imported import Imported
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text

_SCENARIO = {".toml": "a scenario"}
_ARRAYS = {".npz": "arrays by name"}


def check_import(path: Path, inputs: Iterable[str | Path], *, overwrite: bool) -> None:
    """Raise OutputError where a scenario can't be written to `path`, before any work."""
    check_outputs(Output(path, _SCENARIO, "--output"), inputs=inputs, overwrite=overwrite)


def save_import(found: Imported, path: Path, *, overwrite: bool) -> list[Path]:
    """Write the scenario and the files beside it, and return which; raise FileTakenError where one must stay."""
    beside = [path.with_name(name) for name in found.arrays]
    check_outputs(*(Output(file, _ARRAYS, f"the file {file.name}") for file in beside), overwrite=overwrite)
    for file in beside:
        write_arrays(file, found.arrays[file.name], overwrite=overwrite)
    write_text(path, found.text, overwrite=overwrite)
    return [path, *beside]
