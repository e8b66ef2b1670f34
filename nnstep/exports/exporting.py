"""Exports a program: from what was asked for to the files that are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from nnstep.errors import ExportError
from nnstep.exports.formats import EXPORT_FORMATS, endings, format_for
from nnstep.exports.formats.format import AnyFormat, ExportFormat, SolutionFormat, WrittenFile
from nnstep.exports.solutions.solution_request import SolutionRequest, plan_of
from nnstep.exports.solutions.working import solution_of
from nnstep.file_endings import ending_in
from nnstep.outputs.asked import Output, check_outputs, ending_of
from nnstep.outputs.failure import failure
from nnstep.outputs.special import is_special
from nnstep.outputs.whole import write_text
from nnstep.problems.did_you_mean import meant
from nnstep.problems.message_text import listed
from nnstep.program.program import Program

_USUAL = SolutionRequest()
_FOR_DEVICES = "numpy"


@dataclass(frozen=True, slots=True)
class Export:
    """A file to export to, in a format that is known."""

    path: Path
    ending: str
    format: AnyFormat
    solution: SolutionRequest = _USUAL
    fragment: bool = False

    @property
    def key_path(self) -> Path:
        """The file of the solution that goes with an exercise sheet."""
        return self.path.with_name(f"{self.path.stem}-solution{self.path.suffix}")


def export_to(
    path: Path, target: str | None = None, solution: SolutionRequest = _USUAL, *, fragment: bool = False
) -> Export:
    """Return the export that is asked for.

    Raise OutputError where the name has no known ending, ExportError where there is no such target, or where what was
    asked for is nothing that the format has.
    """
    if target is not None and target not in EXPORT_FORMATS:
        hint = meant(target, EXPORT_FORMATS) or f"choose {listed(EXPORT_FORMATS)}"
        raise ExportError(f"there is no export to {target!r}", hint)
    ending = _ending(path, target)
    kind = format_for(ending, target)
    match kind:
        case ExportFormat() if fragment or solution != _USUAL:
            hint = f"for a worked solution end the name in {listed(_document_endings())}"
            raise ExportError("a script shows no worked solution, so it takes none of its options", hint)
        case SolutionFormat() if fragment and kind.fragment is None:
            raise ExportError(f"{ending} files have no fragment", "leave out --fragment, or write a .tex or .html")
    return Export(path, ending, kind, solution, fragment)


def write_export(program: Program, export: Export, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write the file, and those that go with it; return their names.

    Raise ExportError where the program can't be exported so, CommandError where a wish means nothing in it,
    FileTakenError where a file exists and must stay, OutputError where one can't be written.
    """
    known = {export.ending: export.format.title}
    with_key = export.solution.is_sheet
    asked = [Output(export.path, known, "the sheet")]
    if with_key and not is_special(export.path):
        asked.append(Output(export.key_path, known, "its solution"))
    check_outputs(*asked, inputs=program.scenario.inputs, overwrite=overwrite)
    files = _files(program, export)
    if len(files) > 1 and is_special(export.path):
        hint = "name a file" if with_key else "name a file, or choose .html"
        raise ExportError(f"{export.path} is no place for {len(files)} files", hint)
    beside = [Output(file.path, {file.path.suffix: "a picture"}) for file in files if file.path not in _paths(asked)]
    check_outputs(*beside, inputs=program.scenario.inputs, overwrite=overwrite)
    for file in files:
        write_text(file.path, file.text, overwrite=overwrite)
    return _paths(files)


def _ending(path: Path, target: str | None) -> str:
    """Return the ending that says the format; a device or a pipe has that of the target, or of a script."""
    known = endings(target)
    try:
        if not ending_in(path.name, known) and is_special(path):
            return EXPORT_FORMATS[target or _FOR_DEVICES].endings[0]
    except (OSError, ValueError) as error:
        raise failure(path, error) from None
    return ending_of(path, known)


def _files(program: Program, export: Export) -> tuple[WrittenFile, ...]:
    match export.format:
        case ExportFormat() as script:
            return (WrittenFile(export.path, script.text(program)),)
        case SolutionFormat() as kind:
            documents = [(export.path, export.solution)]
            if export.solution.is_sheet:
                documents.append((export.key_path, replace(export.solution, is_sheet=False, with_formulas=False)))
            return tuple(file for document in documents for file in _written(program, kind, export, *document))
        case _:
            assert_never(export.format)


def _written(
    program: Program, kind: SolutionFormat, export: Export, path: Path, request: SolutionRequest
) -> Iterator[WrittenFile]:
    solution = solution_of(program, plan_of(request, program))
    text = kind.fragment if export.fragment and kind.fragment is not None else kind.text
    yield WrittenFile(path, text(solution, path))
    yield from kind.beside(solution, path)


def _paths(files: list[Output] | tuple[WrittenFile, ...]) -> tuple[Path, ...]:
    return tuple(file.path for file in files)


def _document_endings() -> list[str]:
    return [ending for row in EXPORT_FORMATS.values() if isinstance(row, SolutionFormat) for ending in row.endings]
