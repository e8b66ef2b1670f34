"""Runs a person's program for a session: in a thread of its own, its output captured, to be interrupted."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Literal, TypeAlias

from nnstep.grading.context import GradingContext
from nnstep.own_code.program_findings import findings_of
from nnstep.own_code.running import watch_program
from nnstep.own_code.watched import WatchedProgram
from nnstep.program.program import Program
from nnstep.session.own_program.own_program import OwnProgram

RunState: TypeAlias = "Literal['running', 'aligning', 'ended']"
_MOST_OUTPUT = 1_000_000
"""Bytes of output that are kept, the last ones."""


class ProgramRun:
    """One run. `run` is called once, in any thread; all else at any time from another."""

    def __init__(self, program: Program, script: Path, arguments: Sequence[str] = ()) -> None:
        """Prepare to hold a script against the exercise `program`; nothing is executed yet."""
        self.script = script
        self.state: RunState = "running"
        self._program = program
        self._arguments = tuple(arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._interrupts = 0
        self._output = bytearray()
        self._begun = monotonic()

    def run(self) -> OwnProgram:
        """Run the script as Python would, to its end, and find out what its lines compute.

        Raise CommandError if it can't be read.
        """
        self._begun = monotonic()
        try:
            watched = watch_program(
                *(self.script, self._arguments), on_output=self._take, read_input=False, on_start=self._started
            )
            self.state = "aligning"
            return own_program_of(self._program, watched, self.output)
        finally:
            self.state = "ended"

    def interrupt(self) -> None:
        """Interrupt the script as Ctrl+C would; the second time, kill it. What it did so far is looked at."""
        self._interrupts += 1
        self._pass_on_interrupts()

    def kill(self) -> None:
        """End the script at once."""
        self._interrupts = 2
        self._pass_on_interrupts()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return monotonic() - self._begun

    @property
    def output(self) -> str:
        """What the script has printed so far, errors among it."""
        return bytes(self._output).decode(errors="replace")

    def _take(self, _stream: object, data: bytes) -> None:
        self._output += data
        del self._output[:-_MOST_OUTPUT]

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._pass_on_interrupts()

    def _pass_on_interrupts(self) -> None:
        process = self._process
        if process is None or process.poll() is not None or not self._interrupts:
            return
        if self._interrupts > 1:
            process.kill()
        else:
            process.send_signal(signal.SIGINT)


def own_program_of(program: Program, watched: WatchedProgram, output: str) -> OwnProgram:
    """Return what was seen of a script, held against an exercise."""
    return OwnProgram(findings_of(GradingContext(program, by_hand=False), watched), output)
