"""Recording without the app: what ``nnstep run --trace`` writes, and the bar that shows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nnstep.cli.output import say
from nnstep.cli.progress_line import ProgressLine
from nnstep.cli.time_estimate import ask_before_full
from nnstep.debugger.debugger import Debugger
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from nnstep.errors import CommandError, OutputError
from nnstep.harmless_text import visible
from nnstep.limits import bytes_text
from nnstep.program.positions import parse_position
from nnstep.program.program import Program
from nnstep.traces.selection import Selection, listed_ids
from nnstep.traces.writing.trace_writer import TraceWriter


class Recording:
    """One recording that was asked for."""

    def __init__(
        self,
        path: Path,
        program: Program,
        every: int,
        only: str | None,
        first: str | None,
        last: str | None,
        *,
        epochs_only: bool,
        overwrite: bool,
    ) -> None:
        """Read what is to be recorded; raise CommandError where it means nothing here."""
        self._path = path
        self._overwrite = overwrite
        self._first = parse_position(first, program) if first is not None else None
        self._selection = Selection(
            every,
            _ids(only),
            epochs_only,
            self._first or 0,
            parse_position(last, program) if last is not None else None,
        )
        self._selection.check(program)

    @property
    def last(self) -> int | None:
        """The position after which nothing is recorded; None for the end of the run."""
        return self._selection.last

    def ask_before_full(self, program: Program) -> None:
        """Ask where the disk has no room for it; raise CommandError where nobody agrees."""
        ask_before_full(self._path, program, self._selection)

    def share(self, program: Program) -> float:
        """Return which part of all operations is recorded, at most."""
        selection = self._selection
        return 0.0 if selection.epochs_only else len(selection.ops(program)) / len(program.ops) / selection.every

    def record(self, run: Run, show: Callable[[Frame], None] | None = None, *, to_the_end: bool) -> Frame:
        """Record a run, and return its last frame: the run's own where it goes on `to_the_end`.

        `show` gets each recorded frame; without it a bar says how far the recording is.
        """
        frame = self._beginning(run)
        last = run.program.last_position if self._selection.last is None else self._selection.last
        way = max(1, last - frame.position)
        with self._writer(run, frame) as writer, ProgressLine("recording", is_shown=show is None) as line:
            while not frame.at_end and (wanted := writer.next_after(frame.position)) <= run.last_position:
                frame = run.seek(wanted)
                if frame.position == wanted:
                    writer.write(frame)
                    if show is not None:
                        show(frame)
                line.tell("recording", (frame.position - self._selection.first) / way)
            writer.reach(run.seek(min(last, run.last_position)))
        return run.seek(run.program.last_position) if to_the_end else frame

    @contextmanager
    def writing(self, run: Run, frame: Frame) -> Iterator[Callable[[Frame], None]]:
        """Yield what writes each frame of `run` that comes, from `frame` on, as far as it is to be recorded."""
        writer = self._begun(run, frame) if self._first in (None, frame.position) else None
        wanted = writer.next_after(frame.position) if writer is not None else 0

        def write(coming: Frame) -> None:
            nonlocal writer, wanted
            if writer is None and coming.position == self._first:
                writer = self._begun(run, coming)
                wanted = writer.next_after(coming.position)
            elif writer is not None and coming.position == wanted:
                writer.write(coming)
                wanted = writer.next_after(wanted)

        try:
            yield write
        except BaseException as error:
            if writer is not None:
                self._close(writer, error)
            raise
        if writer is None:
            raise self._never_begun(frame)
        self._close(writer)

    @contextmanager
    def observing(self, debugger: Debugger) -> Iterator[None]:
        """Record what a debugger does."""
        if self._first is not None and debugger.go_to(self._first).position != self._first:
            raise self._never_begun(debugger.frame)
        with self._writer(debugger.run, debugger.frame) as writer:
            debugger.observe(writer)
            try:
                yield
                writer.reach(debugger.frame)
            finally:
                debugger.observe(None)

    def _beginning(self, run: Run) -> Frame:
        frame = run.seek(run.first_position if self._first is None else self._first)
        if self._first not in (None, frame.position):
            raise self._never_begun(frame)
        return frame

    def _never_begun(self, frame: Frame) -> CommandError:
        place = frame.program.place(self._first or 0)
        return CommandError(f"--from: the run never comes to {place}, so nothing was recorded", "choose an earlier one")

    @contextmanager
    def _writer(self, run: Run, frame: Frame) -> Iterator[TraceWriter]:
        writer = self._begun(run, frame)
        try:
            yield writer
        except BaseException as error:
            self._close(writer, error)
            raise
        self._close(writer)

    def _begun(self, run: Run, frame: Frame) -> TraceWriter:
        return TraceWriter(self._path, frame, self._selection, overwrite=self._overwrite, run=run)

    def _close(self, writer: TraceWriter, error: BaseException | None = None) -> None:
        """Close the recording, which an `error` may have ended, and say how much was recorded and where it is."""
        writer.close(is_whole=error is None)
        if isinstance(error, OutputError):
            return  # which says that
        count = f"{writer.operations:,} operations"
        if writer.kept_beside:
            say(f"the recording was broken off after {count}: {writer.kept_beside}", aside=True)
        else:
            size = bytes_text(writer.bytes_written)
            say(f"recorded {count} to {visible(str(self._path))} ({size})", aside=True)


def _ids(only: str | None) -> tuple[str, ...]:
    """Return the ids and patterns that --only lists; raise CommandError where it lists none."""
    ids = listed_ids(only or "")
    if only is not None and not ids:
        raise CommandError("--only names nothing", 'name quantities, such as --only "W1,E,d*"')
    return ids
