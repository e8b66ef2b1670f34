"""From the word on the command line to a program. Shared by the commands that take a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnstep.program.types import Program
    from nnstep.scenario.model import Scenario


def load_scenario(word: str) -> Scenario:
    """Return the scenario that `word`, a path or a bundled name, stands for; raise ScenarioError."""
    from nnstep.scenario.bundled import find
    from nnstep.scenario.load import load

    return load(find(word))


def load_program(word: str, epochs: int | None = None) -> Program:
    """Return the program of the scenario that `word` stands for; raise ScenarioError or ProgramError."""
    from nnstep.program.compile import compile_program

    return compile_program(load_scenario(word), epochs)
