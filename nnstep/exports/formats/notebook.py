"""A worked solution as a Jupyter notebook that runs: each operation computed, and held against the scenario."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnstep.errors import ExportError
from nnstep.exports.formats.format import SolutionFormat
from nnstep.exports.markdown_parts.markdown_text import introduction, markdown_equation, operation_paragraphs
from nnstep.exports.notebook_parts.notebook_cells import CodeCell, MarkdownCell, notebook_text
from nnstep.exports.parts.numpy_functions import function_definitions
from nnstep.exports.parts.script_numbers import numpy_array
from nnstep.exports.solutions.solution import Solution, WorkedOperation, WorkedStep
from nnstep.outputs.document_text import markdown_text
from nnstep.own_code.checking.checker import Checker
from nnstep.program.program import Program
from nnstep.scenario.bundled import bundled_paths

_MOST_NUMBERS = 500
"""More numbers are not written into a cell, but asked for."""


def _text(solution: Solution, path: Path) -> str:
    return notebook_text(_Notebook(solution, path).cells())


class _Notebook:
    """Makes the cells of one notebook."""

    def __init__(self, solution: Solution, path: Path) -> None:
        self._solution = solution
        self._word = _scenario_word(solution.program, path)
        self._taken = {*solution.program.shapes}
        self._lacks_values = False

    def cells(self) -> Iterator[MarkdownCell | CodeCell]:
        """Yield all cells."""
        solution = self._solution
        pictures = [f"![{markdown_text(p.caption)}](attachment:{p.id}.svg)" for p in solution.pictures]
        yield MarkdownCell("\n\n".join([*introduction(solution), *pictures]), solution.pictures)
        first = f"import numpy as np\n\nimport nnstep\n\n{self._own('check')} = nnstep.Checker({self._word!r})"
        yield CodeCell("\n\n\n".join([first, *function_definitions(solution.program)]))
        for step in solution.steps:
            yield from self._step(step)

    def _own(self, name: str) -> str:
        """Return a name of the notebook's own, kept apart from the program's."""
        return self._own(f"{name}_") if name in self._taken else name

    def _step(self, step: WorkedStep) -> Iterator[MarkdownCell | CodeCell]:
        given = ["### Given", *map(markdown_equation, step.given)] if step.given else []
        yield MarkdownCell("\n\n".join([f"## {markdown_text(step.title)}", *given]))
        if step.start:
            yield CodeCell(self._start(step))
        if set(step.start) >= set(self._solution.program.start):
            self._lacks_values = False
        for phase in step.phases:
            yield MarkdownCell(f"### {markdown_text(phase.title)}")
            if not phase.operations:
                mark = "# " if self._lacks_values else ""
                yield CodeCell("\n".join(f"{mark}{source}" for source in phase.sources))
            for operation in phase.operations:
                yield MarkdownCell("\n\n".join(operation_paragraphs(operation)))
                yield CodeCell(self._worked(operation, step))

    def _start(self, step: WorkedStep) -> str:
        if sum(value.size for value in step.start.values()) <= _MOST_NUMBERS:
            return "\n".join(numpy_array(value).assigned(id, value) for id, value in step.start.items())
        start = self._own("start")
        number = "" if step.number == 1 else f", step={step.number}"
        return "\n".join(
            [
                "from nnstep.exports.notebook_parts.start_values import start_values",
                "",
                f"{start} = start_values({self._word!r}{number})",
                *(f'{id} = {start}["{id}"]' for id in step.start),
            ]
        )

    def _worked(self, operation: WorkedOperation, step: WorkedStep) -> str:
        target, check = operation.op.target, self._own("check")
        if operation.result is not None and not np.isfinite(operation.result).all():
            return f"{operation.op.source}\n{target}  # not finite, so it is not checked"
        number = "" if step.number == 1 else f", step={step.number}"
        plain = target.isidentifier() and not hasattr(Checker, target)
        checked = f"{check}.{target}({target}{number})" if plain else f'{check}("{target}", {target}{number})'
        if operation.result is None:
            self._lacks_values = True  # until they are filled in, what follows can't be computed
            return f"# {target} = \n# {checked}"
        return f"{operation.op.source}\n{checked}"


def _scenario_word(program: Program, path: Path) -> str:
    """Return what a notebook in this place calls the scenario; raise ExportError where it can't find the same one."""
    scenario = program.scenario
    if program.schedule.epochs != scenario.epochs:
        raise ExportError("a notebook checks the scenario's own epochs", "leave out --epochs, or write another format")
    file = Path(scenario.path)
    if not file.is_file():
        raise ExportError(f"{scenario.path} is not there, and a notebook reads it", "write another format")
    if any(file.samefile(bundled) for bundled in bundled_paths().values()):
        return file.stem
    return Path(os.path.relpath(file, path.parent)).as_posix()


NOTEBOOK = SolutionFormat("notebook", (".ipynb",), "a worked solution as a notebook that runs", _text)
