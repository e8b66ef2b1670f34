"""A block of a person's own code, watched while it runs and held against an exercise."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType, TracebackType

from nnstep.errors import CommandError
from nnstep.grading.context import GradingContext
from nnstep.own_code.checking.block_verdict import block_headline, block_summary, is_block_right
from nnstep.own_code.checking.checked import DifferenceError
from nnstep.own_code.checking.styled_views import html_of, rich_of
from nnstep.own_code.program_findings import ProgramFindings, findings_of
from nnstep.own_code.reports.code_report import Line, code_report, plain_text
from nnstep.own_code.running.block_watch import BlockWatch

_WIDTH = 100
"""Columns of what is shown where there is no terminal; a narrower terminal is filled."""


class WatchedBlock:
    """What the lines of a block compute: known once the block has ended.

    ``with check.watching(): ...`` watches the lines of the block and of the person's functions that it calls.
    """

    def __init__(self, context: GradingContext, *, steps: int | None = None) -> None:
        """Prepare; `steps` is how many training steps the block must get right, by default as many as it makes."""
        most = context.program.schedule.steps
        if steps is not None and not 1 <= steps <= most:
            raise CommandError(f"there are no {steps} training steps in this scenario", f"give 1 to {most}")
        self._context = context
        self._steps = steps
        self._watch: BlockWatch | None = None
        self._findings: ProgramFindings | None = None

    def __enter__(self) -> WatchedBlock:
        frame = sys._getframe(1)  # noqa: SLF001 - the lines to be watched are those of the caller
        file = Path(frame.f_code.co_filename)
        self.begin(file, () if file.exists() else (Path.cwd(),), frame)
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None) -> None:
        __tracebackhide__ = True
        self.end()
        if error is None:
            self.require()
        elif self.findings.faults:
            error.add_note(self.text)

    def begin(self, file: Path, folders: Iterable[Path] = (), frame: FrameType | None = None) -> None:
        """Begin to watch the person's files: those in the folder of `file` and in `folders`, and below."""
        self._findings = None
        self._watch = BlockWatch(file, folders)
        self._watch.begin(frame)

    def end(self) -> None:
        """End, and look for what is wrong."""
        if self._watch is not None:
            watched, self._watch = self._watch.end(), None
            self._findings = findings_of(self._context, watched, steps=self._steps)

    def require(self) -> None:
        """Raise DifferenceError if the block is not right."""
        __tracebackhide__ = True
        if not self.is_right:
            raise DifferenceError(self.story)

    @property
    def findings(self) -> ProgramFindings:
        """What was found. Raise CommandError while the block runs."""
        if self._findings is None:
            raise CommandError("the block has not ended yet", "look at the findings after it")
        return self._findings

    @property
    def is_right(self) -> bool:
        """Whether the block computes what the exercise does, as far as it goes."""
        return is_block_right(self.findings, self._steps)

    @property
    def text(self) -> str:
        """The block's lines with what each computes, and what goes wrong first."""
        return plain_text(self._lines())

    @property
    def story(self) -> str:
        """What goes wrong first in one line, and the text."""
        return f"{block_headline(self.findings, self._steps)}\n\n{self.text}"

    def _lines(self) -> list[Line]:
        name = self._context.program.name
        summary = block_summary(self.findings, self._steps)
        width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
        return list(code_report(self.findings, name, width, summary=summary))

    def __repr__(self) -> str:
        if self._findings is None:
            return f"<block watched for {self._context.program.name}>"
        return self.text

    def __rich__(self) -> str:
        return rich_of([[(repr(self), "plain")]] if self._findings is None else self._lines())

    def _repr_html_(self) -> str:
        return html_of([[(repr(self), "plain")]] if self._findings is None else self._lines())
