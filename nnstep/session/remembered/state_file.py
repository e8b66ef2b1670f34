"""The file of what is remembered: read once, and changed together with other nnsteps that run at the same time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from nnstep.errors import NNStepError
from nnstep.harmless_text import visible
from nnstep.input_files import read_regular, unreadable
from nnstep.outputs.lock import lock
from nnstep.outputs.whole import write_file
from nnstep.session.remembered.remembered import LaterVersionError, Remembered, remembered_from

OFF = "NNSTEP_NO_STATE"
"""The environment variable that turns remembering off, whatever it holds."""
OFFERED = "tour offered"
"""The setting that holds whether the tour was offered, or taken."""
_MOST_BYTES = 1 << 20
_TRIES, _PAUSE = 200, 0.005
"""How often the lock is asked for, and the seconds between: another nnstep holds it for a few milliseconds."""


def default_file() -> Path | None:
    """Return the file in the platform's folder for settings; None where there is no such folder."""
    from platformdirs import user_config_path

    folder = user_config_path("nnstep", appauthor=False)
    return folder / "state.json" if folder.is_absolute() else None


class StateFile:
    """What is remembered, from a file or from none."""

    def __init__(self, file: Path | None = None) -> None:
        """Read `file`; without one, nothing is remembered beyond this process."""
        self._file = file
        self.remark = ""
        """Why the file is not used, in a line; empty where it is, or where there is none yet."""
        self.remembered = self._read()

    @property
    def is_first(self) -> bool:
        """Whether nnstep was never opened before, as far as that is remembered."""
        known = self.remembered
        return self._file is not None and not self.remark and not known.visits and OFFERED not in known.settings

    def update(self, change: Callable[[Remembered], Remembered]) -> None:
        """Change what is remembered, and write it; the changes of other nnsteps since are kept.

        Where it can't be written, `remark` says so.
        """
        if self._file is None:
            self.remembered = change(self.remembered)
            return
        try:
            with _held(self._file):
                self.remembered = change(self._read())
                write_file(self._file, lambda file: file.write(self.remembered.as_json()), overwrite=True)
        except (OSError, NNStepError) as error:
            self.remark = visible(f"settings and positions are not remembered: {error}")

    def _read(self) -> Remembered:
        file = self._file
        if file is None:
            return Remembered()
        try:
            return remembered_from(read_regular(file, _MOST_BYTES))
        except FileNotFoundError:
            return Remembered()
        except OSError as error:
            reason = unreadable(error)
        except LaterVersionError as error:
            reason, self._file = str(error), None
        except ValueError as error:
            reason = str(error)
        self.remark = visible(f"{file} is ignored: {reason}")
        return Remembered()


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Hold the lock of the file beside `file`; go on without it where another program does not let it go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(_TRIES):
            if lock(descriptor):
                break
            sleep(_PAUSE)
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)
