"""Start watching in the process of the person's program, before its first line runs."""

from __future__ import annotations

import atexit
import os
import sys

from .line_recorder import LineRecorder
from .person_files import PersonFiles
from .registry import LimitReached, RecordingLimits
from .wire import Wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from .monitoring import Monitoring
    from .tracing import Tracing


class ProgramWatch:
    """The recorder with its source of events, while the program runs."""

    def __init__(self, path: str, script: str, limits: RecordingLimits) -> None:
        self._wire = Wire(path)
        self._script = script
        self._limits = limits
        self._process = os.getpid()
        self._recorder = LineRecorder(PersonFiles(script, self._wire), self._wire, limits)
        self._events = events_for(self._recorder, self._end)
        self._stopped = False

    def start(self) -> None:
        """Begin."""
        atexit.register(self._at_exit)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)
        self._events.start()

    def _end(self, error: BaseException) -> None:
        """Stop watching: a limit was reached, or something of ours failed."""
        self._events.stop()
        if self._stopped:
            return
        self._stopped = True
        self._recorder.stopped(reason_of(error))
        if self._limits.stop:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _forked(self) -> None:
        self._stopped = True
        self._events.stop()

    def _at_exit(self) -> None:
        if os.getpid() != self._process:
            return
        if not self._stopped and not self._events.is_on():
            self._recorder.stopped("the program set a tracer of its own")
        self._events.stop()
        error = getattr(sys, "last_value", None)
        if isinstance(error, BaseException):
            import traceback  # loaded by then: Python has just shown the exception

            text = "".join(traceback.format_exception(error))
            self._recorder.exception(text, line_of(error, self._recorder.files))


def reason_of(error: BaseException) -> str:
    """Return in words why watching ended."""
    if isinstance(error, LimitReached):
        return str(error)
    if isinstance(error, RecursionError):
        return "the program's recursion left no room to watch it"
    return f"watching failed: {type(error).__name__}: {error}"


def events_for(recorder: LineRecorder, ended: Callable[[BaseException], None]) -> Tracing | Monitoring:
    """Return the source of events that this version of Python has."""
    if hasattr(sys, "monitoring"):
        from .monitoring import Monitoring

        return Monitoring(recorder, ended)
    from .tracing import Tracing

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


def begin(path: str, script: str, limits: str) -> None:
    """Watch the program that this process is about to run."""
    ProgramWatch(path, script, RecordingLimits(limits)).start()
