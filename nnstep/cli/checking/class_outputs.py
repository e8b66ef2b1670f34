"""The files that are written for a class: checked before any work, and written at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nnstep.classroom.class_files import feedback_files, filled_worksheet, page_names, results_files
from nnstep.classroom.class_result import ClassResult
from nnstep.classroom.feedback.feedback_folder import FeedbackFolder, WrittenFolder
from nnstep.classroom.feedback.page import PageForm
from nnstep.classroom.roster.file_names import INDEX, file_names
from nnstep.cli.checking.opened_class import OpenedClass
from nnstep.cli.output import say
from nnstep.errors import CommandError
from nnstep.outputs.asked import Output, check_outputs
from nnstep.outputs.whole import write_text


class ClassOutputs:
    """The files that were asked for: checked before any work, and written at its end."""

    def __init__(self, opened: OpenedClass, *, overwrite: bool) -> None:
        """Raise OutputError or CommandError where one of them can't be written."""
        self.opened = opened
        self.overwrite = overwrite
        self._form = opened.options.feedback_format
        handed_in = opened.paired.handed_in
        self._pages = page_names(handed_in, self._form)
        ids = [each.student.id for each in handed_in]
        self._results = dict(zip(ids, file_names(ids, ".json"), strict=True))
        self._feedback = self._folder(opened.options.feedback, [*self._pages.values(), *self._summaries])
        wanted = opened.options.gradescope
        self._results_file = Path(wanted) if wanted is not None and wanted.lower().endswith(".json") else None
        if self._results_file is not None:
            if len(handed_in) != 1:
                raise CommandError("a .json file holds the results of one sheet", "name a folder: --gradescope results")
            output = Output(self._results_file, {".json": "results for Gradescope"}, "--gradescope")
            check_outputs(output, inputs=[*opened.files, *opened.tables], overwrite=overwrite)
        self._results_folder = self._folder(wanted if self._results_file is None else None, self._results.values())

    @property
    def sheets(self) -> int:
        """How many sheets there are, at most."""
        return len(self.opened.paired.handed_in)

    @property
    def pages(self) -> frozenset[PageForm]:
        """In which forms the feedback on each sheet is needed."""
        options = self.opened.options
        forms: set[PageForm] = {self._form} if options.feedback is not None else set()
        forms |= {"fragment"} if options.moodle is not None else set()
        return frozenset(forms | ({"md"} if options.gradescope is not None else set()))

    def write(self, title: str, result: ClassResult) -> None:
        """Write all files, and say what became of them."""
        if self._feedback is not None:
            files = feedback_files(title, result, self._pages, self._form)
            files |= self._worksheet(result)
            self._tell(self.opened.options.feedback, self._feedback.write(files, overwrite=self.overwrite))
        results = results_files(result, self._results) if self.opened.options.gradescope is not None else {}
        if self._results_file is not None:
            write_text(self._results_file, next(iter(results.values())), overwrite=self.overwrite)
        elif self._results_folder is not None:
            self._tell(self.opened.options.gradescope, self._results_folder.write(results, overwrite=self.overwrite))

    @property
    def _summaries(self) -> Iterator[str]:
        yield f"{INDEX}.{self._form}"
        if self.opened.options.moodle is not None:
            yield Path(self.opened.options.moodle).name

    def _folder(self, path: str | None, names: Iterable[str]) -> FeedbackFolder | None:
        if path is None:
            return None
        folder = FeedbackFolder(Path(path))
        folder.check(names, overwrite=self.overwrite)
        return folder

    def _worksheet(self, result: ClassResult) -> Mapping[str, str]:
        worksheet, roster = self.opened.worksheet, self.opened.roster
        if worksheet is None or roster is None:
            return {}
        filled = filled_worksheet(worksheet, result, roster)
        say(f"{Path(worksheet.file).name}: {filled.graded} grades filled in", aside=True)
        if filled.locked:
            say(f"  not filled in, because these grades can't be changed: {', '.join(filled.locked)}", aside=True)
        if filled.absent:
            say(f"  graded, but not in the worksheet: {', '.join(filled.absent)}", aside=True)
        return {Path(worksheet.file).name: filled.text}

    def _tell(self, folder: str | None, written: WrittenFolder) -> None:
        removed = f", {len(written.removed)} old ones removed" if written.removed else ""
        say(f"wrote {written.written} files to {folder}; {written.unchanged} are as they were{removed}", aside=True)
        if written.kept:
            say(f"  changed by somebody, and so kept: {', '.join(written.kept)}", aside=True)
