"""Recordings made on a walk: each is verified when it ends, and shows what the run showed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from random import Random

import numpy as np

from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.program.program import Program
from nnstep.session.opening import open_run
from nnstep.session.session import Session
from nnstep.session.typed_commands import perform
from nnstep.traces.verification.verify import verify
from nnstep.traces.writing.run_recorder import RunRecorder
from tests.fuzz.walking.course import Course, bits, difference

_SELECTIONS = ("", "", "", " every 2", " every 3 only {one}", " only {one},{other}", " epochs-only")


class Recordings:
    """The recordings of one session, at most one at a time."""

    def __init__(self, debugger: Debugger, folder: Path, count: int = 0) -> None:
        self.count = count
        self._folder = folder
        self._faults: list[object] = []
        self._recorder = RunRecorder(debugger, lambda _: None, self._faults.append)
        self._course: Course | None = None
        """The run that is recorded, as it is before the next command."""

    @property
    def is_on(self) -> bool:
        """Whether a recording goes on."""
        return self._course is not None

    @property
    def _path(self) -> Path:
        return self._folder / f"walk-{self.count}.jsonl{('', '.gz')[self.count % 2]}"

    def begin(self, random: Random, program: Program) -> None:
        """Begin one, of all or of a part."""
        self.count += 1
        ids = sorted({op.target for op in program.ops})
        selection = random.choice(_SELECTIONS).format(one=random.choice(ids), other=random.choice(ids))
        self._recorder.begin(f"{self._path}{selection}")
        self._course = Course(lambda: None)  # type: ignore[arg-type, return-value]

    def look(self, course: Course, session: Session) -> None:
        """Note what is recorded; check a recording that the last command has ended."""
        if self.is_on and self._recorder.recording is None:
            self._check(session, same_run=False)
        elif self.is_on:
            self._course = course

    def end(self, course: Course, session: Session) -> None:
        """End the recording that goes on, if one does, and check it."""
        if self.is_on:
            self._course = course
            self._recorder.end()
            self._check(session, same_run=True)

    def _check(self, session: Session, *, same_run: bool) -> None:
        course, self._course = self._course, None
        assert course is not None
        assert not self._faults
        opened = open_run(self._path)
        trace = opened.trace
        assert trace is not None
        assert trace.ending is not None
        wrong = verify(trace, opened.program).wrong
        assert not wrong, wrong
        is_whole = trace.header.selection.is_whole
        first, last = trace.header.first_position, trace.last_position
        shown = course.frames[first : last + 1]
        for frames in (shown, shown[::-7]):
            _compare(frames, opened.begin(), {first, last}, is_whole=is_whole)
        if is_whole:
            _compare(shown, open_run(self._path, recompute=True).begin(), {first}, is_whole=True)
        if same_run and is_whole and last > first:
            said = "\n".join(perform(session, f"diff {self._path}"))
            assert "identical: " in said, said


def _compare(frames: Iterable[Frame], run: Run, ends: Collection[int], *, is_whole: bool) -> None:
    """Hold what a recording shows against what the run showed.

    At its `ends` it may show less: where it begins nothing was done before, and where it ends nothing comes.
    """
    for live in frames:
        replayed = run.seek(live.position)
        if is_whole and live.position not in ends:
            found = difference(replayed, live, recorded=True)
        else:
            found = difference_of_part(live, replayed)
        assert not found, f"{live.position}: {found}"


def difference_of_part(live: Frame, replayed: Frame) -> str:
    """Return how what a recording of a part shows differs from the run; what it does not have it may leave out."""
    if (live.position, live.step, live.done) != (replayed.position, replayed.step, replayed.done):
        return f"position: {live.position} and {replayed.position}"
    for id, value in replayed.values.items():
        if id not in live.values or bits(value) != bits(live.values[id]):
            return f"value of {id}"
    if replayed.op is not None and (live.op is None or live.op.target != replayed.op.target):
        return f"operation: {replayed.op.target}"
    for id, value in replayed.inputs.items():
        if bits(value) != bits(live.inputs[id]):
            return f"input {id}"
    for name in ("previous", "result"):
        one, other = getattr(live, name), getattr(replayed, name)
        if other is not None and (one is None or bits(one) != bits(other)):
            return name
    errors = live.errors[: replayed.errors.size], replayed.errors
    known = ~np.isnan(replayed.errors)
    if replayed.errors.size > live.errors.size or bits(errors[0][known]) != bits(errors[1][known]):
        return f"errors: {errors}"
    return ""
