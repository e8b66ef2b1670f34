"""What of a run is recorded: all of it, some training steps, some quantities, the ends of epochs, or a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from nnstep.errors import CommandError
from nnstep.problems.did_you_mean import meant
from nnstep.program.program import Program


def listed_ids(text: str) -> tuple[str, ...]:
    """Return the ids and patterns that a person lists, as in ``W1,E,d*``."""
    return tuple(id.strip() for id in text.split(",") if id.strip())


@dataclass(frozen=True, slots=True)
class Selection:
    """What is recorded; by default everything."""

    every: int = 1
    """Every training step of so many, the first one included."""
    only: tuple[str, ...] = ()
    """Only the quantities of these ids, or that match these patterns, as in ``d*``; all where there is none."""
    epochs_only: bool = False
    """Only what is said of each epoch."""
    first: int = 0
    """Operations done before the first one recorded."""
    last: int | None = None
    """Operations done at the end of the recording; None for those of the whole run."""

    @property
    def is_whole(self) -> bool:
        """Whether every operation of a stretch is recorded."""
        return self.every == 1 and not self.only and not self.epochs_only

    def includes(self, id: str) -> bool:
        """Return whether the values of a quantity are recorded."""
        return not self.only or any(fnmatchcase(id, pattern) for pattern in self.only)

    def ops(self, program: Program) -> tuple[int, ...]:
        """Return which operations of a training step are recorded, from 0."""
        if self.epochs_only:
            return ()
        return tuple(number for number, op in enumerate(program.ops) if self.includes(op.target))

    def records_step(self, step: int, program: Program) -> bool:
        """Return whether operations of training step `step`, from 0, are recorded."""
        return not self.epochs_only and (step - self.first // len(program.ops)) % self.every == 0

    def check(self, program: Program) -> None:
        """Raise CommandError where a pattern fits no quantity, or the stretch is empty."""
        ids = program.quantities
        if self.epochs_only and (self.only or self.every != 1):
            raise CommandError("--epochs-only records no operation", "leave out --only and --every, or --epochs-only")
        for pattern in self.only:
            if not any(fnmatchcase(id, pattern) for id in ids):
                hint = meant(pattern, ids) or f"the quantities are {', '.join(ids)}"
                raise CommandError(f"--only: no quantity is called {pattern!r}", hint)
        if self.last is not None and self.last <= self.first:
            raise CommandError(
                f"the recording would end at {program.place(self.last)}, before it begins",
                "let --to be after --from",
            )


class WantedPositions:
    """At which positions a recorder wants to see the run: those it records, and the starts of their training steps."""

    def __init__(self, selection: Selection, program: Program) -> None:
        self._selection = selection
        self._program = program
        self._length = len(program.ops)
        self._ops = selection.ops(program)
        self._per_epoch = program.schedule.steps_per_epoch

    def after(self, position: int) -> int:
        """Return the next wanted position after `position`; one beyond the run where there is none."""
        following = self._after(position)
        last = self._selection.last
        return following if last is None or following <= last else self._program.last_position + 1

    def _after(self, position: int) -> int:
        if self._selection.is_whole:
            return position + 1
        step, done = divmod(position, self._length)
        if self._selection.records_step(step, self._program):
            following = next((op + 1 for op in self._ops if op + 1 > done), None)
            if following is not None:
                return step * self._length + following
        begins = self._next_recorded(step + 1) * self._length
        epoch_ends = (step // self._per_epoch + 1) * self._per_epoch * self._length
        return min(begins, epoch_ends) if begins > position else epoch_ends

    def _next_recorded(self, step: int) -> int:
        if self._selection.epochs_only:
            return self._program.schedule.steps + 1
        first = self._selection.first // self._length
        return step + (first - step) % self._selection.every
