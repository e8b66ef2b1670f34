"""Events of a running program by `sys.settrace`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ..line_recorder import LineRecorder
    from ..running_call import RunningCall

COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
RESUMABLE = 0x20 | 0x80 | 0x200
"""Flags of the code of generators and coroutines."""


class Tracing:
    """Tell a recorder what happens in the person's files, in the thread that starts it."""

    def __init__(self, recorder: LineRecorder, ended: Any) -> None:
        self._recorder = recorder
        self._ended = ended
        self._others: set[str] = set()
        """Files that are not the person's own."""
        self._suspended: dict[FrameType, RunningCall] = {}
        self._trace = self._global  # one object, to be known again
        self._before: Any = None
        """The tracer whose place this one takes."""
        self._taken: tuple[FrameType, Any] | None = None

    def start(self, frame: FrameType | None = None) -> None:
        """Begin, in the midst of a frame that runs if there is one."""
        self._before = sys.gettrace()
        source = None if frame is None else self._recorder.files.source(frame.f_code.co_filename)
        if frame is not None and source is not None:
            call = self._recorder.entered(frame, source)
            call.local = self._local(call, resumable=bool(frame.f_code.co_flags & RESUMABLE))
            self._taken = frame, frame.f_trace
            frame.f_trace = call.local
        sys.settrace(self._trace)

    def stop(self) -> None:
        """End, also in the frames that run."""
        if self.is_on():
            sys.settrace(self._before)
        self._suspended.clear()
        for call in self._recorder.stack:
            call.frame.f_trace = None
        if self._taken is not None:
            frame, before = self._taken
            frame.f_trace = before
            self._taken = None

    def is_on(self) -> bool:
        """Return whether no other tracer took the place."""
        return sys.gettrace() == self._trace

    def _global(self, frame: FrameType, _event: str, _value: Any) -> Any:
        code = frame.f_code
        if code.co_filename in self._others or code.co_name in COMPREHENSIONS:
            return None
        try:
            source = self._recorder.files.source(code.co_filename)
            if source is None:
                self._others.add(code.co_filename)
                return None
            if code.co_flags & RESUMABLE and frame in self._suspended:
                call = self._suspended.pop(frame)
                self._recorder.resumed(call)
            else:
                call = self._recorder.entered(frame, source)
                call.local = self._local(call, resumable=bool(code.co_flags & RESUMABLE))
        except BaseException as error:  # nothing of ours may reach the program
            self._ended(error)
            return None
        return call.local

    def _local(self, call: RunningCall, *, resumable: bool) -> Any:
        recorder = self._recorder

        def trace(frame: FrameType, event: str, value: Any) -> Any:
            try:
                if event == "line":
                    recorder.reached(call, frame.f_lineno)
                elif event == "return":
                    suspended = resumable and is_suspended(frame)
                    if suspended:
                        self._suspended[frame] = call
                    recorder.left(call, value, finished=not suspended)
                elif event == "exception" and not ends_iteration(frame, value[0]):
                    recorder.raised(call)
            except BaseException as error:  # nothing of ours may reach the program
                self._ended(error)
                return None
            return trace

        return trace


def instruction(frame: FrameType) -> str:
    """Return the name of the instruction that a frame is at."""
    import opcode  # only programs with generators need it

    code, position = frame.f_code.co_code, frame.f_lasti
    following = opcode.opname[code[min(position + 2, len(code) - 2)]]
    # Python 3.10 stops before a YIELD_FROM, to do it again
    return following if following == "YIELD_FROM" else opcode.opname[code[position]]


def is_suspended(frame: FrameType) -> bool:
    """Return whether a generator left at a `yield`, not at its end."""
    return instruction(frame) in {"YIELD_VALUE", "SEND", "YIELD_FROM"}


def ends_iteration(frame: FrameType, kind: type[BaseException]) -> bool:
    """Return whether an exception only says that a generator ended that is iterated or awaited."""
    return kind is StopIteration and instruction(frame) in {"FOR_ITER", "SEND", "YIELD_FROM"}
