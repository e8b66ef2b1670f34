"""A class before it is graded: who handed in what, and what is written for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstep.classroom.class_result import ExerciseOf
from nnstep.classroom.gradebooks.moodle_worksheet import MoodleWorksheet, read_worksheet
from nnstep.classroom.handed_in.entries import HandedEntry
from nnstep.classroom.handed_in.submissions import submissions_in
from nnstep.classroom.roster.pairing import Paired, paired
from nnstep.classroom.roster.roster import Roster, read_roster
from nnstep.classroom.variants.manifest import VariantBook, read_book
from nnstep.cli.checking.class_options import ClassOptions
from nnstep.errors import CommandError
from nnstep.grading.sheet.sheet_reader import STANDARD_INPUT, find_sheet
from nnstep.problems.message_text import listed
from nnstep.scenario.bundled import exists


@dataclass(frozen=True, slots=True)
class OpenedClass:
    """A class before it is graded."""

    options: ClassOptions
    paired: Paired
    roster: Roster | None
    worksheet: MoodleWorksheet | None
    variants: VariantBook | None = None
    """The exercises of the students, where each has their own."""

    def exercise_of(self, scenario: str) -> ExerciseOf:
        """Return which exercise is whose: the student's variant of `scenario`, or for all the scenario itself."""
        book = self.variants
        return (lambda _id: scenario) if book is None else lambda id: str(book.scenario_of(id))

    @property
    def files(self) -> list[str]:
        """The sheets that are files."""
        return [str(entry.file) for entry in self._sheets if entry.file is not None]

    @property
    def texts(self) -> dict[str, str]:
        """The sheets that come from an archive, by what they are called."""
        return {entry.shown: entry.text for entry in self._sheets if entry.file is None and entry.text is not None}

    @property
    def tables(self) -> list[str]:
        """The files that say who is in the class, which must not be written to."""
        return [name for name in (self.options.roster, self.options.moodle) if name is not None]

    @property
    def _sheets(self) -> list[HandedEntry]:
        return [entry for each in self.paired.handed_in if (entry := each.submission.sheet) is not None]


def opened_class(sheets: Sequence[str], options: ClassOptions) -> OpenedClass:
    """Return who handed in what; raise CommandError where a table or a folder can't be read, or nothing is in it."""
    if not sheets:
        message = f"{listed(options.named)} {'needs' if len(options.named) == 1 else 'need'} sheets to grade"
        raise CommandError(message, "name a folder of submissions, a .zip archive or sheets")
    if options.moodle is not None and options.feedback is None:
        raise CommandError("--moodle needs --feedback", "the filled worksheet goes to that folder: --feedback out")
    for option, value in (("--id-column", options.id_column), ("--name-column", options.name_column)):
        if value is not None and options.roster is None:
            raise CommandError(f"{option} needs --roster", "name the table of the class")
    for name in sheets:
        if name != STANDARD_INPUT and not (Path(name).is_dir() or exists(find_sheet(name))):
            raise CommandError(f"{name}: there is no such file or folder", "name what was handed in")
    _check_folders(sheets, options)
    worksheet = read_worksheet(Path(options.moodle)) if options.moodle is not None else None
    roster = worksheet.roster() if worksheet is not None else None
    if options.roster is not None:
        roster = read_roster(Path(options.roster), options.id_column or "", options.name_column or "")
    book = read_book(options.variants) if options.variants is not None else None
    if book is not None and roster is None:
        roster = book.roster
    submissions = submissions_in([Path(name) for name in sheets], options.platform or "")
    if not submissions:
        raise _nothing(sheets, options.platform)
    return OpenedClass(options, paired(submissions, roster), roster, worksheet, book)


def _nothing(sheets: Sequence[str], platform: str | None) -> CommandError:
    """Return the error that says that there is nothing to grade."""
    places = listed(sheets)
    if platform is None:
        return CommandError(f"nothing was handed in: no files in {places}", "name the folder of the submissions")
    message = f"nothing was handed in: no files in {places} are named as an export of {platform} has them"
    return CommandError(message, "leave out --platform, or name the folder of the submissions")


def _check_folders(sheets: Sequence[str], options: ClassOptions) -> None:
    """Raise CommandError where two outputs share a folder, or one would lie among the submissions."""
    named = (("--feedback", options.feedback), ("--gradescope", options.gradescope))
    wanted = [(option, Path(name).resolve()) for option, name in named if name is not None]
    if len(wanted) > 1 and wanted[0][1] == wanted[1][1]:
        raise CommandError("--feedback and --gradescope name the same folder", "give each its own")
    for option, folder in wanted:
        for sheet in sheets:
            if Path(sheet).is_dir() and folder.is_relative_to(Path(sheet).resolve()):
                raise CommandError(
                    f"{option}: the folder lies in {sheet}, among what was handed in",
                    "name a folder beside it",
                )
