"""Events of a running program by `sys.monitoring`, which costs other files nothing."""

from __future__ import annotations

import sys
from _thread import get_ident

from .tracing import COMPREHENSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from ..line_recorder import LineRecorder
    from ..running_call import RunningCall
    from ..sources.person_source import PersonSource

TOOLS = (4, 3, 5)
"""Numbers that no known tool uses; those of debuggers, coverage and profilers stay free."""


class Monitoring:
    """Tell a recorder what happens in the person's files, in the thread that starts it."""

    def __init__(self, recorder: LineRecorder, ended: Any) -> None:
        self._recorder = recorder
        self._ended = ended
        self._calls: dict[FrameType, RunningCall] = {}
        self._thread = get_ident()
        self._monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        self._tool = -1
        self._watched: set[CodeType] = set()

    def start(self, frame: FrameType | None = None) -> None:
        """Begin, in the midst of a frame that runs if there is one."""
        monitoring = self._monitoring
        self._tool = next(number for number in TOOLS if monitoring.get_tool(number) is None)
        monitoring.use_tool_id(self._tool, "nnstep")
        events = monitoring.events
        for event, listener in (
            (events.PY_START, self._started),
            (events.PY_RESUME, self._resumed),
            (events.PY_THROW, self._thrown),
            (events.LINE, self._reached),
            (events.PY_RETURN, self._returned),
            (events.PY_YIELD, self._yielded),
            (events.PY_UNWIND, self._unwound),
            (events.RAISE, self._raised),
            (events.JUMP, self._jumped),
        ):
            monitoring.register_callback(self._tool, event, listener)
        monitoring.set_events(
            self._tool, events.PY_START | events.PY_RESUME | events.PY_THROW | events.PY_UNWIND | events.RAISE
        )
        monitoring.restart_events()  # an earlier watch in this process may have left out what is the person's own now
        source = None if frame is None else self._recorder.files.source(frame.f_code.co_filename)
        if frame is not None and source is not None:
            self._enter(frame, source)

    def stop(self) -> None:
        """End, also in the frames that run."""
        if self.is_on():
            self._monitoring.set_events(self._tool, 0)
            for code in self._watched:
                self._monitoring.set_local_events(self._tool, code, 0)
            self._monitoring.free_tool_id(self._tool)
        self._tool = -1
        self._calls.clear()
        self._watched.clear()

    def is_on(self) -> bool:
        """Return whether events still come."""
        return self._tool >= 0

    def _started(self, code: CodeType, _: int) -> Any:
        if code.co_name in COMPREHENSIONS:
            return self._monitoring.DISABLE
        try:
            source = self._recorder.files.source(code.co_filename)
            if source is None:
                return self._monitoring.DISABLE
            if get_ident() == self._thread:
                self._enter(sys._getframe(1), source)  # noqa: SLF001 - the event does not bring it
        except BaseException as error:  # nothing of ours may reach the program
            self._ended(error)
        return None

    def _enter(self, frame: FrameType, source: PersonSource) -> None:
        events, code = self._monitoring.events, frame.f_code
        wanted = events.LINE | events.PY_RETURN | events.PY_YIELD
        if not source.circling.isdisjoint(source.block(code)):
            wanted |= events.JUMP
        self._monitoring.set_local_events(self._tool, code, wanted)
        self._watched.add(code)
        self._calls[frame] = self._recorder.entered(frame, source)

    def _call(self) -> RunningCall | None:
        """Return the call of the frame that the event is of."""
        return self._calls.get(sys._getframe(2)) if get_ident() == self._thread else None  # noqa: SLF001

    def _resumed(self, code: CodeType, _: int) -> Any:
        if self._recorder.files.source(code.co_filename) is None:
            return self._monitoring.DISABLE
        call = self._call()
        if call is not None:
            self._recorder.resumed(call)
        return None

    def _thrown(self, _code: CodeType, _offset: int, _error: BaseException) -> None:
        call = self._call()
        if call is not None:
            self._recorder.resumed(call)

    def _reached(self, _code: CodeType, line: int) -> None:
        call = self._call()
        if call is not None:
            try:
                self._recorder.reached(call, line)
            except BaseException as error:  # nothing of ours may reach the program
                self._ended(error)

    def _jumped(self, _code: CodeType, offset: int, destination: int) -> None:
        """Take a jump back to the line itself for the line: there is no event of one."""
        call = self._call()
        if destination < offset and call is not None and call.line in call.source.circling:
            try:
                self._recorder.reached(call, call.line)
            except BaseException as error:  # nothing of ours may reach the program
                self._ended(error)

    def _returned(self, _code: CodeType, _offset: int, value: Any) -> None:
        self._leave(self._call(), value, finished=True)

    def _yielded(self, _code: CodeType, _offset: int, value: Any) -> None:
        self._leave(self._call(), value, finished=False)

    def _unwound(self, _code: CodeType, _offset: int, _error: BaseException) -> None:
        self._leave(self._call(), None, finished=True)

    def _raised(self, _code: CodeType, _offset: int, _error: BaseException) -> None:
        call = self._call()
        if call is not None:
            self._recorder.raised(call)

    def _leave(self, call: RunningCall | None, value: Any, *, finished: bool) -> None:
        if call is None:
            return
        if finished:
            self._calls.pop(call.frame, None)
        try:
            self._recorder.left(call, value, finished=finished)
        except BaseException as error:  # nothing of ours may reach the program
            self._ended(error)
