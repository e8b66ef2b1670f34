"""From a scenario file, or its text, to the scenario: the one way in. Knows no network and no program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from nnstep.errors import ScenarioError
from nnstep.harmless_text import visible, visible_prose
from nnstep.problems.findings import Subject, located
from nnstep.problems.problem import render
from nnstep.problems.text_file import read
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_document import document_of
from nnstep.problems.toml_positions import scan
from nnstep.scenario.array_sources import Files
from nnstep.scenario.model import Scenario
from nnstep.scenario.tables.keys import MINIMAL_EXAMPLE
from nnstep.scenario.validate import read_scenario

Place: TypeAlias = tuple[str | int, ...]


def load(path: str | Path) -> Scenario:
    """Return the scenario of a file; raise ScenarioError with everything that is wrong with it."""
    return parse(read(path), str(path))


def problems_at(path: str | Path, problems: Iterable[tuple[Place, str, str]]) -> ScenarioError:
    """Return the error that says what is wrong at places of a file, found only when they were put to use.

    A problem is a place, such as ``("breakpoints", 1, "if")``, a message and a hint.
    """
    found = list(problems)
    try:
        text = read(path).removeprefix("\ufeff").replace("\r\n", "\n")
    except ScenarioError:  # it is gone, or never was one
        return ScenarioError("\n".join(visible(f"{path}: {_key_of(place)} {message}") for place, message, _ in found))
    lines, top = TextLines(text), Subject([])
    for place, message, hint in found:
        _at(top, place).note(message, hint)
    return ScenarioError(render(located(top.found, scan(text), lines), str(path), lines), located=True)


def _at(subject: Subject, place: Place) -> Subject:
    for step in place:
        subject = subject.element(step) if isinstance(step, int) else subject.key(step)
    return subject


def _key_of(place: Place) -> str:
    return _at(Subject([]), place).name


def heading(path: str | Path) -> tuple[str, str]:
    """Return title and source of a file without looking at the rest; raise ScenarioError where it is no TOML."""
    document = document_of(read(path), str(path))
    title, source = (str(document.get(key, "")) for key in ("title", "source"))
    return visible_prose(title), visible_prose(source)


def parse(text: str, path: str) -> Scenario:
    """Return the scenario that `text` states, `path` naming it in messages; raise ScenarioError as `load` does."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    document = document_of(text, path)
    if not document:
        hint = f"write what the exercise gives, at least:\n\n{MINIMAL_EXAMPLE}"
        raise ScenarioError(f"{visible(path)}: the file is empty", hint)
    top = Subject([])
    scenario = read_scenario(top, document, path, Files(Path(path).parent))
    if scenario is None:
        lines = TextLines(text)
        raise ScenarioError(render(located(top.found, scan(text), lines), path, lines), located=True)
    return scenario
