"""A test of a person's own that is held against an exercise while it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nnstep.errors import CommandError
from nnstep.grading.context import GradingContext
from nnstep.own_code.checking.checked import DifferenceError
from nnstep.own_code.checking.watched_block import WatchedBlock
from nnstep.program.compile import compile_program
from nnstep.scenario.bundled import find
from nnstep.scenario.load import load

_FORM = 'write @pytest.mark.nnstep("zheng-exercise-1"), with steps=2 if two training steps must be right'


class MarkedTest:
    """One run of a test with the mark ``nnstep``."""

    def __init__(self, block: WatchedBlock, file: Path, root: Path) -> None:
        """Prepare; `root` is the folder of the whole project, whose files are the person's own."""
        self._block = block
        self._file = file
        self._root = root

    @classmethod
    def of(cls, arguments: Sequence[Any], options: Mapping[str, Any], file: Path, root: Path) -> MarkedTest:
        """Return the test as its mark says. Raise CommandError where the mark can't be understood."""
        unknown = set(options) - {"steps", "scenario"}
        scenario = [*arguments, *([options["scenario"]] if "scenario" in options else [])]
        if unknown or len(scenario) != 1 or not isinstance(scenario[0], str | Path):
            raise CommandError("the mark nnstep takes the name or the file of one scenario, and steps", _FORM)
        steps = options.get("steps")
        if steps is not None and type(steps) is not int:
            raise CommandError(f"steps of the mark nnstep is {steps!r}, not a whole number", _FORM)
        beside = file.parent / scenario[0]
        program = compile_program(load(beside if beside.is_file() else find(str(scenario[0]))))
        return cls(WatchedBlock(GradingContext(program, by_hand=False), steps=steps), file, root)

    def begin(self) -> None:
        """Begin to watch."""
        self._block.begin(self._file, (self._root,))

    def end(self) -> None:
        """End."""
        self._block.end()

    def failed(self, error: Exception) -> None:
        """Say what was found of a test that failed by itself: in place of an assertion, or beside another error."""
        __tracebackhide__ = True
        self.end()
        if not self._block.findings.faults or isinstance(error, DifferenceError):
            return
        if isinstance(error, AssertionError):
            raise DifferenceError(f"{self._block.story}\n\nThe test itself says: {error}") from error
        error.add_note(self._block.text)

    def require(self) -> None:
        """Raise DifferenceError if the test is not right."""
        __tracebackhide__ = True
        self._block.require()


def headline(error: BaseException) -> str:
    """Return the first line of an error that needs no traceback; nothing of any other."""
    known = isinstance(error, DifferenceError | CommandError)
    return next(iter(str(error).splitlines()), "") if known else ""
