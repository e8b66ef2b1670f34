"""Watch a part of the program that this very process runs: a block, a call, a test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from nnstep.errors import CommandError
from nnstep.own_code.running.inside.program_watch import ProgramWatch
from nnstep.own_code.running.inside.registry import RecordingLimits
from nnstep.own_code.running.recorded import read_records
from nnstep.own_code.running.watching import WatchLimits
from nnstep.own_code.watched import WatchedProgram


class BlockWatch:
    """Records what the lines of the person's files assign in this thread, from `begin` to `end`.

    The person's files are those in the folder of `file` and in `folders`, and below. A debugger's or a coverage tool's
    own watching rests meanwhile where Python has only one tracer.
    """

    def __init__(self, file: Path, folders: Iterable[Path] = (), limits: WatchLimits | None = None) -> None:
        """Prepare to watch."""
        self._file = file.absolute()
        self._kept = tempfile.TemporaryDirectory(prefix="nnstep-block-")
        self._records = Path(self._kept.name) / "records"
        self._records.touch()
        recording = RecordingLimits((limits or WatchLimits()).text)
        self._watch = ProgramWatch(str(self._records), str(self._file), recording, tuple(map(str, folders)))

    def begin(self, frame: FrameType | None = None) -> None:
        """Begin in a frame that runs, or with the next call of a function of the person's.

        Raise CommandError where the source of the frame can't be read.
        """
        if not self._watch.start_late(frame):
            self.end()
            raise CommandError(
                "the lines of the block can't be watched: there is no file with their source",
                "put the code into a file, or into a cell of a notebook",
            )

    def end(self) -> WatchedProgram:
        """End, and return what was seen."""
        self._watch.finish()
        with self._kept:
            return read_records(self._records, self._file, 0)
