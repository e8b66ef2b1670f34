"""A small exercise to spoil, and what is then wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nnstep.problems.findings import Subject, located
from nnstep.problems.text_lines import TextLines
from nnstep.problems.toml_document import document_of
from nnstep.problems.toml_positions import scan
from nnstep.scenario.sources.array_sources import Files
from nnstep.scenario.validate import read_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = "[[layers]]\nactivation = 'linear'\nweights = [[1, 2]]\nbiases = [1]\n"


@pytest.fixture
def exercise() -> Callable[..., str]:
    """Return a maker of exercises: each key with its text in TOML; one that is None is left out."""

    def make(layers: str = LAYERS, *, more: str = "", **keys: str | None) -> str:
        given: dict[str, str | None] = {"title": "'T'", "input": "[2, 1]", "target": "[1]", "learning_rate": "0.1"}
        lines = [f"{key} = {value}\n" for key, value in {**given, **keys}.items() if value is not None]
        return "".join(lines) + layers + more

    return make


@pytest.fixture
def wrong() -> Callable[[str], list[str]]:
    """Return a finder of problems: for each its line and message, and where there is one the hint."""

    def problems(text: str) -> list[str]:
        top = Subject([])
        read_scenario(top, document_of(text, "a.toml"), "a.toml", Files(Path()))
        found = located(top.found, scan(text), TextLines(text))
        ordered = sorted(found, key=lambda problem: problem.line)
        return [f"{p.line}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in ordered]

    return problems
