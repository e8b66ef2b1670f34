"""Start watching in the process of the person's program, before its first line runs."""

from __future__ import annotations

import atexit
import os
import sys
from _weakref import ref  # `weakref` itself loads more

from .line_recorder import LineRecorder
from .registry import LimitReached, RecordingLimits
from .sources.person_files import PersonFiles
from .wire import START, Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType

    from .events.monitoring import Monitoring
    from .events.tracing import Tracing


class ProgramWatch:
    """The recorder with its source of events, while the program runs."""

    def __init__(self, path: str, script: str, limits: RecordingLimits, folders: tuple[str, ...] = ()) -> None:
        self._wire = Wire(path)
        self._limits = limits
        self._process = os.getpid()
        self._recorder = LineRecorder(PersonFiles(script, self._wire, folders), self._wire, limits)
        self._events = events_for(self._recorder, self._end)
        self._stopped = False

    def start(self) -> None:
        """Begin, and end when the process does."""
        self._wire.write((START,))
        atexit.register(self._at_exit)
        self._end_in_child()
        self._events.start()

    def start_late(self, frame: FrameType | None) -> bool:
        """Begin in the midst of a program, in a frame that runs if there is one; return whether its source is known."""
        self._wire.write((START,))
        self._end_in_child()
        self._recorder.began_late = True
        self._events.start(frame)
        return frame is None or self._recorder.files.source(frame.f_code.co_filename) is not None

    def finish(self) -> None:
        """End, and settle the line that each frame is at."""
        if not self._stopped:
            for call in self._recorder.stack[::-1]:
                self._recorder.left(call, None)
            self._say_what_was_left_out()
            if not self._events.is_on():
                self._recorder.stopped("the program set a tracer of its own")
        self.leave()
        self._recorder.release()

    def leave(self) -> None:
        """Stop watching and write no more."""
        self._stopped = True
        self._events.stop()

    def _end_in_child(self) -> None:
        """See to it that a process that is forked off writes nothing."""
        watch = ref(self)

        def forked() -> None:
            this = watch()
            if this is not None:
                this.leave()

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=forked)

    def _end(self, error: BaseException) -> None:
        """Stop watching: a limit was reached, or something of ours failed. An interrupt goes on to the program."""
        self._events.stop()
        if not self._stopped:
            self._stop(error)
        if isinstance(error, KeyboardInterrupt):
            raise error

    def _stop(self, error: BaseException) -> None:
        self._stopped = True
        self._say_what_was_left_out()
        self._recorder.stopped(reason_of(error))
        self._recorder.release()
        if self._limits.stop:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _say_what_was_left_out(self) -> None:
        if self._recorder.snapshots.left_out:
            self._recorder.stopped(f"arrays of more than {self._limits.elements:,} elements were not recorded")

    def _at_exit(self) -> None:
        if os.getpid() != self._process:
            return
        if not self._stopped:
            self._say_what_was_left_out()
            if not self._events.is_on():
                self._recorder.stopped("the program set a tracer of its own")
        self._events.stop()
        error = getattr(sys, "last_value", None)
        if isinstance(error, BaseException):
            self._recorder.exception(text_of(error), line_of(error, self._recorder.files))


class Collected:
    """A stream that keeps what is written."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        """Keep a text."""
        self.parts.append(text)

    def flush(self) -> None:
        """Do nothing."""


def text_of(error: BaseException) -> str:
    """Return what Python shows of an exception.

    Python itself writes it: to load the module `traceback` now would make it forget an interrupt, and so end with
    another status.
    """
    before, collected = sys.stderr, Collected()
    sys.stderr = collected
    try:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr = before
    return "".join(collected.parts)


def reason_of(error: BaseException) -> str:
    """Return in words why watching ended."""
    if isinstance(error, LimitReached):
        return str(error)
    if isinstance(error, RecursionError):
        return "the program's recursion left no room to watch it"
    if isinstance(error, KeyboardInterrupt):
        return "the program was interrupted"
    return f"watching failed: {type(error).__name__}: {error}"


def events_for(recorder: LineRecorder, ended: Callable[[BaseException], None]) -> Tracing | Monitoring:
    """Return the source of events that this version of Python has."""
    if hasattr(sys, "monitoring"):
        from .events.monitoring import Monitoring

        return Monitoring(recorder, ended)
    from .events.tracing import Tracing

    return Tracing(recorder, ended)


def line_of(error: BaseException, files: PersonFiles) -> int:
    """Return the last line of the person's own that an exception went through, 0 if there is none."""
    if isinstance(error, SyntaxError) and error.filename and files.source(error.filename) is None:
        return error.lineno or 0
    line = 0
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if files.is_own_code(step.tb_frame.f_code):
            line = step.tb_lineno
        step = step.tb_next
    return line


def begin(path: str, script: str, limits: str, folders: tuple[str, ...] = ()) -> None:
    """Watch the program that this process is about to run; files in `folders` are the person's too."""
    ProgramWatch(path, script, RecordingLimits(limits), folders).start()
