"""What a session must be like after each command: position, edits, breakpoints, bookmarks and watches, kept plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from nnstep.debugger.levels import LEVELS, Level
from nnstep.engine.edits import Edit
from nnstep.engine.frame import Frame
from nnstep.engine.run import Run
from tests.fuzz.walking.course import Course, starts_of_units
from tests.fuzz.walking.plain_breakpoints import PlainBreakpoint


@dataclass
class WalkModel:
    """The state of one session."""

    begin: Callable[[], Run]
    first: int = 0
    """Where the run begins: later than at its start where only a part was recorded."""
    course: Course = field(init=False)
    position: int = 0
    level: Level = "operation"
    undone: list[Edit] = field(default_factory=list)
    points: list[PlainBreakpoint] = field(default_factory=list)
    next_number: int = 1
    bookmarks: dict[str, int] = field(default_factory=dict)
    watches: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.course = Course(self.begin, first=self.first)
        self.position = self.first
        self._courses = {(): self.course}

    @property
    def frame(self) -> Frame:
        """What the session must show."""
        return self.course.frames[self.position]

    def _change(self, edits: tuple[Edit, ...], position: int) -> None:
        key = tuple(map(id, edits))
        self.course = self._courses.setdefault(key, Course(self.begin, edits, self.first))
        self.position = position

    def edit(self, edit: Edit) -> None:
        """Make a change here; later ones are dropped."""
        self._change((*(each for each in self.course.edits if each.position <= edit.position), edit), edit.position)
        self.undone = []

    def undo(self) -> None:
        """Take the last change back."""
        *kept, undone = self.course.edits
        self.undone.append(undone)
        self._change(tuple(kept), min(self.position, undone.position))

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        edit = self.undone.pop()
        self._change((*self.course.edits, edit), edit.position)

    def add(self, point: PlainBreakpoint) -> None:
        """Set a breakpoint under the next number."""
        self.points.append(replace(point, number=self.next_number))
        self.next_number += 1

    def delete_points(self) -> None:
        """Delete all breakpoints."""
        self.points, self.next_number = [], 1

    def read_again(self) -> None:
        """Have breakpoints as they are once they were typed again."""
        for number, point in enumerate(self.points, start=1):
            point.number, point.ignore_count, point.hits = number, max(0, point.ignore_count - point.hits), 0
        self.next_number = len(self.points) + 1
        self.undone = []

    def target(self, count: int, level: Level, *, inside: bool) -> int:
        """Return where `count` units of a level lead, back where it is negative."""
        starts = starts_of_units(self.frame.program, level)
        if count > 0:
            coming = [start for start in starts if start > self.position]
            return coming[count - 1] if count <= len(coming) else starts[-1]
        behind = [start for start in starts if start < self.position + inside]
        return behind[count] if -count <= len(behind) else 0

    def forward(self, target: int) -> PlainBreakpoint | None:
        """Go on to `target`, or to a breakpoint before it, which is returned."""
        while self.position < min(target, self.course.end):
            self.position += 1
            holding = [point for point in self.points if point.holds(self.course, self.position)]
            for point in holding:
                point.hits += 1
            stopping = next((point for point in holding if point.hits > point.ignore_count), None)
            if stopping is not None:
                if stopping.temporary:
                    self.points.remove(stopping)
                return stopping
        return None

    def backward(self, limit: int, *, inside: bool) -> PlainBreakpoint | None:
        """Go back to the last hit of a breakpoint, which is returned, or to `limit`."""
        for position in range(self.position - 1 + inside, max(limit, self.first), -1):
            holding = [point for point in self.points if point.holds(self.course, position)]
            if holding:
                self.position = position
                return holding[0]
        self.go_to(limit)
        return None

    def go_to(self, position: int) -> None:
        """Go to a position, or to the nearest one that the run has."""
        self.position = max(self.first, min(position, self.course.end))

    def move(self, target: int, *, inside: bool) -> PlainBreakpoint | None:
        """Go to `target`, either way, or to a breakpoint before it, which is returned."""
        if target < self.position:
            return self.backward(target, inside=inside)
        if target == self.position:
            return None
        return self.forward(target)


def coarser(level: Level) -> Level:
    """Return the level above."""
    return LEVELS[min(len(LEVELS) - 1, LEVELS.index(level) + 1)]
