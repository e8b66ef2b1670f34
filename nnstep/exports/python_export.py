"""``nnstep.export``: worked solutions, exercise sheets and scripts from a Python program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nnstep.program.compile import compile_program
from nnstep.scenario.model import Scenario
from nnstep.session.opening import open_program


def export(
    scenario: Scenario | str | Path,
    path: str | Path,
    *,
    target: str | None = None,
    epochs: int | None = None,
    digits: int | str | None = None,
    phases: str | None = None,
    steps: int | str = 1,
    expand: str | Iterable[str] = (),
    most: int = 8,
    blanks: bool = False,
    formulas: bool = False,
    fragment: bool = False,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Export a worked solution, an exercise sheet or a script, and return the paths of the files written.

    The ending of `path` chooses the format: ``.html``, ``.md``, ``.tex`` or ``.ipynb`` for a worked solution, ``.py``
    for a script; `target` is the script's library. `epochs` replaces the scenario's own number.

    Of a worked solution, `digits` is a number of significant digits, ``".3"`` for decimals, or ``"fraction"``; `phases`
    names some, as ``"forward,error"``; `steps` are training steps, as ``"1,3-5"``; `expand` names elements to work out,
    as ``"z1[0]"``; a matrix of more than `most` rows or columns is cut. With `blanks` the file is an exercise sheet,
    which states the formulas with `formulas`, and its solution is a second file. With `fragment` a ``.tex`` or
    ``.html`` can be put into another document.

    Raise `nnstep.errors.ExportError` if the scenario can't be exported so, CommandError if an argument means nothing in
    it, FileTakenError where a file exists, unless `overwrite` is asked for, OutputError where one can't be written.

    >>> import nnstep, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> [path.name for path in nnstep.export("zheng-exercise-1", folder.name + "/solution.html", expand="z1[0]")]
    ['solution.html']
    >>> [path.name for path in nnstep.export("zheng-exercise-1", folder.name + "/sheet.tex", blanks=True)]
    ['sheet.tex', 'sheet-solution.tex']
    >>> folder.cleanup()
    """
    from nnstep.exports.exporting import export_to, write_export
    from nnstep.exports.solutions.solution_request import SolutionRequest

    elements = (expand,) if isinstance(expand, str) else tuple(expand)
    written = None if digits is None else str(digits)
    request = SolutionRequest(written, phases, str(steps), elements, most, is_sheet=blanks, with_formulas=formulas)
    asked = export_to(Path(path), target, request, fragment=fragment)
    program = compile_program(scenario, epochs) if isinstance(scenario, Scenario) else open_program(scenario, epochs)
    return write_export(program, asked, overwrite=overwrite)
