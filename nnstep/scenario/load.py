"""From a scenario file, or its text, to the scenario: the one way in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnstep.errors import ScenarioError, lines_of
from nnstep.problems.findings import Finding, Subject, located
from nnstep.problems.problem import located_error
from nnstep.problems.text_file import read
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_document import document_of
from nnstep.problems.toml_positions import scan
from nnstep.scenario.model import Scenario
from nnstep.scenario.sources.array_sources import Files
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE
from nnstep.scenario.validate import read_scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray


def load(path: str | Path) -> Scenario:
    """Return the scenario of a file; raise ScenarioError with everything that is wrong with it."""
    return parse(read(path), str(path))


def located_problems(path: str | Path, found: Iterable[Finding]) -> ScenarioError:
    """Return the error for what is wrong in a file, found only when its contents were put to use."""
    try:
        text = _normalized(read(path))
    except ScenarioError:  # it is gone, or never was one
        return ScenarioError(lines_of(*(f"{path}: {finding.message}" for finding in found)))
    return _error(found, text, str(path))


def _error(found: Iterable[Finding], text: str, path: str) -> ScenarioError:
    lines = TextLines(text)
    return located_error(located(found, scan(text), lines), path, lines)


def _normalized(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def parse(
    text: str,
    path: str,
    folder: Path | None = None,
    stand_ins: Mapping[tuple[str, str], NDArray[Any]] | None = None,
) -> Scenario:
    """Return the scenario that `text` states, `path` naming it in messages; raise ScenarioError as `load` does.

    Its data files are looked for in `folder`, by default the one of `path`; `stand_ins` are taken where there is none.
    """
    text = _normalized(text)
    document = document_of(text, path)
    if not document:
        hint = lines_of("write what the exercise gives, at least:", "", *MINIMAL_EXAMPLE.split("\n"))
        raise ScenarioError(f"{path}: the file is empty", hint)
    top = Subject([])
    scenario = read_scenario(top, document, path, Files(Path(path).parent if folder is None else folder, stand_ins))
    if scenario is None:
        error = _error(top.found, text, path)
        if isinstance(document.get("answers"), dict):
            unchecked = f"{path}: the answers were not checked: that needs a scenario without problems"
            error.message = lines_of(error.message, unchecked)
        raise error
    return replace(scenario, text=text)
