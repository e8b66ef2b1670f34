"""The edits of one run: make one, undo and redo, and the original run beside the edited one."""

from __future__ import annotations

from collections.abc import Callable

from nnstep.engine.edited_run import EditedTimeline
from nnstep.engine.edits import Edit
from nnstep.engine.run import Run, catch_up


class EditHistory:
    """A run with its edits."""

    def __init__(self, begin: Callable[[], Run], budget: int) -> None:
        """Begin without edits, with the run that `begin` makes; `budget` is the memory for stepping back, in bytes."""
        self._budget = budget
        self._begin = begin
        self.run: Run = begin()
        """The run with all edits."""
        self._undone: list[Edit] = []

    @property
    def original(self) -> Run:
        """The run without any edit."""
        run = self.run
        while isinstance(run, EditedTimeline):
            run = run.before
        return run

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits in the order they were made."""
        found: list[Edit] = []
        run = self.run
        while isinstance(run, EditedTimeline):
            found.append(run.edit)
            run = run.before
        return tuple(reversed(found))

    def make(self, edit: Edit) -> None:
        """Make an edit; earlier edits at later positions are dropped, and nothing is left to redo."""
        while isinstance(self.run, EditedTimeline) and self.run.edit.position > edit.position:
            self.run = self.run.before
        self._undone = []
        self.run = self._with(self.run, edit)
        self._share_memory()

    def undo(self) -> Edit | None:
        """Undo the last edit and return it; None where there is none."""
        if not isinstance(self.run, EditedTimeline):
            return None
        undone, self.run = self.run.edit, self.run.before
        self._undone.append(undone)
        self._share_memory()
        return undone

    @property
    def next_redo(self) -> Edit | None:
        """The edit undone last, if any."""
        return self._undone[-1] if self._undone else None

    def redo(self) -> None:
        """Redo the edit undone last."""
        self.run = self._with(self.run, self._undone.pop())
        self._share_memory()

    def begin_with(self, begin: Callable[[], Run]) -> None:
        """Let another run be the original."""
        self._begin = begin
        self.rebuild()

    def rebuild(self) -> None:
        """Compute the run again from its start."""
        run = self._begin()
        for edit in self.edits:
            run = self._with(run, edit)
        self.run = run
        self._share_memory()

    def catch_up(self, wanted: int, seconds: float) -> bool:
        """Run the original for about `seconds`, until it has `wanted` errors; return whether it has, or has ended."""
        return catch_up(self.original, wanted, seconds)

    def _with(self, run: Run, edit: Edit) -> EditedTimeline:
        return EditedTimeline(run, edit, budget=self._budget // 2)

    def _share_memory(self) -> None:
        """Leave at least half of the memory to the run with all edits; those before it share the other half."""
        before: list[Run] = []
        run = self.run
        while isinstance(run, EditedTimeline):
            run = run.before
            before.append(run)
        for each in before:
            each.limit(self._budget // 2 // len(before))
        used = before[0].bytes_used if before else 0
        self.run.limit(max(self._budget - used, self._budget // 2))
